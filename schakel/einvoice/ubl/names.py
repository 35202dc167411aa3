"""UBL's namespaces, and short names for its elements."""

CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
APPLICATION_RESPONSE = "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2"


class _Tags(dict[str, str]):
    """`cbc:ID` → `{urn:…CommonBasicComponents-2}ID`, remembered. Only for names that stand in this code."""

    def __missing__(self, short: str) -> str:
        prefix, name = short.split(":")
        full = f"{{{CAC if prefix == 'cac' else CBC}}}{name}"
        self[short] = full
        return full


TAGS = _Tags()


def local(tag: str) -> str:
    """`{urn:…}ID` → `ID`."""
    return tag.rpartition("}")[2]
