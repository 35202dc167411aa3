"""What a company keeps to write its invoices from: customers and products. Both are listed, filled in, and go in and out
as a spreadsheet in the same way; a Book says how they differ."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from schakel.base.folding import folded
from schakel.hub.connections.models import Company
from schakel.hub.people.models import User
from schakel.hub.sales.books.forms.contact import ContactForm
from schakel.hub.sales.books.forms.product import ProductForm
from schakel.hub.sales.drafts.parse_input import typed as typed_number
from schakel.hub.sales.models import Contact, Product
from schakel.hub.web.language import Sentence
from schakel.hub.web.spreadsheet import Cell

ORDER = ("sort_name", "id")


@dataclass(frozen=True)
class Column:
    """Of the spreadsheet. `name` is the field of the form."""

    name: str
    heading: Any  # in the reader's language; a file in another of the four is read too
    cell: Callable[[Any], Cell]  # of a row of the database
    choices: bool = False  # its field is a choice: the sheet has words, the form has codes


@dataclass(frozen=True)
class BookTexts:
    """In the reader's language."""

    title: Sentence
    new: Any  # the button
    none: Any  # of an empty page: that it is empty, and what to do about it
    none_more: Any
    icon: str


@dataclass(frozen=True)
class Book:
    name: str  # in addresses and templates
    words: BookTexts
    model: Any
    form: Any  # a ModelForm
    columns: tuple[Column, ...]

    @property
    def routes(self) -> dict[str, str]:
        pages = ("new", "find", "export", "import", "edit", "remove")
        return {"list": f"sales:{self.name}"} | {page: f"sales:{self.name}_{page}" for page in pages}

    def writable_by(self, user: User) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model.objects.writable_by(user)
        return found

    def new(self, company: Company) -> Any:
        return self.model(company=company)

    def headings(self) -> list[str]:
        return [str(column.heading) for column in self.columns]

    def row(self, thing: Any) -> list[Cell]:
        return [self.word_of(column, column.cell(thing)) for column in self.columns]

    def word_of(self, column: Column, cell: Cell) -> Cell:
        """A code of a choice as its word, the way a person reads it."""
        if not column.choices:
            return cell
        words = dict(self.choices(column.name))
        return str(words.get(str(cell), cell))

    def choices(self, name: str) -> list[tuple[str, str]]:
        field: Any = self.form.base_fields[name]
        return [(str(code), str(word)) for code, word in field.choices]

    def column(self, heading: str) -> str:
        """The name of the column with this heading, in whichever of the four languages; "" for none."""
        return spellings(self.name).get(folded(heading), "")


def cell_text(cell: Cell) -> str:
    """As one types it in the form."""
    if isinstance(cell, Decimal):
        return typed_number(cell)
    return cell.isoformat() if isinstance(cell, date) else cell or ""


def yes(is_true: bool) -> str:
    return "1" if is_true else "0"


CONTACTS = Book(
    "contacts",
    BookTexts(
        _("Customers"),
        _("New customer"),
        _("No customers yet"),
        _("Customers you send an invoice to are saved here. You can also import your list from another program."),
        "person",
    ),
    Contact,
    ContactForm,
    (
        Column("name", _("Name"), lambda each: each.name),
        Column("number", _("Enterprise or VAT number"), lambda each: each.number or each.vat_number),
        Column("is_vat_payer", _("Has a VAT number"), lambda each: yes(bool(each.vat_number)), choices=True),
        Column("street", _("Street and number"), lambda each: each.street),
        Column("street_2", _("Second address line"), lambda each: each.street_2),
        Column("post_code", _("Postal code"), lambda each: each.post_code),
        Column("city", _("City"), lambda each: each.city),
        Column("country", _("Country"), lambda each: each.country, choices=True),
        Column("email", _("E-mail address"), lambda each: each.email),
        Column("language", _("Language of the invoices"), lambda each: each.language, choices=True),
        Column("payment_days", _("Payment term (days)"), lambda each: days(each.payment_days)),
        Column("buyer_reference", _("Buyer reference"), lambda each: each.buyer_reference),
        Column("endpoint", _("Peppol address"), lambda each: each.endpoint),
    ),
)


def days(count: int | None) -> Decimal | None:
    return None if count is None else Decimal(count)


PRODUCTS = Book(
    "products",
    BookTexts(
        _("Products"),
        _("New product"),
        _("No products yet"),
        _("What you sell often, with its price and VAT. On an invoice, we then fill it in for you."),
        "docs",
    ),
    Product,
    ProductForm,
    (
        Column("name", _("Name"), lambda each: each.name),
        Column("description", _("Description"), lambda each: each.description),
        Column("unit", _("Unit"), lambda each: each.unit, choices=True),
        Column("price", _("Price without VAT"), lambda each: each.price),
        Column("vat", _("VAT"), lambda each: each.vat, choices=True),
    ),
)
BOOKS = {book.name: book for book in (CONTACTS, PRODUCTS)}


@cache
def spellings(book: str) -> dict[str, str]:
    """Heading, folded → name of the column."""
    found: dict[str, str] = {}
    for language, _word in settings.LANGUAGES:
        with override(language):
            found |= {folded(str(column.heading)): column.name for column in BOOKS[book].columns}
    return found


def code_of(book: Book, name: str, written: str) -> str:
    """The code of a choice, from the code itself or from its word in one of the four languages; else what is written."""
    return codes_by_word(book.name, name, get_language() or "en").get(folded(written), written)


@cache
def codes_by_word(book: str, name: str, _language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, _word in settings.LANGUAGES:
        with override(language):
            found |= {folded(word): code for code, word in BOOKS[book].choices(name)}
    return found | {folded(code): code for code, _word in BOOKS[book].choices(name)}
