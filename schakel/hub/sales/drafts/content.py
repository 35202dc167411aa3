"""The content of a draft: the form's own values, as they were typed, kept as JSON.

`{"kind": "invoice", "customer_name": "Hotel Ter Zee", …, "lines": [{"name": "Brood", "quantity": "12", …}], "adjustments": [{…}]}`
Every value is text. What it means is for `compose` to say.
"""

import re
from collections.abc import Mapping
from typing import Any

Row = dict[str, str]
Content = dict[str, Any]

CUSTOMER = (
    "customer_name",
    "customer_number",  # enterprise or VAT number
    "customer_vat",  # "no": not a VAT payer
    "customer_street",
    "customer_street_2",
    "customer_post_code",
    "customer_city",
    "customer_country",
    "customer_endpoint",  # `0208:0738401154`, where it is another than that of the number
    "customer_email",
)  # the supplier, when we bill in the supplier's name
DOCUMENT = (
    "kind",  # see compose.TYPE_CODES
    "language",
    "issue_date",  # empty: the day on which it is issued
    "payment_days",
    "due_date",  # empty: issue date + payment days
    "delivered_on",
    "order_reference",
    "buyer_reference",
    "preceding_number",
    "preceding_date",
    "iban",
    "communication",
    "payment_terms",
    "note",
    "prepaid",
)
FIELDS = CUSTOMER + DOCUMENT
LINE = ("name", "description", "quantity", "unit", "price", "discount", "vat")
ADJUSTMENT = ("what", "amount", "reason", "vat")
ROWS = {"lines": LINE, "adjustments": ADJUSTMENT}
BLANK_LINE: Row = {
    "name": "",
    "description": "",
    "quantity": "1",
    "unit": "C62",
    "price": "",
    "discount": "",
    "vat": "21",
}
BLANK_ADJUSTMENT: Row = {"what": "allowance", "amount": "", "reason": "", "vat": "21"}
SAYING = {"lines": ("name", "description", "price", "discount"), "adjustments": ("amount", "reason")}

LONGEST = {
    "note": 4000,
    "description": 1000,
    "payment_terms": 1000,
    "customer_number": 20,
    "customer_street": 150,
    "customer_street_2": 150,
    "customer_post_code": 20,
    "customer_city": 100,
    "customer_country": 2,
    "customer_endpoint": 60,
}  # characters; a customer's as long as the address book keeps them
LONGEST_ELSE = 200
MOST_ROWS = 500
_NOT_XML = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def content_of(data: Mapping[str, str]) -> Content:
    """What a form sent. Rows keep their order; those beyond the most are left out."""
    content: Content = {name: clean(name, data.get(name, "")) for name in FIELDS}
    for group, names in ROWS.items():
        numbers = sorted(
            {int(found[1]) for key in data if (found := re.fullmatch(rf"{group}-([0-9]{{1,4}})-[a-z]+", key))}
        )
        content[group] = [
            {name: clean(name, data.get(f"{group}-{number}-{name}", "")) for name in names}
            for number in numbers[:MOST_ROWS]
        ]
    return content


def clean(name: str, text: str) -> str:
    """Without what XML cannot carry, and not endless."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n")).strip()[: LONGEST.get(name, LONGEST_ELSE)]


def is_blank(group: str, row: Row) -> bool:
    """A row in which nothing was typed but what stood there: it counts as not there."""
    return not any(row.get(name) for name in SAYING[group])


def rows_of(content: Content, group: str) -> list[tuple[int, Row]]:
    """The rows that say something, each with its place in the form."""
    return [(place, row) for place, row in enumerate(content.get(group, [])) if not is_blank(group, row)]
