"""Small UBL documents to read, made of what a test is about."""

from schakel.einvoice.ubl.names import CAC, CBC

SPACES = f'xmlns:cac="{CAC}" xmlns:cbc="{CBC}"'


def document(*parts: str, root: str = "Invoice", namespace: str = "") -> bytes:
    """Parts are UBL as text; the root and the namespaces are put around them."""
    space = namespace or f"urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
    return f'<{root} xmlns="{space}" {SPACES}>{"".join(parts)}</{root}>'.encode("utf-8", "surrogatepass")


def cbc(name: str, text: str = "", attributes: str = "") -> str:
    return f"<cbc:{name} {attributes}>{text}</cbc:{name}>"


def cac(name: str, *parts: str) -> str:
    return f"<cac:{name}>{''.join(parts)}</cac:{name}>"


def eur(name: str, amount: str) -> str:
    return cbc(name, amount, 'currencyID="EUR"')


CURRENCY = cbc("DocumentCurrencyCode", "EUR")
