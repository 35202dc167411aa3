"""The fraud guard: what is odd about a bill, weighed. Nothing here reads a database; what is known is handed in.

*Stop*: nobody pays it before a second person has looked. *Look*: worth a call to the supplier. *Know*: said once.
What an honest supplier does too (a new bank, a factor) is a stop only where nothing vouches for it: a bill that came over
the network from the supplier's own address is vouched for by the access point that let it in.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum

from schakel.base.belgium import is_enterprise_number
from schakel.base.folding import folded, is_one_letter_away
from schakel.base.iban import has_check_digits, is_iban

SMALL = Decimal(250)  # euro: a first bill below it is worth knowing, no more
DORMANT = timedelta(days=270)
BURST, WITHIN = 6, timedelta(days=3)
FAR, ENOUGH = 5, 5  # times the largest so far; bills from which "so far" tells something
ASSIGNED = (
    "overgedragen",
    "factoring",
    "cession",
    "cede",
    "subrog",
    "affacturage",
    "assigned",
    "abgetreten",
    "verpand",
)
NO_NAME = frozenset(
    {
        *("bv", "nv", "vof", "srl", "sprl", "bvba", "gmbh", "cvba", "cv", "sa", "sc", "ag", "ltd", "inc", "holding"),
        *("group", "groep", "groupe", "gruppe", "services", "service", "solutions", "international"),
        *("belgium", "belgie", "belgique", "the", "van", "de", "der", "den", "des", "du", "la", "le", "les"),
        *("und", "en", "et", "and"),
    }
)


class Weight(IntEnum):
    KNOW = 1
    LOOK = 2
    STOP = 3


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that is odd. `warning_texts` says its `code` in the reader's language, with these facts.

    `facts` are in the document itself or in others of its company. `office_facts` come from other companies of the office:
    only the office reads them. `subject` is what a person confirms, and what is known from then on; empty: nothing to remember.
    """

    code: str
    weight: Weight
    facts: Mapping[str, str] = field(default_factory=dict)
    office_facts: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""


@dataclass(frozen=True, slots=True)
class BillFacts:
    """What a document says of who is to be paid. Numbers are compact; empty: it does not say."""

    supplier: str  # ten digits of a Belgian enterprise, else as documents know it
    name: str
    vat: str
    participant: str  # who sent it over the network, as `0208:0123456749`; empty: it came another way
    iban: str
    payee: str = ""
    words: str = ""  # notes and terms
    ibans_elsewhere: Collection[str] = ()  # account numbers in the notes and in the PDF inside
    amount: Decimal | None = None
    on: date = date.min
    has_twin_with_another_iban: bool = False


@dataclass(slots=True)
class Known:
    """What the office knows of this supplier, from its bills and from what people confirmed."""

    bills: int = 0  # of all companies of the office
    bills_here: int = 0  # of this company
    ibans: Mapping[str, int] = field(default_factory=dict)  # how many bills asked for payment there
    confirmed_ibans: Collection[str] = ()
    payees: Collection[str] = ()  # other payees of this supplier that were seen before, or confirmed
    factors: Collection[str] = ()  # payees confirmed for whichever supplier
    participants: Collection[str] = ()
    largest: Decimal | None = None
    last_on: date | None = None
    lately: int = 0  # bills to this company within three days, this one not counted
    is_young: bool = False  # the office has so few bills that nearly every supplier is new to it
    named_alike: Mapping[str, str] = field(
        default_factory=dict
    )  # other suppliers whose names say the same: name → number


def alerts(bill: BillFacts, known: Known) -> Iterator[Alert]:
    """Heaviest first is for who shows them."""
    yield from about_who(bill, known)
    yield from about_the_account(bill, known)
    yield from about_the_payee(bill, known)
    yield from about_the_amount(bill, known)


def about_who(bill: BillFacts, known: Known) -> Iterator[Alert]:
    if bill.participant and not belongs(bill.participant, bill) and bill.participant not in known.participants:
        facts = {"participant": bill.participant, "number": bill.vat or bill.supplier}
        yield Alert("participant", Weight.STOP, facts, subject=bill.participant)
    if bill.vat.upper().startswith("BE") and not is_enterprise_number(bill.vat[2:]):
        yield Alert("vat_number", Weight.LOOK, {"number": bill.vat})
    if not known.bills and known.named_alike:
        name, number = min(known.named_alike.items())
        yield Alert("named_alike", Weight.STOP, office_facts={"other": name, "other_number": number}, subject=number)
    elif not known.bills_here:
        is_small = not bill.iban or (bill.amount is not None and abs(bill.amount) < SMALL)
        yield Alert("first", Weight.KNOW if is_small or known.bills or known.is_young else Weight.LOOK)
    if known.last_on and bill.on - known.last_on > DORMANT:
        yield Alert("dormant", Weight.LOOK, office_facts={"last": known.last_on.isoformat()})


def about_the_account(bill: BillFacts, known: Known) -> Iterator[Alert]:
    familiar = {*known.ibans, *known.confirmed_ibans}
    if bill.has_twin_with_another_iban and bill.iban not in known.confirmed_ibans:
        yield Alert("twin_iban", Weight.STOP, {"iban": bill.iban}, subject=bill.iban)
    elif has_check_digits(bill.iban) and bill.iban not in familiar and not bill.payee:
        yield from about_a_new_account(bill, familiar)
    hidden = sorted({each for each in bill.ibans_elsewhere if is_iban(each)} - {bill.iban} - familiar)
    if hidden:
        yield Alert("iban_elsewhere", Weight.STOP, {"iban": " ".join(hidden)}, subject=" ".join(hidden))


def about_a_new_account(bill: BillFacts, familiar: Collection[str]) -> Iterator[Alert]:
    country = bill.iban[:2]
    countries = {iban[:2] for iban in familiar if is_iban(iban)}
    home = home_of(bill)
    facts = {"iban": bill.iban, "country": country, "home": home}
    if familiar:
        is_abroad = country not in countries
        weight = Weight.LOOK if is_vouched_for(bill) and not is_abroad else Weight.STOP
        yield Alert("iban_country" if is_abroad else "iban_changed", weight, facts, subject=bill.iban)
    elif home and country != home:
        yield Alert("iban_abroad", Weight.LOOK, facts, subject=bill.iban)


def about_the_payee(bill: BillFacts, known: Known) -> Iterator[Alert]:
    payee = telling(bill.payee)
    if not payee or payee == telling(bill.name) or any(telling(each) == payee for each in known.payees):
        return
    is_factor = any(telling(each) == payee for each in known.factors)
    is_assigned = any(word in folded(bill.words) for word in ASSIGNED)
    if is_factor:
        yield Alert("factor", Weight.KNOW, {"payee": bill.payee})
    else:
        weight = Weight.LOOK if is_assigned and is_vouched_for(bill) else Weight.STOP
        yield Alert("payee", weight, {"payee": bill.payee}, subject=bill.payee)


def about_the_amount(bill: BillFacts, known: Known) -> Iterator[Alert]:
    if bill.amount is not None and known.largest and known.bills >= ENOUGH and bill.amount > FAR * known.largest:
        yield Alert("amount", Weight.LOOK, office_facts={"largest": str(known.largest)})
    if known.lately + 1 >= BURST:
        yield Alert("burst", Weight.KNOW, {"count": str(known.lately + 1)})


def home_of(bill: BillFacts) -> str:
    """The country of the supplier, by its VAT number or its enterprise number; empty where neither says it."""
    if bill.vat[:2].isalpha():
        return bill.vat[:2].upper()
    return "BE" if is_enterprise_number(bill.supplier) else ""


def is_vouched_for(bill: BillFacts) -> bool:
    """It came over the network from an address that is made of the supplier's own number."""
    return bool(bill.participant) and is_made_of_its_number(bill.participant, bill)


def belongs(participant: str, bill: BillFacts) -> bool:
    """Whether the address may be the supplier's; of schemes other than the Belgian ones nobody can tell."""
    return participant.partition(":")[0] not in ("0208", "9925") or is_made_of_its_number(participant, bill)


def is_made_of_its_number(participant: str, bill: BillFacts) -> bool:
    """Of the enterprise or VAT number in the document."""
    value = participant.partition(":")[2].upper()
    return bool(value) and value.removeprefix("BE") in (bill.vat.upper().removeprefix("BE"), bill.supplier)


def telling(name: str) -> tuple[str, ...]:
    """The words of a name that tell one firm from another, letters that look alike made one."""
    words = "".join(c if c.isalnum() else " " for c in folded(name)).split()
    return tuple(word for word in words if word not in NO_NAME)


def share_a_word(one: str, other: str) -> bool:
    """Whether both names have a word of three letters or more that tells something, or one has none."""
    left, right = ({word for word in telling(each) if len(word) > 2} for each in (one, other))
    return not left or not right or bool(left & right)


def are_alike(one: str, other: str) -> bool:
    """Whether a hasty reader takes the one name for the other: the same words, or one letter of one word changed."""
    left, right = telling(one), telling(other)
    if not left or len(left) != len(right):
        return False
    odd = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    return not odd or (
        len(odd) == 1 and all(len(word) > 4 and word.isalpha() for word in odd[0]) and is_one_letter_away(*odd[0])
    )
