"""VAT as Belgians say it, and what EN 16931 makes of it: category, rate, exemption code and the words the law wants.

Sources: VAT Code art. 39, 39bis, 44, 51 § 2, 56bis; Royal Decree no. 1 art. 20 (contractors); VATEX list of the CEF.
There are no Belgian VATEX codes: an exemption of art. 44 or 56bis is given in words alone.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from schakel.einvoice.language import Words
from schakel.einvoice.model import VatBreakdown, VatCategory
from schakel.hub.sales.models.seller import EXEMPTION

NONE = Words("", "", "", "")


@dataclass(frozen=True)
class Treatment:
    """One choice of the form."""

    key: str
    label: Any  # text in the reader's language, made when shown
    category: str  # BT-151
    rate: Decimal = Decimal(0)  # BT-152, percent
    exemption_code: str = ""  # BT-121
    reason: Words = NONE  # BT-120

    @property
    def vat(self) -> VatCategory:
        return VatCategory(self.category, self.rate)


_REVERSE = Words("Btw verlegd", "Autoliquidation", "Reverse charge", "Steuerschuldnerschaft des Leistungsempfängers")
_WORKS = Words(
    "Verlegging van heffing. Bij gebrek aan schriftelijke betwisting binnen een termijn van één maand na de ontvangst van "
    "de factuur, wordt de afnemer geacht te erkennen dat hij een belastingplichtige is gehouden tot de indiening van "
    "periodieke aangiften. Als die voorwaarde niet vervuld is, is de afnemer ten aanzien van die voorwaarde aansprakelijk "
    "voor de betaling van de verschuldigde belasting, interesten en geldboeten.",
    "Autoliquidation. En l'absence de contestation par écrit, dans un délai d'un mois à compter de la réception de la "
    "facture, le client est présumé reconnaître qu'il est un assujetti tenu au dépôt de déclarations périodiques. Si cette "
    "condition n'est pas remplie, le client endossera, par rapport à cette condition, la responsabilité quant au paiement "
    "de la taxe, des intérêts et des amendes dus.",
    "Reverse charge. If the customer does not object in writing within one month of receiving the invoice, he is deemed to "
    "acknowledge that he is a taxable person who files periodic returns. If that condition is not met, the customer is "
    "liable, as regards that condition, for the payment of the tax, interest and fines due.",
    "Umkehrung der Steuerschuld. Widerspricht der Kunde nicht schriftlich binnen eines Monats nach Erhalt der Rechnung, gilt "
    "als anerkannt, dass er ein Steuerpflichtiger ist, der periodische Erklärungen einreicht. Ist diese Bedingung nicht "
    "erfüllt, haftet der Kunde in Bezug auf diese Bedingung für die Zahlung der geschuldeten Steuer, Zinsen und Geldbußen.",
)
_EXEMPT = Words(
    "Vrijgesteld van btw, art. 44 van het Btw-Wetboek",
    "Exempté de TVA, art. 44 du Code de la TVA",
    "Exempt from VAT, art. 44 of the Belgian VAT Code",
    "Von der Mehrwertsteuer befreit, Art. 44 des Mehrwertsteuergesetzbuches",
)
_INTRA = Words(
    "Vrijgesteld van Belgische btw: intracommunautaire levering of dienst, art. 39bis of 21 § 2 van het Btw-Wetboek",
    "Exempté de TVA belge : livraison ou prestation intracommunautaire, art. 39bis ou 21 § 2 du Code de la TVA",
    "Exempt from Belgian VAT: intra-Community supply, art. 39bis or 21 § 2 of the Belgian VAT Code",
    "Von der belgischen MwSt. befreit: innergemeinschaftliche Lieferung oder Leistung, Art. 39bis oder 21 § 2 MwStGB",
)
_EXPORT = Words(
    "Vrijgesteld van btw: uitvoer, art. 39 van het Btw-Wetboek",
    "Exempté de TVA : exportation, art. 39 du Code de la TVA",
    "Exempt from VAT: export, art. 39 of the Belgian VAT Code",
    "Von der MwSt. befreit: Ausfuhr, Art. 39 MwStGB",
)
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
        if each.reason is NONE:
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
        (each for each in fitting if each.reason is not NONE and reason in each.reason), next(iter(fitting), None)
    )
