"""The settings that a kind asks, beside what every forwarder asks."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _


class OptionsForm(forms.Form):
    """Fields named in SECRET are kept encrypted; left empty they stay as they were."""

    SECRET: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, data: Any = None, *, initial: Mapping[str, Any] | None = None, has_secrets: bool = False
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.has_secrets = has_secrets
        for name in self.SECRET if has_secrets else ():
            self.fields[name].required = False
            self.fields[name].help_text = _("Leave empty to keep the current value.")

    def options(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.SECRET}

    def secrets(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.SECRET if self.cleaned_data.get(name)}
