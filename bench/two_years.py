"""Two years of purchase invoices of an office: 200 suppliers, honest noise, and 40 frauds of eight kinds.

Written before what it measures, and knows nothing of it. `two_years(seed)` gives the same bills for the same seed, in the
order in which they come in. Source of the shares: the issue on one bill. Nothing in it is anybody's: names are drawn
from words, numbers pass their check digits, accounts are of bank codes as they are published.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random

BEGIN, DAYS = date(2025, 1, 1), 730
SUPPLIERS, COMPANIES = 200, 40
FRAUDS_OF_A_KIND = 5
ONE_BILL_ONLY, CHANGES_BANK, IS_FACTORED, HAS_TWO_BANKS = 0.30, 0.10, 0.05, 0.03
SENT_AGAIN, CORRECTED, CREDITED = 0.012, 0.004, 0.01  # of all bills
OVER_PEPPOL, WITH_PDF = 0.85, 0.6
BANKS = ("001", "063", "310", "363", "733", "737", "750", "068")
ABROAD = ("LT", "ES", "GB", "DE")
TRADES = ("Bakkerij", "Drukkerij", "Garage", "Groothandel", "Elektro", "Schrijnwerk", "Transport", "Advies", "Tuinen")
NAMES = ("Akkermans", "Beukenhof", "Cobbaert", "Dewaele", "Eikenberg", "Flandria", "Goossens", "Hoogland", "Iserbyt")
ENDINGS = ("bv", "nv", "vof", "srl")
FACTORS = ("Noordzee Factoring", "Belgische Factormaatschappij", "Crédit Affacturage", "Kempen Commercial Finance")


class Fraud(StrEnum):
    CHANGED_IBAN = "changed IBAN"
    CHANGED_COUNTRY = "changed IBAN and country"
    LOOK_ALIKE = "look-alike name with another number"
    OTHER_PARTICIPANT = "participant that is not the number"
    TWIN = "twin with another IBAN"
    HIDDEN_IBAN = "IBAN only in the PDF or a note"
    UNKNOWN_PAYEE = "payee that is no known factor"
    DORMANT = "bill of a dormant supplier"


@dataclass(frozen=True)
class Bill:
    """One document as it comes in. `fraud` and `again` are the truth, which nobody who judges may look at."""

    on: date  # the day it comes in
    company: int  # which client of the office is billed
    supplier: int  # who is meant, or imitated
    number: str
    issued: date
    due: date
    amount: Decimal  # to pay, in euro
    name: str
    vat: str  # BE and ten digits
    participant: str  # who sent it over the network, such as 0208:0123456749; empty: it did not come that way
    iban: str
    payee: str = ""  # BG-10: another one is to be paid
    note: str = ""  # BT-22
    pdf: str = ""  # text of the PDF inside; empty: none
    order: str = ""  # BT-13
    is_credit: bool = False
    fraud: Fraud | None = None
    again: str = ""  # the same bill a second time: how it differs; empty: it is a bill of its own


@dataclass
class Supplier:
    index: int
    name: str
    vat: str
    ibans: list[tuple[date, str]]  # from which day on
    second_iban: str
    factor: tuple[str, str, date] | None  # its name, its account, from which day on
    customers: list[int]
    pause: int  # days between two bills to one customer
    usual: Decimal
    spread: float  # 0: the same amount each time
    style: str
    over_peppol: bool
    with_pdf: bool
    only_one: bool
    quiet_after: date | None = None
    counter: dict[int, int] = field(default_factory=dict)

    def iban_on(self, day: date, random: Random) -> str:
        if self.second_iban and random.random() < 0.5:
            return self.second_iban
        return next(iban for since, iban in reversed(self.ibans) if since <= day)

    def next_number(self, day: date) -> str:
        """Counted by year, so that some give the same number each year."""
        self.counter[day.year] = count = self.counter.get(day.year, 0) + 1
        return self.style.format(year=day.year, count=count, short=day.year % 100)


def enterprise_number(random: Random) -> str:
    base = random.randrange(2_000_000, 9_999_999) if random.random() < 0.3 else random.randrange(4_000_000, 8_999_999)
    return f"0{base:07d}{97 - base % 97:02d}"


def iban_of(random: Random, country: str = "BE") -> str:
    if country == "BE":
        base = f"{random.choice(BANKS)}{random.randrange(10**7):07d}"
        bban = f"{base}{int(base) % 97 or 97:02d}"
    else:
        length = {"LT": 16, "ES": 20, "DE": 18, "GB": 14}[country]
        bban = "".join(str(random.randrange(10)) for _ in range(length))
        bban = f"REVO{bban}" if country == "GB" else bban
    digits = "".join(str(int(c, 36)) for c in f"{bban}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{bban}"


def supplier(index: int, random: Random) -> Supplier:
    only_one = random.random() < ONE_BILL_ONLY
    since, first = BEGIN - timedelta(days=1), iban_of(random)
    ibans = [(since, first)]
    if not only_one and random.random() < CHANGES_BANK:
        ibans.append((BEGIN + timedelta(days=random.randrange(60, DAYS - 60)), iban_of(random)))
    factor = None
    if not only_one and random.random() < IS_FACTORED:
        starts = random.choice([since, BEGIN + timedelta(days=random.randrange(90, 500))])
        chosen = random.randrange(len(FACTORS))
        factor = (FACTORS[chosen], iban_of(Random(chosen)), starts)
    count = 1 if only_one else random.choice([1, 1, 1, 2, 3, 5, 12])
    return Supplier(
        index=index,
        name=f"{random.choice(TRADES)} {NAMES[index % len(NAMES)]} {index // len(NAMES) + 1} {random.choice(ENDINGS)}",
        vat=f"BE{enterprise_number(random)}",
        ibans=ibans,
        second_iban=iban_of(random) if random.random() < HAS_TWO_BANKS else "",
        factor=factor,
        customers=random.sample(range(COMPANIES), count),
        pause=random.choice([7, 14, 30, 30, 30, 30, 91, 91, 180]),
        usual=Decimal(random.randrange(2_000, 400_000)) / 100,
        spread=random.choice([0.0, 0.1, 0.3, 0.6]),
        style=random.choice(
            ["{year}-{count:04d}", "INV/{year}/{count:03d}", "{count}", "F{short}{count:05d}", "VF{count:04d}-{short}"]
        ),
        over_peppol=random.random() < OVER_PEPPOL,
        with_pdf=random.random() < WITH_PDF,
        only_one=only_one,
    )


def plain_bill(of: Supplier, company: int, day: date, random: Random) -> Bill:
    amount = (of.usual * Decimal(1 + random.uniform(-of.spread, of.spread))).quantize(Decimal("0.01"))
    iban, payee, note = of.iban_on(day, random), "", random.choice(["", "", "Dank voor uw vertrouwen.", "Levering mei"])
    if of.factor and of.factor[2] <= day:
        payee, iban = of.factor[:2]
        note = f"Deze factuur is overgedragen aan {payee}. Betaal bevrijdend op {iban}."
    bill = Bill(
        on=day + timedelta(days=random.choice([0, 0, 0, 1, 2, 5])),
        company=company,
        supplier=of.index,
        number=of.next_number(day),
        issued=day,
        due=day + timedelta(days=30),
        amount=amount,
        name=of.name,
        vat=of.vat,
        participant=f"0208:{of.vat[2:]}" if of.over_peppol else "",
        iban=iban,
        payee=payee,
        note=note,
        order=f"PO{random.randrange(10**5):05d}" if random.random() < 0.2 else "",
    )
    return replace(bill, pdf=pdf_of(bill)) if of.with_pdf else bill


def pdf_of(bill: Bill) -> str:
    spaced = " ".join(bill.iban[at : at + 4] for at in range(0, len(bill.iban), 4))
    total = f"{bill.amount:,.2f}".translate(str.maketrans(",.", ".,"))
    return (
        f"{bill.name}\nFactuur {bill.number}\n{bill.issued:%d/%m/%Y}\nTe betalen € {total}\nIBAN {spaced}\n{bill.note}"
    )


def bills_of(of: Supplier, random: Random) -> Iterator[Bill]:
    """Numbered in the order in which they are made out, whoever of the customers gets them."""
    days = sorted((day, company) for company in of.customers for day in days_for(of, random))
    for day, company in days:
        yield plain_bill(of, company, day, random)


def days_for(of: Supplier, random: Random) -> Iterator[date]:
    """When one customer is billed."""
    day = BEGIN + timedelta(days=random.randrange(DAYS - 40 if of.only_one else of.pause))
    while (day - BEGIN).days < DAYS and (of.quiet_after is None or day < of.quiet_after):
        yield day
        if of.only_one:
            return
        day += timedelta(days=max(1, of.pause + random.choice([-2, -1, 0, 0, 0, 1, 3])))


def noise_on(bill: Bill, random: Random) -> Iterator[Bill]:
    """The honest things that look odd: the same again by another way, corrected, credited."""
    chance = random.random()
    later = bill.on + timedelta(days=random.randrange(1, 20))
    if chance < SENT_AGAIN:
        how = random.choice(["by mail, name written otherwise", "number written otherwise", "another due date"])
        again = replace(bill, on=later, again=how)
        yield {
            "by mail, name written otherwise": replace(again, name=bill.name.upper(), participant=""),
            "number written otherwise": replace(
                again, number=bill.number.replace("-", "/").replace("INV/", "INV "), pdf=""
            ),
            "another due date": replace(again, due=bill.due + timedelta(days=7)),
        }[how]
    elif chance < SENT_AGAIN + CORRECTED:
        yield replace(bill, on=later, amount=bill.amount + 10, again="corrected under the same number")
    elif chance < SENT_AGAIN + CORRECTED + CREDITED:
        yield replace(bill, on=later, issued=later, number=f"C{bill.number}", is_credit=True)


def fraud_on(bill: Bill, kind: Fraud, of: Supplier, random: Random) -> Bill:
    """What a thief makes of a bill that he has seen: sent some days later, or after a year of silence."""
    day = bill.on + timedelta(days=random.randrange(3, 25))
    base = replace(
        bill, on=day, issued=day, due=day + timedelta(days=14), fraud=kind, number=of.next_number(day), again=""
    )
    account = iban_of(random, random.choice(ABROAD) if kind is Fraud.CHANGED_COUNTRY else "BE")
    match kind:
        case Fraud.CHANGED_IBAN | Fraud.CHANGED_COUNTRY:
            made = replace(base, iban=account, payee="", note="")
        case Fraud.LOOK_ALIKE:
            number = enterprise_number(random)
            alike = bill.name.replace("a", "e", 1) if random.random() < 0.5 else f"{bill.name.rpartition(' ')[0]} group"
            sender = f"0208:{number}" if bill.participant else ""
            made = replace(base, name=alike, vat=f"BE{number}", participant=sender, iban=account, payee="", note="")
        case Fraud.OTHER_PARTICIPANT:
            made = replace(base, participant=f"0208:{enterprise_number(random)}", iban=account, payee="", note="")
        case Fraud.TWIN:
            made = replace(base, number=bill.number, issued=bill.issued, iban=account, payee="", note="")
        case Fraud.HIDDEN_IBAN:
            note = f"Let op: ons rekeningnummer is gewijzigd. Betaal voortaan op {account}."
            in_pdf = replace(base, iban=account, note="")
            if random.random() < 0.5:
                return replace(base, pdf=pdf_of(in_pdf))
            made = replace(base, note=note)
        case Fraud.UNKNOWN_PAYEE:
            made = replace(base, payee=f"Incasso {random.choice(NAMES)}", iban=account)
        case Fraud.DORMANT:
            late = BEGIN + timedelta(days=DAYS - random.randrange(1, 40))
            made = replace(base, on=late, issued=late, due=late + timedelta(days=14))
    return replace(made, pdf=pdf_of(made)) if bill.pdf and made.pdf == bill.pdf else made


def two_years(seed: int) -> list[Bill]:
    """Some 9,000 bills with 40 frauds among them, by the day they come in."""
    random = Random(seed)
    suppliers = [supplier(index, random) for index in range(SUPPLIERS)]
    steady = [each for each in suppliers if not each.only_one and each.pause <= 91]
    dormant = random.sample([each for each in steady if not each.factor], FRAUDS_OF_A_KIND)
    for each in dormant:
        each.quiet_after = BEGIN + timedelta(days=200)
    made: dict[int, list[Bill]] = {each.index: list(bills_of(each, random)) for each in suppliers}
    bills = [each for of in made.values() for each in of]
    bills += [odd for each in list(bills) for odd in noise_on(each, random)]
    for kind in Fraud:
        victims = dormant if kind is Fraud.DORMANT else random.sample([s for s in steady if s not in dormant], 5)
        for of in victims:
            seen = made[of.index]
            bills.append(fraud_on(seen[-1] if kind is Fraud.DORMANT else random.choice(seen[2:]), kind, of, random))
    return sorted(bills, key=lambda each: (each.on, each.company, each.number, each.iban))
