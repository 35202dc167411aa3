"""What the buttons inside a draft's form do besides saving: a line more or less, a customer or a product filled in.

Each takes the draft, what was typed and what it is about; it answers the new content and the field where one goes on.
"""

from collections.abc import Callable, Mapping

from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts.content import Content
from schakel.hub.sales.models import Draft, Seller


def apply_action(draft: Draft, content: Content, data: Mapping[str, str]) -> tuple[Content, str]:
    """The content after what the pressed button asks for, and the field where one goes on; "" when it only saves."""
    name, about = action_of(data)
    return ACTIONS[name](draft, content, about) if name in ACTIONS else (content, "")


def action_of(data: Mapping[str, str]) -> tuple[str, str]:
    """`do=remove:lines-2`, `contact=7`, `product=2:7`: what a button of the form asks for besides saving, and about what."""
    if "do" in data:
        name, _colon, about = data["do"].partition(":")
        return name, about
    return next(((name, data[name]) for name in ("contact", "product") if name in data), ("", ""))


def add_line(draft: Draft, content: Content, _about: str) -> tuple[Content, str]:
    content = drafts_edit.with_row(content, "lines", drafts_edit.blank_line(draft.connection))
    return content, f"lines-{len(content['lines']) - 1}-name"


def add_adjustment(draft: Draft, content: Content, _about: str) -> tuple[Content, str]:
    content = drafts_edit.with_row(content, "adjustments", drafts_edit.blank_adjustment(draft.connection))
    return content, f"adjustments-{len(content['adjustments']) - 1}-amount"


def remove_row(draft: Draft, content: Content, about: str) -> tuple[Content, str]:
    group, _dash, place = about.partition("-")
    if group in ("lines", "adjustments") and place.isdecimal():
        content = drafts_edit.without_row(content, group, int(place))
    if not content["lines"]:
        content["lines"] = [drafts_edit.blank_line(draft.connection)]
    return content, f"lines-{len(content['lines']) - 1}-name"


def take_contact(draft: Draft, content: Content, about: str) -> tuple[Content, str]:
    company = draft.connection.company
    contact = company.contacts.filter(pk=about if about.isdecimal() else 0).first()
    if contact:
        content = drafts_edit.with_contact(content, contact, seller=Seller.of(company))
    return content, "lines-0-name" if content["buyer_reference"] else "buyer_reference"


def take_product(draft: Draft, content: Content, about: str) -> tuple[Content, str]:
    place, _colon, pk = about.partition(":")
    product = draft.connection.company.products.filter(pk=pk if pk.isdecimal() else 0).first()
    at = int(place) if place.isdecimal() and len(place) < 5 else 0
    return drafts_edit.with_product(content, at, product) if product else content, f"lines-{at}-quantity"


Action = Callable[[Draft, Content, str], tuple[Content, str]]
ACTIONS: dict[str, Action] = {
    "add_line": add_line,
    "add_adjustment": add_adjustment,
    "remove": remove_row,
    "contact": take_contact,
    "product": take_product,
}
