"""What a company, or its office for all of them, asks of its bills."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schakel.hub.documents.bills.rules import MOST_DAYS, BillRule, OfficeBillRule, office_days
from schakel.hub.documents.bills.set_rules import save_office_rule, save_rule

DAYS_HINT = _("Counted from the day an invoice arrives. After it, silence may be read as acceptance.")


class BillRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = BillRule
        fields = ("contest_days", "holds_contested", "holds_unseen")
        help_texts = {
            "holds_contested": _("Otherwise it is forwarded with a mark that it is contested."),
            "holds_unseen": _("A person of the office, or a client who may pay, opens, answers or approves it first."),
        }

    def __init__(self, data: object = None, *, instance: BillRule) -> None:
        super().__init__(data, instance=instance)  # type: ignore[arg-type]  # of a request
        field = self.fields["contest_days"]
        field.widget.attrs |= {"min": 1, "max": MOST_DAYS}
        days = _("Empty: as the office, %(days)s days.") % {"days": office_days(instance.company.office)}
        field.help_text = f"{DAYS_HINT} {days}"

    def keep(self) -> None:
        save_rule(self.save(commit=False))


class OfficeBillRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # the same
    class Meta:
        model = OfficeBillRule
        fields = ("contest_days",)
        help_texts = {"contest_days": DAYS_HINT}

    def keep(self) -> None:
        save_office_rule(self.save(commit=False))
