"""The form's space: what a person may fill in, right, and right but for one thing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from schakel.einvoice.belgium import EnterpriseNumber, StructuredCommunication
from schakel.einvoice.model import Address, Identifier, Party
from schakel.hub.sales.drafts.compose import ADVANCE, CREDIT_NOTE, INVOICE, Issuer
from schakel.hub.sales.drafts.content import Content, content_of
from schakel.hub.sales.drafts.parse_input import typed
from schakel.hub.sales.drafts.vat import TREATMENTS

TODAY = date(2026, 11, 24)
US = Party(
    name="Bakery Cornflower",
    endpoint=Identifier("0738401117", "0208"),
    legal_id=Identifier("0738401117", "0208"),
    tax_ids=(Identifier("BE0738401117", "VAT"),),
    address=Address("Dorpsstraat 4", city="Nazareth", post_code="9810", country="BE"),
)
ABROAD = ("NL123456789B01", "FR 12 345678901", "DE123456789", "LU12345678", "CHE123456789")
IBANS = ("", "BE68 5390 0754 7034", "be68539007547034", "NL91ABNA0417164300")


def words(least: int = 1, most: int = 40) -> st.SearchStrategy[str]:
    return (
        st.text("abcdefghijklmnopqrstuvwxyz ABCÉéßœ&<>\"'’€%+-/#;ΩЖ漢\t", min_size=least, max_size=most)
        .map(str.strip)
        .filter(lambda text: len(text) >= least)
    )


def decimals(least: str, most: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(most), allow_nan=False, allow_infinity=False, places=places)


@st.composite
def written(draw, number: st.SearchStrategy[Decimal]) -> str:
    """A number in one of the ways people type it."""
    value = draw(number)
    plain = typed(value)
    whole, comma, rest = plain.partition(",")
    digits = whole.lstrip("-")
    way = draw(st.sampled_from(["comma", "dot", "grouped", "euro"]))
    if way == "dot" and len(rest) != 3:
        return f"{whole}.{rest}" if rest else whole
    if way == "grouped" and (len(digits) > 6 or comma):
        return f"{'-' if whole.startswith('-') else ''}{int(digits):,}".replace(",", ".") + comma + rest
    return f"€ {plain}" if way == "euro" else plain


def shares() -> st.SearchStrategy[str]:
    return st.one_of(written(decimals("0", "99", 2)), written(decimals("0", "100", 2)).map(lambda text: f"{text} %"))


def lines(keys: list[str]) -> st.SearchStrategy[dict[str, str]]:
    quantities = st.one_of(st.integers(-1000, 1000).map(str), written(decimals("-500", "500", 4)))
    return st.fixed_dictionaries(
        {
            "name": words(),
            "description": st.one_of(st.just(""), words()),
            "quantity": quantities,
            "unit": st.sampled_from(["C62", "HUR", "KGM", "DAY"]),
            "price": written(st.one_of(decimals("0", "9999", 2), decimals("0", "99", 4), decimals("0", "9999999", 0))),
            "discount": st.one_of(st.just(""), st.just(""), shares()),
            "vat": st.sampled_from(keys),
        }
    )


def adjustments(keys: list[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(
        {
            "what": st.sampled_from(["allowance", "charge"]),
            "amount": shares(),
            "reason": st.one_of(st.just(""), words()),
            "vat": st.sampled_from(keys),
        }
    )


def belgian() -> st.SearchStrategy[str]:
    numbers = st.integers(2_000_000, 19_999_999).map(EnterpriseNumber.make)
    return numbers.flatmap(
        lambda number: st.sampled_from([str(number), number.digits, number.vat_number, f"BE {number}"])
    )


@st.composite
def contents(draw) -> Content:
    """Everything in it is right."""
    number, country = draw(
        st.one_of(belgian().map(lambda number: (number, "BE")), st.sampled_from(ABROAD).map(lambda vat: (vat, vat[:2])))
    )
    keys = draw(st.lists(st.sampled_from(sorted(TREATMENTS)), min_size=1, max_size=3))
    order, reference = draw(st.tuples(words(0), words(0)).filter(any))
    days, terms, due = draw(
        st.sampled_from([("30", "", ""), ("0", "Meteen", ""), ("", "Op afspraak", ""), ("", "", "2026-12-31")])
    )
    communication = draw(
        st.one_of(
            st.just(""), words(most=20), st.integers(1, 10**10 - 1).map(lambda n: str(StructuredCommunication.make(n)))
        )
    )
    return content_of({}) | {
        "kind": draw(st.sampled_from([INVOICE, CREDIT_NOTE, ADVANCE])),
        "language": draw(st.sampled_from(["nl", "fr", "en", "de"])),
        "customer_name": draw(words()),
        "customer_number": number,
        "customer_country": country,
        "customer_street": draw(words(0)),
        "customer_city": draw(words(0)),
        "customer_email": draw(st.sampled_from(["", "klant@hotel.example"])),
        "issue_date": draw(st.sampled_from(["", "2026-11-01", "1/11/2026"])),
        "delivered_on": draw(st.sampled_from(["2026-11-20", "20/11/2026"] if "intra" in keys else ["", "2026-11-20"])),
        "payment_days": days,
        "payment_terms": terms,
        "due_date": due,
        "order_reference": order,
        "buyer_reference": reference,
        "preceding_number": draw(st.sampled_from(["", "2026-0001"])),
        "preceding_date": draw(st.sampled_from(["", "2026-10-01"])),
        "iban": draw(st.sampled_from(IBANS)),
        "communication": communication,
        "note": draw(st.one_of(st.just(""), words(most=200))),
        "prepaid": draw(st.one_of(st.just(""), written(decimals("0", "5000", 2)))),
        "lines": draw(st.lists(lines(keys), min_size=1, max_size=4)),
        "adjustments": draw(st.lists(adjustments(keys), max_size=2)),
    }


def ours() -> st.SearchStrategy[Issuer]:
    return st.booleans().map(lambda self_billed: Issuer(US, self_billed=self_billed))


def without(**changed: str) -> Callable[[Content], Content]:
    return lambda content: content | changed


def in_line(**changed: str) -> Callable[[Content], Content]:
    return lambda content: content | {"lines": [content["lines"][0] | changed, *content["lines"][1:]]}


FAULTS: dict[str, tuple[str, Callable[[Content], Content]]] = {
    "no reference": ("buyer_reference", without(order_reference="", buyer_reference="")),
    "no name": ("customer_name", without(customer_name="")),
    "no number": ("customer_number", without(customer_number="")),
    "mistyped number": ("customer_number", without(customer_number="0738.401.118", customer_country="BE")),
    "no country": ("customer_country", without(customer_country="")),
    "unknown country": ("customer_country", without(customer_country="XX")),
    "strange address": ("customer_number", without(customer_endpoint="0738401117")),
    "no line": ("lines-0-name", lambda content: content | {"lines": [], "adjustments": []}),
    "line without name": ("lines-0-name", in_line(name="", price="1")),
    "no quantity": ("lines-0-quantity", in_line(quantity="")),
    "not a quantity": ("lines-0-quantity", in_line(quantity="een")),
    "no price": ("lines-0-price", in_line(price="")),
    "not a price": ("lines-0-price", in_line(price="gratis")),
    "doubtful price": ("lines-0-price", in_line(price="1.250")),
    "price below zero": ("lines-0-price", in_line(price="-1")),
    "not a discount": ("lines-0-discount", in_line(discount="veel")),
    "a discount of half a cent": ("lines-0-discount", in_line(discount="0,005")),
    "unknown VAT": ("lines-0-vat", in_line(vat="19")),
    "no unit": ("lines-0-unit", in_line(unit="")),
    "unknown unit": ("lines-0-unit", in_line(unit="stuk")),
    "not a date": ("issue_date", without(issue_date="31/11/2026")),
    "not a day of delivery": ("delivered_on", without(delivered_on="gisteren")),
    "not a number of days": ("payment_days", without(payment_days="-1")),
    "not an account": ("iban", without(iban="BE68 5390 0754 7035")),
    "wrong check digits": ("communication", without(communication="+++123/4567/89012+++")),
    "prepaid half a cent": ("prepaid", without(prepaid="0,005")),
}
