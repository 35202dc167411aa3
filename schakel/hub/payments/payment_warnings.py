"""What to look at before paying: sentences for the reader (B15, K04)."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from schakel.base.folding import folded
from schakel.hub.documents.models import Document
from schakel.hub.payments.models import Payable, Payment
from schakel.sepa.errors import SepaError
from schakel.sepa.iban import Iban

COUNTED_WORDS = 3  # letters from which a word of a name tells something
LEGAL_FORMS = frozenset({"bv", "nv", "vof", "srl", "sprl", "bvba", "gmbh", "cvba", "the", "van", "des", "und"})


def payment_warnings(paying: Payable) -> Iterator[str]:
    """Nothing here forbids paying; each is worth a call to the supplier."""
    document = paying.document
    yield from warnings_of_double_payment(document)
    yield from account_warnings(paying)
    if paying.name and document.party and not names_agree(paying.name, document.party):
        yield _("The account holder is not the supplier: %(name)s.") % {"name": paying.name[:70]}


def warnings_of_double_payment(document: Document) -> Iterator[str]:
    active = Payment.objects.active()
    in_files = active.filter(document=document, how=Payment.How.FILE).select_related("transfer__file")
    for payment in in_files:
        if payment.transfer:
            yield _("This invoice is already in payment file %(file)s.") % {"file": payment.transfer.file.message_id}
    if active.filter(document__in=Document.everything.with_number_of(document)).exists():
        yield _("Another document from this supplier with this number is already paid, or is in a payment file.")


def account_warnings(paying: Payable) -> Iterator[str]:
    earlier = earlier_ibans(paying)
    known = {iban for iban in earlier if iban}
    if not earlier:
        yield _("This is the first invoice from this supplier. Check the account number before you pay.")
    elif paying.iban and known and paying.iban not in known:
        shown = ", ".join(sorted(printed(iban) for iban in known)[:3])
        yield _(
            "The account number is different from before (%(earlier)s). Call the supplier on a number you know."
        ) % {"earlier": shown}
    if (country := country_of(paying.iban)) and (home := home_of(paying.document)) and country != home:
        yield _("The account is in a different country (%(country)s) from the supplier (%(home)s).") % {
            "country": country,
            "home": home,
        }


def earlier_ibans(paying: Payable) -> list[str]:
    """The account numbers on this supplier's documents that came before this one; the newest hundred."""
    document = paying.document
    before = Payable.objects.filter(
        Q(document__received_at__lt=document.received_at)
        | Q(document__received_at=document.received_at, document__lt=document.pk),
        document__connection=document.connection_id,
        document__issuer=document.issuer,
    )
    return list(before.order_by("-document").values_list("iban", flat=True)[:100])


def country_of(iban: str) -> str:
    try:
        return Iban.parse(iban).country
    except SepaError:
        return ""


def home_of(document: Document) -> str:
    """The country in the supplier's VAT number, which is how they are known here."""
    prefix = document.issuer[:2].upper()
    return (
        prefix if prefix.isalpha() and document.issuer[2:].isalnum() and any(map(str.isdigit, document.issuer)) else ""
    )


def names_agree(one: str, other: str) -> bool:
    """Whether they share a word that tells something, or one has none."""
    left, right = distinctive_words(one), distinctive_words(other)
    return not left or not right or bool(left & right)


def distinctive_words(name: str) -> set[str]:
    words = "".join(c if c.isalnum() else " " for c in folded(name)).split()
    return {word for word in words if len(word) >= COUNTED_WORDS and word not in LEGAL_FORMS}


def printed(iban: str) -> str:
    try:
        return str(Iban.parse(iban))
    except SepaError:
        return iban[:40]
