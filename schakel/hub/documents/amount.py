"""A column for amounts that stay exact: `numeric` on PostgreSQL, text on SQLite, which knows only floats beyond 15 digits."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field

from schakel.einvoice.money import decimal_text

if TYPE_CHECKING:
    ExactField = Field[Decimal | None, Decimal | None]
else:
    ExactField = Field  # takes no type arguments at run time


class AmountField(ExactField):
    """Equality and null are what can be asked of it; SQLite would order it as text."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "numeric" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None or connection.vendor == "postgresql":
            return value
        return decimal_text(Decimal(value))

    def from_db_value(self, value: Any, expression: Expression, connection: BaseDatabaseWrapper) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)
