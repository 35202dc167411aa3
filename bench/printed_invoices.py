"""Invoices as the programs of small firms print them: HTML for a browser, in four languages and as many layouts.

What an honest PDF does and a text out of it makes hard: totals beside labels of another column, several banks, a number
without its zeros, an account broken over two lines, letters set apart, a total on the tenth page.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from bench.two_years import iban_of
from schakel.base.blanks import pieces
from schakel.einvoice.model import Account, Identifier, Invoice, Item, Line, Party, PaymentMeans, Price, VatCategory
from schakel.einvoice.totals import summed

WORDS = {
    "nl": (
        "Factuur",
        "Factuurnummer",
        "Factuurdatum",
        "Vervaldatum",
        "Totaal excl. btw",
        "Btw",
        "Te betalen",
        "Rekening",
    ),
    "fr": ("Facture", "Numéro de facture", "Date", "Échéance", "Total HTVA", "TVA", "Net à payer", "Compte"),
    "en": ("Invoice", "Invoice number", "Invoice date", "Due date", "Total excl. VAT", "VAT", "Amount due", "Account"),
    "de": (
        "Rechnung",
        "Rechnungsnummer",
        "Rechnungsdatum",
        "Fällig am",
        "Nettobetrag",
        "MwSt.",
        "Gesamtbetrag",
        "Konto",
    ),
}
MONTHS = {
    "nl": pieces("januari februari maart april mei juni juli augustus september oktober november december"),
    "fr": pieces("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "en": pieces("January February March April May June July August September October November December"),
    "de": pieces("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
}
FOOT = {
    "nl": "Onze algemene voorwaarden zijn van toepassing. Wie te laat betaalt, betaalt 10 % meer, minimum 40,00 EUR.",
    "fr": "Nos conditions générales sont d'application. Un paiement tardif coûte 10 % de plus, 40,00 EUR au moins.",
    "en": "Our terms of sale are part of this contract. Late payments cost 10 % more, and no less than EUR 40.00.",
    "de": "Es gelten unsere allgemeinen Geschäftsbedingungen. Bei Verzug sind 10 % und mindestens 40,00 EUR zu zahlen.",
}
TERMS = {
    "nl": "Algemene voorwaarden. Artikel 1. De facturen zijn te betalen op de vervaldag, op de rekening van de verkoper.",
    "fr": "Conditions générales de vente. Article 1. Les factures sont payables à l'échéance au compte du vendeur.",
    "en": "Terms of sale. Article 1. Invoices are due on the day that is printed on them, to the account of the seller.",
    "de": "Geschäftsbedingungen. Artikel 1. Die Rechnungen sind am Fälligkeitstag auf das Konto des Verkäufers zu zahlen.",
}
ZERO = Decimal(0)
DELIVERY = {"nl": "Leveringsbon", "fr": "Bon de livraison", "en": "Delivery note", "de": "Lieferschein"}


@dataclass(frozen=True)
class Printed:
    """What one print says: the invoice's own values, or others."""

    number: str
    day: date
    due: date
    net: Decimal
    vat: Decimal
    total: Decimal
    iban: str

    @classmethod
    def of(cls, invoice: Invoice) -> "Printed":
        totals, account = invoice.totals, invoice.payment_means[0].account
        assert invoice.issue_date
        assert invoice.due_date
        assert account
        return cls(
            invoice.number,
            invoice.issue_date,
            invoice.due_date,
            totals.without_vat,
            totals.vat,
            totals.payable,
            account.id,
        )


def invoice_of(random: Random, *, lines: int = 4) -> Invoice:
    day = date(2026, 1, 1) + timedelta(days=random.randrange(330))
    number = random.choice(("2026-{:04}", "2026/{:03}", "VF26{:05}", "INV-{:04}-A", "F.2026.{:02}", "{:06}"))
    seller = Party(f"Mill {random.randrange(99)} nv", endpoint=Identifier("0407214017", "0208"))
    goods = [line_of(random, at) for at in range(lines)]
    return summed(
        Invoice(
            number=number.format(random.randrange(100, 9_999)),
            type_code="380",
            currency="EUR",
            issue_date=day,
            due_date=day + timedelta(days=30),
            seller=seller,
            buyer=replace(seller, name="Bakery De Korenbloem bv"),
            payment_means=(PaymentMeans("30", account=Account(iban_of(random))),),
            lines=tuple(goods),
        )
    )


def line_of(random: Random, at: int) -> Line:
    price = Price(net=Decimal(random.randrange(100, 90_000)) / 100)
    vat = VatCategory("S", Decimal(random.choice((6, 21))))
    return Line(
        str(at), Item(name=f"Item {at}"), vat, quantity=Decimal(random.randrange(1, 30)), unit="C62", price=price
    )


Amount = Callable[[Decimal], str]


def amounts(random: Random, language: str) -> Amount:
    plain = random.choice((",", ".")) if language != "en" else "."
    between = {"nl": (".", "", " "), "fr": (" ", "\u202f", "\u00a0"), "en": (",", ""), "de": (".", "'", "")}[language]
    thousands = random.choice([each for each in between if each != plain] or [""])
    sign = random.choice(("€ {}", "{} €", "EUR {}", "{}"))

    def written(amount: Decimal) -> str:
        return sign.format(f"{amount:,.2f}".replace(".", "!").replace(",", thousands).replace("!", plain))

    return written


def days(random: Random, language: str) -> Callable[[date], str]:
    names = MONTHS[language]
    return random.choice((
        lambda day: f"{day:%d/%m/%Y}", lambda day: f"{day.day}.{day.month}.{day.year}", lambda day: f"{day:%d-%m-%y}",
        lambda day: f"{day.day} {names[day.month - 1]} {day.year}", lambda day: f"{day.day} {names[day.month - 1][:3]}. {day.year}",
        lambda day: f"{day:%Y-%m-%d}",
    ))  # fmt: skip


def spaced(random: Random, iban: str) -> str:
    groups = [iban[at : at + 4] for at in range(0, len(iban), 4)]
    return random.choice(
        (iban, " ".join(groups), "\u00a0".join(groups), f"{' '.join(groups[:2])}<br>{' '.join(groups[2:])}")
    )


def numbered(random: Random, number: str) -> str:
    return random.choice((number, number.replace("-", "/"), number.replace("-", " "), f"Nr. {number}"))


def printed(random: Random, language: str, invoice: Invoice, says: Printed) -> str:
    """A page of one of four layouts."""
    amount, day = amounts(random, language), days(random, language)
    title, *labels = WORDS[language]
    values = [
        numbered(random, says.number),
        day(says.day),
        day(says.due),
        *map(amount, (says.net, says.vat, says.total)),
    ]
    values.append(spaced(random, says.iban))
    another = f" · {spaced(random, iban_of(random))}" if random.random() < 0.3 else ""
    layout = random.choice((lines_of_text, two_columns, one_row, set_apart))
    body = layout(random, list(zip(labels, values, strict=True)), goods_table(invoice, amount))
    return page(f"<h1>{title}</h1>{body}<footer>{FOOT[language]} RPR Gent{another}</footer>", random)


def goods_table(invoice: Invoice, amount: Amount) -> str:
    rows = (
        f"<tr><td>{line.item.name}<td>{line.quantity}<td>{amount(line.price.net or ZERO)}<td>{amount(line.net_amount or ZERO)}"
        for line in invoice.lines
        if line.price
    )
    return f"<table>{''.join(rows)}</table>"


Pairs = list[tuple[str, str]]  # label and value


def lines_of_text(_random: Random, pairs: Pairs, goods: str) -> str:
    lines = [f"<p>{label}: <b>{value}</b></p>" for label, value in pairs]
    return "".join(lines[:3]) + goods + "".join(lines[3:])


def two_columns(_random: Random, pairs: Pairs, goods: str) -> str:
    labels, values = zip(*pairs, strict=True)
    return f"<div class=g><div>{'<br>'.join(labels)}</div><div>{'<br><br>'.join(values)}</div></div>{goods}"


def one_row(_random: Random, pairs: Pairs, goods: str) -> str:
    labels, values = zip(*pairs, strict=True)
    return f"<table><tr><th>{'<th>'.join(labels)}<tr><td>{'<td>'.join(values)}</table>{goods}"


def set_apart(random: Random, pairs: Pairs, goods: str) -> str:
    style = f"letter-spacing:{random.choice((0, 0.03, 0.1))}em"
    return goods + "".join(f"<dl><dt>{label}<dd style='{style}'>{value}</dl>" for label, value in pairs)


STYLE = "td,th{padding:2px 8px}.g{display:grid;grid-template-columns:1fr 1fr}footer{font-size:7pt}"


def page(body: str, random: Random) -> str:
    font = f"{random.choice((9, 11, 13))}pt {random.choice(('sans-serif', 'serif', 'monospace'))}"
    return f"<!doctype html><meta charset=utf-8><style>body{{font:{font}}}{STYLE}</style>{body}"


def terms(random: Random, language: str) -> str:
    return page(f"<p>{TERMS[language]}</p>" * 12, random)


def delivery_note(random: Random, language: str, invoice: Invoice) -> str:
    rows = "".join(f"<tr><td>{line.item.name}<td>{line.quantity}" for line in invoice.lines)
    day = days(random, language)(invoice.issue_date or date.min)
    title = f"{DELIVERY[language]} {random.randrange(9999)}"
    return page(f"<h1>{title}</h1><p>{day}</p><table>{rows}</table><p>{FOOT[language]}</p>", random)
