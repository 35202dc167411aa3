"""A draft as its page shows it: the form, the sums, and what is still to be put right, each with the way to its field."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schakel.einvoice.model import VatBreakdown
from schakel.einvoice.render.codes import vat_name
from schakel.hub.connections.models import Connection
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales import extension_points
from schakel.hub.sales.drafts.check import CheckedDraft
from schakel.hub.sales.drafts.compose import DraftProblem
from schakel.hub.sales.drafts.field_errors import SELLER
from schakel.hub.sales.drafts.forms import AdjustmentForm, DraftForm, LineForm, PartForm, row_forms
from schakel.hub.sales.issuing import numbers
from schakel.hub.sales.issuing.prepare import check_draft
from schakel.hub.sales.models import Draft
from schakel.hub.web.language import Sentence

ADDRESS = ("customer_street", "customer_street_2", "customer_post_code", "customer_city", "customer_country")
ADDRESS_MORE = (*ADDRESS, "customer_email", "customer_endpoint", "customer_vat")
MORE = (
    "kind", "language", "issue_date", "due_date", "delivered_on", "order_reference", "preceding_number", "preceding_date",
    "prepaid", "payment_terms", "note",
)  # fmt: skip


@dataclass(frozen=True)
class ToDo:
    """`label` is the field's, `anchor` its id in the page; both empty for the document as a whole."""

    label: str
    sentence: Sentence
    anchor: str


def page(request: SignedIn, draft: Draft, *, problems: Iterable[DraftProblem] = (), at: str = "") -> dict[str, Any]:
    """`problems` are shown at their fields, once somebody tried to send; `at` is the field that gets the focus."""
    shown, sums = list(problems), outcome(draft)
    company = draft.connection.company
    form = DraftForm(draft, shown, accounts=[str(each) for each in company.seller_accounts.all()])
    lines = row_forms(LineForm, "lines", draft.content, shown)
    mark_focus(at, form, lines)
    return sums | {
        "company": company,
        "form": form,
        "lines": list(zip(lines, sums["amounts"], strict=True)),
        "adjustments": row_forms(AdjustmentForm, "adjustments", draft.content, shown),
        "attachments": draft.attachments.order_by("pk"),
        "errors": [to_do(each, form) for each in sorted(shown, key=place_on_page)],
        "ways": extension_points.shown(extension_points.ways, request, draft),
        "beside_number": extension_points.shown(extension_points.beside_number, request, draft),
        "address": ", ".join(value for name in ADDRESS[:-1] if (value := draft.content.get(name, ""))),
        "address_open": is_open(form, ADDRESS_MORE)
        or bool(draft.content["customer_name"] and not draft.content["customer_city"]),
        "more_open": is_open(form, MORE) or any(name in draft.guessed for name in MORE),
        "at": at,
    }


def outcome(draft: Draft) -> dict[str, Any]:
    """The part that changes while one types: sums, and what is still to be done."""
    checked, self_billed = check_draft(draft), draft.connection.side == Connection.Side.PURCHASE
    form = DraftForm(draft, accounts=[])
    return {
        "draft": draft,
        "self_billed": self_billed,
        "totals": checked.invoice.totals,
        "is_credit": checked.invoice.is_credit_note,
        "vat": [(vat_label(row), row) for row in checked.invoice.vat_breakdown],
        "amounts": amounts(draft, checked),
        "to_do": [to_do(each, form) for each in sorted(checked.problems, key=place_on_page)],
        "upcoming": numbers.upcoming_number(
            draft.connection, numbers.series_of(draft), on=checked.invoice.issue_date or timezone.localdate()
        ),
    }


def amounts(draft: Draft, checked: CheckedDraft) -> list[Decimal | None]:
    """Of each line of the form; None where it says nothing yet."""
    known = {place: line.net_amount for place, line in zip(checked.places, checked.invoice.lines, strict=True)}
    return [known.get(place) for place in range(len(draft.content.get("lines", [])))]


def vat_label(row: VatBreakdown) -> str:
    rate = row.vat.rate
    return f"{rate.normalize():f} %" if rate else vat_name(row.vat.code, get_language() or "en")


def place_on_page(problem: DraftProblem) -> int:
    """The customer, the lines, the rest."""
    order = list(DraftForm.base_fields)
    if problem.field in order:
        return order.index(problem.field) * 100_000
    group, _dash, rest = problem.field.partition("-")
    number = rest.partition("-")[0]
    return order.index("payment_days") * 100_000 + (1 + int(number) if group == "lines" else 99_999)


def to_do(problem: DraftProblem, form: PartForm) -> ToDo:
    if problem.field == SELLER:
        return ToDo(_("Your company"), problem.sentence, SELLER)
    group, _dash, rest = problem.field.partition("-")
    place, _dash, name = rest.partition("-")
    if group == "lines":
        label = LineForm.base_fields[name].label
        return ToDo(
            _("Line %(number)s, %(field)s") % {"number": int(place) + 1, "field": label},
            problem.sentence,
            f"id_{problem.field}",
        )
    if group == "adjustments":
        return ToDo(str(AdjustmentForm.base_fields[name].label), problem.sentence, f"id_{problem.field}")
    field = form.fields.get(problem.field)
    return ToDo(str(field.label) if field else "", problem.sentence, f"id_{problem.field}" if field else problem.field)


def is_open(form: DraftForm, names: Iterable[str]) -> bool:
    """A part that is folded away opens when something in it is to be put right."""
    return any(name in form.errors for name in names)


def mark_focus(at: str, form: DraftForm, lines: list[PartForm]) -> None:
    """Marks the field with which one goes on."""
    for each in (form, *lines):
        for name, field in each.fields.items():
            if each.add_prefix(name) == at:
                field.widget.attrs["data-focus"] = ""
