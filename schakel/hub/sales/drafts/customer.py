"""The other party of a draft, from what was typed of it: who it is, and at which addresses it may be on the network."""

from collections.abc import Iterator

from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.einvoice.model import Address, Contact, Identifier, Party
from schakel.hub.documents.placement import VAT_SCHEMES
from schakel.hub.sales.drafts.content import Content

PREFIXES = {scheme: prefix for prefix, scheme in VAT_SCHEMES.items()}


def party_of(content: Content) -> Party:
    """BG-7, or BG-4 when we bill in the supplier's name. What cannot be read of it is left out."""
    text = {name: content.get(f"customer_{name}", "") for name in ("name", "street", "street_2", "city", "post_code")}
    country = content.get("customer_country", "")
    return Party(
        name=text["name"],
        endpoint=next(candidates(content), None),
        legal_id=legal_id(content),
        tax_ids=tuple(Identifier(number, "VAT") for number in [vat_number(content)] if number),
        address=Address(text["street"], text["street_2"], "", text["city"], text["post_code"], "", country),
        contact=Contact(email=content["customer_email"]) if content.get("customer_email") else None,
    )


def enterprise(content: Content) -> EnterpriseNumber | None:
    try:
        return EnterpriseNumber.parse(content.get("customer_number", ""))
    except NotAnEnterpriseNumber:
        return None


def legal_id(content: Content) -> Identifier | None:
    """BT-47: an enterprise number; or a number of another kind, as it was typed."""
    number, typed = enterprise(content), content.get("customer_number", "")
    if number:
        return Identifier(number.digits, EnterpriseNumber.SCHEME)
    return Identifier(typed) if typed and not vat_number(content) else None


def vat_number(content: Content) -> str:
    """BT-48. A Belgian enterprise has one unless it is said not to; another number is one by its prefix."""
    if content.get("customer_vat") == "no":
        return ""
    if number := enterprise(content):
        return number.vat_number
    bare = "".join(c for c in content.get("customer_number", "") if c.isalnum()).upper()
    return bare if bare[:2] in VAT_SCHEMES and bare[:2] != "BE" and any(c.isdigit() for c in bare[2:]) else ""


def candidates(content: Content) -> Iterator[Identifier]:
    """BT-49: where it may be on the network, best first: what was typed, 0208 before 9925, or its foreign VAT number."""
    if typed := content.get("customer_endpoint", ""):
        scheme, _colon, value = typed.partition(":")
        yield Identifier(value.strip(), scheme.strip())
    if number := enterprise(content):
        yield Identifier(number.digits, EnterpriseNumber.SCHEME)
        yield Identifier(number.vat_number, VAT_SCHEMES["BE"])
    elif vat := vat_number(content):
        yield Identifier(vat, VAT_SCHEMES[vat[:2]])


def is_mistyped(content: Content) -> bool:
    """A Belgian number whose check digits do not hold, or that is none."""
    typed = content.get("customer_number", "")
    looks_belgian = typed.upper().startswith("BE") or content.get("customer_country") == "BE"
    return bool(typed) and looks_belgian and not vat_number(content) and enterprise(content) is None
