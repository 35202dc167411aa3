"""Columns of the sheet of companies that rooms above this one understand: a package, a mandate. They register when they open."""

from abc import ABC, abstractmethod
from typing import ClassVar

from schakel.hub.connections.models import Company, Office
from schakel.hub.people.models import User
from schakel.hub.web.language import Sentence
from schakel.hub.web.sheet_columns import RowValues, SheetColumn


class NotSaved(Exception):
    """Permanent: what the row says cannot be kept. The row is faulty, and its company is not added."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ColumnSet(ABC):
    """Columns that belong together. Both methods get what a row has in these columns, empty cells left out; a row without
    any is not asked about."""

    columns: ClassVar[tuple[SheetColumn, ...]]

    @abstractmethod
    def faults(self, office: Office, values: RowValues) -> list[str]:
        """What is wrong with it, in sentences of the language that is active; empty when it can be saved."""

    @abstractmethod
    def save(self, company: Company, values: RowValues, *, by: User) -> None:
        """Keep it with the company that was just added, in the same transaction. `by` works in its office.

        Raises:
            NotSaved   permanent: something changed since `faults`
        """

    def own(self, values: RowValues) -> RowValues:
        names = {column.name for column in self.columns}
        return {name: value for name, value in values.items() if name in names}


column_sets: list[ColumnSet] = []  # filled when the rooms open (AppConfig.ready)
