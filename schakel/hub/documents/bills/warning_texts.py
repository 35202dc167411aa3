"""What a warning about a bill says, in the reader's language.

A code has one sentence or more, each with the facts it names as `%(name)s`, and a reader gets those sentences whose facts they
may know: everybody those of the document and its company (`facts`), only the office also those of its other companies
(`office_facts`). The first sentence of a code needs nothing of the office.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schakel.base.iban import is_iban, printed
from schakel.einvoice.visible import cut, visible
from schakel.hub.connections.models import ApiKey
from schakel.hub.connections.models.office import sees_all_of
from schakel.hub.documents.bills.effects import effect_on
from schakel.hub.documents.bills.guard import Weight
from schakel.hub.documents.bills.models import Bill, BillWarning
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User
from schakel.hub.web.templatetags.formatting import day, money

FACT = re.compile(r"%\((\w+)\)s")
BEFORE_IN_OFFICE = _("In your office: %(before)s, since %(since)s, on %(bills)s invoices at %(companies)s companies.")
CALL = _("Call the supplier on a number you know.")
BEFORE_HERE = _("Before: %(earlier)s.")
TEXTS: dict[str, tuple[Promise, ...]] = {
    "first": (
        _("This is the first invoice from this supplier. Check the account number before you pay."),
        _("In your office: %(bills)s earlier invoices from this supplier, at %(companies)s companies."),
    ),
    "named_alike": (
        _("This is the first invoice from this supplier, and its name is almost that of another supplier with another number."),
        _("The other supplier is %(other)s, number %(other_number)s."),
    ),
    "participant": (
        _("It was sent from network address %(participant)s, which is not that of the supplier (%(number)s)."),
    ),
    "vat_number": (_("The supplier's VAT number %(number)s is not valid."),),
    "dormant": (
        _("This supplier has not sent an invoice for a long time."),
        _("The last one in your office is of %(last)s."),
    ),
    "iban_changed": (
        _("The account number is different from before."),
        CALL,
        BEFORE_HERE,
        BEFORE_IN_OFFICE,
    ),
    "iban_country": (
        _("The account number is different from before, and in another country (%(country)s)."),
        CALL,
        BEFORE_HERE,
        BEFORE_IN_OFFICE,
    ),
    "iban_abroad": (_("The account is in a different country (%(country)s) from the supplier (%(home)s)."),),
    "iban_elsewhere": (_("The text of the invoice gives another account number than its payment details: %(iban)s."),),
    "twin_iban": (_("The same invoice is already here with another account number."),),
    "payee": (_("The account holder is not the supplier: %(payee)s."),),
    "factor": (_("The money goes to %(payee)s. This was confirmed before."),),
    "amount": (
        _("The amount is much higher than usual for this supplier."),
        _("The highest so far in your office: %(largest)s."),
    ),
    "pdf_iban": (_("The PDF inside gives account %(iban)s; the invoice data say %(account)s."), CALL),
    "pdf_total": (_("The PDF inside asks for %(total)s; the invoice data say %(asked)s."),),
    "pdf_number": (
        _("Number %(number)s of the invoice data is not in the PDF inside."),
        _("The PDF says %(number_in_pdf)s."),
    ),
    "pdf_date": (_("The PDF inside has the date %(day_in_pdf)s; the invoice data say %(day)s."),),
    "pdf_other": (_("The PDF inside is not the invoice. What counts is the invoice on this page."),),
    "burst": (_("%(count)s invoices from this supplier came within three days."),),
}  # fmt: skip
SHOWN: dict[str, Callable[[str], str]] = {  # facts that are not written as they are kept
    "iban": lambda text: ", ".join(account_text(each) for each in text.split()),
    "before": lambda text: account_text(text),
    "earlier": lambda text: ", ".join(account_text(each) for each in text.split()),
    "since": lambda text: day(date.fromisoformat(text)),
    "last": lambda text: day(date.fromisoformat(text)),
    "largest": lambda text: money(Decimal(text)),
    "account": lambda text: account_text(text),
    "total": lambda text: money(Decimal(text)),
    "asked": lambda text: money(Decimal(text)),
    "day": lambda text: day(date.fromisoformat(text)),
    "day_in_pdf": lambda text: day(date.fromisoformat(text)),
}
WORDS = {Weight.STOP: _("do not pay yet"), Weight.LOOK: _("check first"), Weight.KNOW: _("good to know")}


def text_of(warning: BillWarning, *, for_office: bool) -> str:
    """Its sentences for this reader. A code of a newer version is said as it is."""
    facts = {**warning.facts, **(warning.office_facts if for_office else {})}
    said = [str(each) for each in TEXTS.get(warning.code, (warning.code,))]
    known = shown(facts)
    return " ".join(each % known for each in said if set(FACT.findall(each)) <= facts.keys())


def shown(facts: Mapping[str, str]) -> dict[str, str]:
    """Strangers' text made visible and cut."""
    return {name: SHOWN[name](fact) if name in SHOWN else visible(cut(fact, 80)) for name, fact in facts.items()}


def account_text(number: str) -> str:
    return printed(number) if is_iban(number) else visible(cut(number, 40))


def sentences_of(documents: Collection[int], *, for_office: bool) -> dict[int, list[str]]:
    """What a person looks at before paying these, the heaviest first; only what nobody confirmed."""
    rows = BillWarning.objects.filter(bill__in=documents, confirmed_at=None, weight__gte=Weight.LOOK)
    found = defaultdict[int, list[str]](list)
    for row in rows:
        found[row.bill_id].append(text_of(row, for_office=for_office))
    return dict(found)


def heaviest_of(document: Document) -> str:
    """stop, look or know; empty: there is none that nobody confirmed, or nobody has looked at it yet."""
    weight = document.bill.heaviest_warning if effect_on(document) else 0
    return Weight(weight).name.lower() if weight else ""


def warning_word(document: Document) -> str:
    """For a table, where a person looks at it before paying."""
    weight = document.bill.heaviest_warning if effect_on(document) else 0
    return str(WORDS[Weight(weight)]) if weight >= Weight.LOOK else ""


def said_with(key: ApiKey, document: Document) -> list[tuple[BillWarning, str]]:
    """All of a document, the heaviest first. What other companies show is for a key of the whole office only."""
    rows = list(BillWarning.objects.filter(bill=document.pk))
    office = document.connection.company.office_id
    for_office = key.office_id == office and sees_all_of(key.responsible, office)
    return [(row, text_of(row, for_office=for_office)) for row in rows]


def reads_as_office(user: User, bill: Bill) -> bool:
    """Whether this person may read what other companies of the office show."""
    return sees_all_of(user, bill.office_id)


def how_confirmed(code: str) -> str:
    """As the reader reads it."""
    return str(dict(BillWarning.How.choices).get(code, code))
