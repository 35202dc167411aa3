"""How long a company keeps its documents, and why one is kept on."""

from django import forms

from schakel.hub.documents.retention.models import MOST_YEARS, YEARS, LegalHold, RetentionRule


class RetentionRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = RetentionRule
        fields = ("years",)

    def __init__(self, data: object = None, *, instance: RetentionRule) -> None:
        super().__init__(data, instance=instance)  # type: ignore[arg-type]  # of a request
        self.fields["years"].widget.attrs |= {"min": YEARS, "max": MOST_YEARS}


class HoldForm(forms.ModelForm):  # type: ignore[type-arg]  # the same
    class Meta:
        model = LegalHold
        fields = ("reason",)
