"""VAT as Belgians say it, and what EN 16931 makes of it: category, rate, exemption code and the words the law wants.

Sources: VAT Code art. 39, 39bis, 44, 51 § 2, 56bis; Royal Decree no. 1 art. 20 (contractors); VATEX list of the CEF.
There are no Belgian VATEX codes: an exemption of art. 44 or 56bis is given in words alone.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from schakel.einvoice.language import Words
from schakel.einvoice.model import VatBreakdown, VatCategory
from schakel.hub.sales.models.seller import EXEMPTION
from schakel.hub.web.language import Sentence


@dataclass(frozen=True)
class Treatment:
    """One choice of the form."""

    key: str
    label: Sentence
    category: str  # BT-151
    rate: Decimal = Decimal(0)  # BT-152, percent
    exemption_code: str = ""  # BT-121
    reason: Words | None = None  # BT-120

    @property
    def vat(self) -> VatCategory:
        return VatCategory(self.category, self.rate)


_REVERSE = Words("sales", "reverse")
_WORKS = Words("sales", "works")
_EXEMPT = Words("sales", "exempt")
_INTRA = Words("sales", "intra")
_EXPORT = Words("sales", "export")
TREATMENTS = {
    each.key: each
    for each in (
        Treatment("21", "21 %", "S", Decimal(21)),
        Treatment("12", "12 %", "S", Decimal(12)),
        Treatment("6", "6 %", "S", Decimal(6)),
        Treatment("0", "0 %", "Z"),
        Treatment("reverse", _("VAT reversed"), "AE", exemption_code="VATEX-EU-AE", reason=_REVERSE),
        Treatment("works", _("co-contractor"), "AE", exemption_code="VATEX-EU-AE", reason=_WORKS),
        Treatment("exempt", _("exempt"), "E", reason=_EXEMPT),
        Treatment("small", _("small enterprise"), "E", reason=EXEMPTION),
        Treatment("intra", _("intra-Community"), "K", exemption_code="VATEX-EU-IC", reason=_INTRA),
        Treatment("export", _("export"), "G", exemption_code="VATEX-EU-G", reason=_EXPORT),
    )
}


def reasons(used: list[Treatment], language: str) -> tuple[VatBreakdown, ...]:
    """Why no VAT is charged, once for each category: a document can give only one reason for a category."""
    found: dict[str, VatBreakdown] = {}
    for each in used:
        if each.reason is None:
            continue
        said = each.reason.said_in(language)
        known = found.get(each.category)
        if known and said not in known.exemption_reason:
            said = f"{known.exemption_reason}\n{said}"
        elif known:
            said = known.exemption_reason
        found[each.category] = VatBreakdown(each.vat, exemption_code=each.exemption_code, exemption_reason=said)
    return tuple(found.values())


def treatment_of(vat: VatCategory | None, reason: str = "") -> Treatment | None:
    """The choice that stands for what another document says; None for a rate that Belgium does not have."""
    fitting = [each for each in TREATMENTS.values() if vat and (each.category, each.rate) == (vat.code, vat.rate or 0)]
    return next(
        (each for each in fitting if each.reason is not None and reason in each.reason), next(iter(fitting), None)
    )
