"""A form of something with a name that nothing beside it has."""

from typing import Any, ClassVar

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.web.language import Sentence


class UniqueNameForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """`taken` says that the name is in use. The database holds it unique by its `sort_name`."""

    taken: ClassVar[Sentence]

    def refuse_name_of(self, others: QuerySet[Any]) -> None:
        name = self.cleaned_data.get("name")
        if name and others.filter(sort_name=sort_name_of(name)).exists():
            self.add_error("name", str(self.taken))

    def save_unless_taken(self) -> bool:
        """False, and said in the form: a colleague gave this name to another one meanwhile."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            self.add_error("name", str(self.taken))
            return False
        return True
