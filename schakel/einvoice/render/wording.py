"""What the builders of the page share: the reader's labels and formats, and the document's currency."""

from dataclasses import dataclass
from decimal import Decimal

from schakel.base.blanks import BLANKS
from schakel.base.words import section
from schakel.einvoice.formats import Formats
from schakel.einvoice.model import Identifier, VatCategory
from schakel.einvoice.render.codes import scheme_name, vat_name
from schakel.einvoice.render.shapes import Fact
from schakel.einvoice.visible import visible


@dataclass(frozen=True)
class Wording:
    formats: Formats
    currency: str

    @property
    def language(self) -> str:
        return self.formats.language

    def label(self, name: str) -> str:
        return section("invoice.labels", self.language)[name]

    def facts(self, *pairs: tuple[str, str]) -> tuple[Fact, ...]:
        """Of label names and values; those without a value are left out."""
        return tuple(Fact(self.label(name), value) for name, value in pairs if value)

    def money(self, amount: Decimal | None) -> str:
        return self.formats.money(amount, self.currency)

    def vat(self, vat: VatCategory | None) -> str:
        """`21 %`, and for every other category its name as well."""
        if vat is None:
            return ""
        rate = self.formats.percent(vat.rate)
        return rate if vat.code == "S" and rate else f"{rate} {vat_name(vat.code, self.language)}".strip(BLANKS)

    def identifier(self, identifier: Identifier | None) -> str:
        """The number, with the name of its scheme."""
        if identifier is None:
            return ""
        value = visible(identifier.value)
        return f"{value} ({scheme_name(identifier.scheme, self.language)})" if identifier.scheme else value


def with_name(text: str, named: str) -> str:
    """The sender's own words, with those of the code beside them where they say something else."""
    if not text or not named or text.casefold() == named.casefold():
        return text or named
    return f"{text} ({named})"
