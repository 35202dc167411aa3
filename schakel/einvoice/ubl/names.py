"""The namespaces of UBL and CII, and short names for their elements."""

CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
APPLICATION_RESPONSE = "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2"
CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"

_PREFIXES = {
    "cac": CAC,
    "cbc": CBC,
    "rsm": CII,
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}


class _Tags(dict[str, str]):
    """`cbc:ID` → `{urn:…CommonBasicComponents-2}ID`, remembered. Only for names that stand in this code."""

    def __missing__(self, short: str) -> str:
        prefix, name = short.split(":")
        full = f"{{{_PREFIXES[prefix]}}}{name}"
        self[short] = full
        return full


TAGS = _Tags()


def local(tag: str) -> str:
    """`{urn:…}ID` → `ID`."""
    return tag.rpartition("}")[2]
