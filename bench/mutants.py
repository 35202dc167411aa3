"""Documents that are like real ones but for a few changes: what a fuzz hands to the judges.

The changes know UBL's order of elements, so that most documents still follow the schema and reach the rules. They vary
whom a rule is for (process, specification, countries, representatives, schemes of identifiers), codes, amounts, dates,
attachments, blanks and signs that are no blanks, and the writing of the XML itself.
"""

import copy
import random
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from lxml import etree

from schakel.base import ubl_schema
from schakel.base.ubl_schema import folder
from schakel.einvoice.validation.reading import CAC, CBC

COUNTRIES = ("BE", "DK", "NO", "IT", "SE", "GR", "EL", "NL", "DE", "IS", "FR", "SK")
SCHEMES = (
    *("0007", "0088", "0096", "0106", "0130", "0151", "0184", "0190", "0192", "0196", "0198", "0201", "0208", "0210"),
    *("0211", "0217", "9907", "9933", "9944", "SEPA", "sepa", "0225", "0245", "9925", "9999", "9958"),
)
IDENTIFIERS = (
    *("000123", "000123-ABC", "000123-abc.XYZ", "123"),
    *("0407214017", "0407214018", "NL123456789B01", "NL123456789B1", "EL094259216", "EL094259217", "DK12345674"),
    *("12345674", "SE556677889901", "5566778899", "NO987654325MVA", "NO987654326MVA", "987654325", "IT00743110157"),
    *(
        "DE123456788",
        "GR094259216",
        "BE0407214017",
        "51824753556",
        "5790000435944",
        "00743110157",
        "094259216",
        "12345678",
    ),
    *(
        "01234567890123456789",
        "Foretaksregisteret",
        "Godkänd för F-skatt",
        "RSSMRA85T10A562S",
        "ABC123",
        "123456789012",
    ),
)
PROCESSES = (
    *("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0"),
    *("urn:peppol:bis:billing_with_response", "urn:peppol:france:billing:regulated"),
    *("urn:peppol:france:billing:non-regulated", "urn:fdc:peppol.eu:2017:poacc:billing:02:1.0"),
)
SPECIFICATIONS = (
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0#conformant#urn:x",
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1",
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0",
    "urn:cen.eu:en16931:2017",
)
TYPES = (
    "380",
    "381",
    "389",
    "261",
    "384",
    "326",
    "386",
    "393",
    "751",
    "130",
    "527",
    "396",
    "83",
    "532",
    "71",
    "875",
    "325",
)
CODES = (
    *(
        "AP",
        "AB",
        "RE",
        "UQ",
        "CA",
        "PD",
        "BV",
        "BW",
        "FD",
        "SV",
        "NON",
        "PPD",
        "NOA",
        "OTH",
        "OPStatusReason",
        "OPStatusAction",
        "0242",
        "NA",
    ),
    *(
        "S",
        "Z",
        "E",
        "AE",
        "K",
        "G",
        "O",
        "L",
        "M",
        "B",
        "VAT",
        "vat",
        "GST",
        "TAX",
        "EUR",
        "USD",
        "DKK",
        "XXX",
        "130",
        "50",
    ),
    *(
        "VATEX-EU-AE",
        "vatex-eu-ic",
        "VATEX-EU-O",
        "VATEX-EU-D",
        "ZZZ",
        "95",
        "41",
        "C62",
        "HUR",
        "3",
        "35",
        "432",
        "TST",
        "2.1",
    ),
    *("1", "9", "10", "20", "30", "31", "42", "48", "49", "50", "54", "56", "57", "58", "59", "93", "97"),
    *(
        "#AAA#text",
        "#QQQ#x",
        "#SKONTO#TAGE=7#PROZENT=2.00#\n",
        "#SKONTO#TAGE=7",
        "##M.AR.K##",
        "##INVOICE|URL##",
        "EINDAGI",
    ),
    *(
        "01#",
        "04#123456789012345",
        "71#123456789012345",
        "SE:PLUSGIRO",
        "SE:BANKGIRO",
        "0123",
        "https://a.be/x",
        "a@b.be",
    ),
    *("094259216|24/02/2024|1|1.1|A|1", "094259216|24/02/2024|0|9.9||", "true", "false", "GODKÄND FÖR F-SKATT"),
)
NUMBERS = (
    "0",
    "0.00",
    "-0",
    "-0.00",
    "-1",
    "1",
    "100",
    "0.005",
    "12.345",
    "99999999.99",
    "+5",
    ".5",
    "5.",
    "0.4",
    "25",
    "6",
)
DATES = (
    "2024-02-29",
    "2020-01-01",
    "2030-12-31",
    "2024-01-01Z",
    "2024-01-01+14:00",
    "2024-02-30",
    "24-01-01",
    "0000-01-01",
)
TIMES = ("10:00:00", "24:00:00", "10:00:00Z", "10:00:00.123+02:00", "25:00:00", "10:00")
MEANS = (
    "1",
    "9",
    "10",
    "20",
    "30",
    " 30",
    "31",
    "42",
    "48",
    "49",
    "50",
    "54",
    "56",
    "57",
    "58",
    "59",
    "93",
    "97",
    "1 10",
)
PAYMENT_IDS = ("01#", "04#123456789012345", "71#123456789012345", "15#1", "75#1", "73#", "+++090/9337/55493+++", "x")
ACCOUNTS = (
    "BE71 0961 2345 6769",
    "BE71096123456769",
    "BE71096123456760",
    "DE89370400440532013000",
    "12345678",
    "1234567",
    "123456789012",
    " 12345678",
    "BE71\u00a0096123456769",
    "DE02aaaa",
    "",
)
TERMS = (
    "#SKONTO#TAGE=7#PROZENT=2.00#\n",
    "#SKONTO#TAGE=7#PROZENT=2.00#",
    "x\n#SKONTO#TAGE=14#PROZENT=1.00#BASISBETRAG=100.00#\n ",
    "#x#SKONTO#TAGE=7#PROZENT=2.00#\n",
    "# x",
    "30 dagen",
)
BINARIES = (
    "aGVsbG8=",
    "aGVs bG8=",
    "aGVsbG8",
    "aGVs*bG8=",
    "aGVsbG8=.",
    "a GVsbG8=",
    "aGVsbG8==",
    "aGVsbG9=",
    "aGV=",
    "",
    "=",
)
BLANKS = (" ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u2028", "\u200b", "\ufeff", "\u0085")
TWISTED = ("\u0660\u0661", "\uff11", "\u00b2", "1_0", "1e2", "INF", "NaN", "1,5", "0x1", "--1")

Change = Callable[[etree._Element, "Pool", random.Random], None]


class Pool:
    """All elements of the documents a fuzz starts from, by tag."""

    def __init__(self, documents: Iterable[etree._Element]) -> None:
        self.documents = list(documents)
        self.by_tag: dict[str, list[etree._Element]] = {}
        for document in self.documents:
            for element in document.iter(etree.Element):
                self.by_tag.setdefault(element.tag, []).append(element)

    def like(self, element: etree._Element) -> list[etree._Element]:
        """Those of its name; itself where the documents have none."""
        return self.by_tag.get(element.tag) or [element]


def mutant(pool: Pool, rng: random.Random, *, changes: tuple[Change, ...] | None = None) -> bytes:
    """One document with one to four changes, and one of six with an odd way of writing; `changes` are CHANGES by default."""
    root = copy.deepcopy(rng.choice(pool.documents))
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
        change = rng.choice(changes or CHANGES)
        inside = [one for one in root.iter(etree.Element) if one is not root]
        change(root if change in WHOLE else rng.choice(inside), pool, rng)
    data = etree.tostring(root, encoding="UTF-8")
    return rng.choice(WRITINGS)(data, rng) if rng.random() < 1 / 6 else data


def _set(element: etree._Element | None, text: str) -> None:
    if element is not None and len(element) == 0:
        element.text = text


def process(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """Another process, specification or kind of document."""
    _set(root.find(f"{CBC}ProfileID"), rng.choice(PROCESSES))
    if rng.random() < 0.6:
        _set(root.find(f"{CBC}CustomizationID"), rng.choice(SPECIFICATIONS))
    for name in ("InvoiceTypeCode", "CreditNoteTypeCode"):
        if rng.random() < 0.7:
            _set(root.find(f"{CBC}{name}"), rng.choice(TYPES))


def countries(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """Another country of seller and buyer, by address and often by VAT number."""
    country = rng.choice(COUNTRIES)
    for party in ("AccountingSupplierParty", "AccountingCustomerParty"):
        around = root.find(f"{CAC}{party}/{CAC}Party")
        if around is None or rng.random() < 0.3:
            continue
        _set(around.find(f"{CAC}PostalAddress/{CAC}Country/{CBC}IdentificationCode"), country)
        if rng.random() < 0.6:
            number = around.find(f"{CAC}PartyTaxScheme/{CBC}CompanyID")
            fitting = [one for one in IDENTIFIERS if one.startswith("EL" if country == "GR" else country)]
            _set(number, rng.choice(fitting or IDENTIFIERS))
        if rng.random() < 0.5:
            country = rng.choice(COUNTRIES)


def representative(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """A tax representative of the seller, or none; and a seller without a VAT number of their own."""
    present = root.find(f"{CAC}TaxRepresentativeParty")
    if present is None:
        found = pool.by_tag.get(f"{CAC}TaxRepresentativeParty")
        if not found:
            return
        present = copy.deepcopy(rng.choice(found))
        insert(root, present)
    _set(present.find(f"{CAC}PartyTaxScheme/{CBC}CompanyID"), rng.choice(IDENTIFIERS))
    _set(present.find(f"{CAC}PostalAddress/{CAC}Country/{CBC}IdentificationCode"), rng.choice(COUNTRIES))
    if rng.random() < 0.6:
        for scheme in root.findall(f"{CAC}AccountingSupplierParty/{CAC}Party/{CAC}PartyTaxScheme"):
            if rng.random() < 0.7:
                scheme.getparent().remove(scheme)


def identify(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """Another number under another scheme, of an address, a party or a company."""
    names = ("EndpointID", "CompanyID", "PartyIdentification/{*}ID")
    found = [one for name in names for one in root.iterfind(f".//{{*}}{name}")]
    if found:
        one = rng.choice(found)
        one.text = rng.choice(IDENTIFIERS)
        if rng.random() < 0.8:
            one.set("schemeID", rng.choice(SCHEMES))


def pay(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """Other means of payment, with or without what goes with them."""
    code, branch = rng.choice(MEANS), rng.choice(("SE:PLUSGIRO", "SE:BANKGIRO", "0123", " SE:BANKGIRO", ""))
    parts = [f"<cbc:PaymentMeansCode>{code}</cbc:PaymentMeansCode>"]
    parts += [f"<cbc:PaymentID>{one}</cbc:PaymentID>" for one in rng.sample(PAYMENT_IDS, rng.choice((0, 1, 1, 2)))]
    account = f"<cbc:ID>{rng.choice(ACCOUNTS)}</cbc:ID>"
    if rng.random() < 0.2:
        parts.append(
            "<cac:CardAccount><cbc:PrimaryAccountNumberID>1234</cbc:PrimaryAccountNumberID><cbc:NetworkID>x</cbc:NetworkID></cac:CardAccount>"
        )
    if rng.random() < 0.7:
        inside = (
            f"<cac:FinancialInstitutionBranch><cbc:ID>{branch}</cbc:ID></cac:FinancialInstitutionBranch>"
            if rng.random() < 0.6
            else ""
        )
        parts.append(f"<cac:PayeeFinancialAccount>{account}{inside}</cac:PayeeFinancialAccount>")
    if rng.random() < 0.4:
        payer = (
            f"<cac:PayerFinancialAccount><cbc:ID>{rng.choice(ACCOUNTS)}</cbc:ID></cac:PayerFinancialAccount>"
            if rng.random() < 0.6
            else ""
        )
        parts.append(f"<cac:PaymentMandate><cbc:ID>{rng.choice(('M1', ' ', ''))}</cbc:ID>{payer}</cac:PaymentMandate>")
    insert(root, made("cac:PaymentMeans", "".join(parts)))


def refer(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """A supporting document: the Greek and Icelandic marks, an address, an attachment whose name may stand twice."""
    mark = rng.choice(("##M.AR.K##", "##INVOICE|URL##", "EINDAGI", "x", " EINDAGI"))
    number = rng.choice(("400001234", "0", "2030-01-01", "2020-01-01", " 2030-01-01", "1x", "-1"))
    uri = rng.choice(("https://a.be", "a:b", "x", " ", "https://a.be/\u00a0", "ab:"))
    external = f"<cac:ExternalReference><cbc:URI>{uri}</cbc:URI></cac:ExternalReference>"
    name = rng.choice(("a.pdf", "A.pdf", "b.pdf"))
    object_ = "cbc:EmbeddedDocumentBinaryObject"
    binary = f'<{object_} mimeCode="application/pdf" filename="{name}">{rng.choice(BINARIES)}</{object_}>'
    attachment = (
        f"<cac:Attachment>{rng.choice((external, binary, binary + external))}</cac:Attachment>"
        if rng.random() < 0.6
        else ""
    )
    insert(
        root,
        made(
            "cac:AdditionalDocumentReference",
            f"<cbc:ID>{number}</cbc:ID><cbc:DocumentDescription>{mark}</cbc:DocumentDescription>{attachment}",
        ),
    )


def register(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """One more legal or tax registration of a party."""
    for party in rng.sample(root.findall("./{*}*/{*}Party"), 1) if root.findall("./{*}*/{*}Party") else ():
        scheme = f' schemeID="{rng.choice(SCHEMES)}"' if rng.random() < 0.6 else ""
        number = f"<cbc:CompanyID{scheme}>{rng.choice(IDENTIFIERS)}</cbc:CompanyID>"
        tax = f"<cac:TaxScheme><cbc:ID>{rng.choice(('VAT', 'TAX', 'vat', ' VAT', 'LOC'))}</cbc:ID></cac:TaxScheme>"
        if rng.random() < 0.7:
            insert(party, made("cac:PartyTaxScheme", number + tax))
        else:
            insert(party, made("cac:PartyLegalEntity", f"<cbc:RegistrationName>x</cbc:RegistrationName>{number}"))


def discount(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """An allowance or charge, of document, line or price, or payment terms with a cash discount."""
    if rng.random() < 0.2:
        insert(root, made("cac:PaymentTerms", f"<cbc:Note>{rng.choice(TERMS)}</cbc:Note>"))
        return
    around = rng.choice(
        (root, *root.findall("{*}InvoiceLine"), *root.findall("{*}CreditNoteLine"), *root.findall(".//{*}Price"))
    )
    currency = root.findtext(f"{CBC}DocumentCurrencyCode") or "EUR"
    reasons = "".join(
        f"<cbc:AllowanceChargeReason>{one}</cbc:AllowanceChargeReason>"
        for one in rng.sample(("1234", "a#b", "#a", "12.5", "x"), rng.choice((0, 1, 1, 2)))
    )
    code = (
        f"<cbc:AllowanceChargeReasonCode>{rng.choice(('ZZZ', '95', 'FC', ' ZZZ'))}</cbc:AllowanceChargeReasonCode>"
        if rng.random() < 0.6
        else ""
    )
    factor = (
        f"<cbc:MultiplierFactorNumeric>{rng.choice(('10', '0'))}</cbc:MultiplierFactorNumeric>"
        if rng.random() < 0.4
        else ""
    )
    base = (
        f'<cbc:BaseAmount currencyID="{currency}">{rng.choice(("10.00", "0.00"))}</cbc:BaseAmount>'
        if rng.random() < 0.4
        else ""
    )
    category = rng.choice(("S", "AE", "O", "E", " S"))
    rate = f"<cbc:ID>{category}</cbc:ID><cbc:Percent>{rng.choice(NUMBERS)}</cbc:Percent>"
    tax = f"<cac:TaxCategory>{rate}<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>"
    amount = f'<cbc:Amount currencyID="{currency}">{rng.choice(("1.00", "0.00", "0"))}</cbc:Amount>'
    said = f"<cbc:ChargeIndicator>{rng.choice(('true', 'false', '1', '0', ' true'))}</cbc:ChargeIndicator>"
    insert(
        around,
        made(
            "cac:AllowanceCharge", said + code + reasons + factor + amount + base + (tax if rng.random() < 0.7 else "")
        ),
    )


def made(name: str, inside: str) -> etree._Element:
    """An element of UBL from its content."""
    spaces = f'xmlns:cac="{CAC[1:-1]}" xmlns:cbc="{CBC[1:-1]}"'
    return etree.fromstring(f"<{name} {spaces}>{inside}</{name}>")


_RESPONSE = Path(ubl_schema.__file__).with_name("application_response.xsd")
WHOLE: tuple[Change, ...] = (process, countries, representative, identify, pay, refer, register, discount)


def delete(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    element.getparent().remove(element)


def duplicate(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    element.addnext(copy.deepcopy(element))


def graft(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """An element of another document, of the same name, in its place or beside it."""
    other = copy.deepcopy(rng.choice(pool.like(element)))
    if rng.random() < 0.5:
        element.addnext(other)
    else:
        element.getparent().replace(element, other)


def adopt(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """A child that others of its name have, at the place where the schema wants it."""
    around = element if len(element) else element.getparent()
    other = rng.choice(pool.like(around))
    missing = [child for child in other if around.find(child.tag) is None]
    if missing:
        insert(around, copy.deepcopy(rng.choice(missing)))


def insert(around: etree._Element, child: etree._Element) -> None:
    """Put a child where UBL's order wants it."""
    order = _orders().get(etree.QName(around).localname, {})
    rank = order.get(etree.QName(child).localname, 10_000)
    at = sum(1 for one in around if order.get(etree.QName(one).localname, 0) <= rank)
    around.insert(at, child)


@cache
def _orders() -> dict[str, dict[str, int]]:
    """Element -> its children -> their rank, from UBL's own schemas."""
    xsd = "{http://www.w3.org/2001/XMLSchema}"
    of_type: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}
    files = [*(folder() / "maindoc").glob("*.xsd"), *(folder() / "common").glob("*Aggregate*.xsd"), _RESPONSE]
    for path in files:
        tree = etree.parse(path)
        for one in tree.iterfind(f"{xsd}element"):
            names[one.get("name")] = one.get("type")
        for one in tree.iterfind(f"{xsd}complexType"):
            refs = [ref.get("ref").rpartition(":")[2] for ref in one.iterfind(f"{xsd}sequence/{xsd}element")]
            of_type[one.get("name")] = {ref: rank for rank, ref in enumerate(refs)}
    return {name: of_type[type_] for name, type_ in names.items() if type_ in of_type}


def retext(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """Another text, of the kind that the element holds, or of none."""
    if len(element):
        return
    name = etree.QName(element).localname
    common = rng.choice(pool.like(element)).text or ""
    if name.endswith("Date"):
        choices = DATES
    elif name.endswith("Time"):
        choices = TIMES
    elif name.endswith("BinaryObject"):
        choices = BINARIES
    elif name.endswith(("Amount", "Percent", "Quantity", "Numeric")):
        choices = (*NUMBERS, _moved(element.text, rng), _moved(element.text, rng), _moved(element.text, rng))
    elif name == "ChargeIndicator":
        choices = ("true", "false", "1", "0")
    elif name.endswith("TypeCode"):
        choices = TYPES
    elif name == "IdentificationCode":
        choices = COUNTRIES
    elif name in ("CompanyID", "EndpointID"):
        choices = IDENTIFIERS
    else:
        choices = (*CODES, common, common, "")
    element.text = rng.choice((rng.choice(choices), rng.choice(choices), common, rng.choice(TWISTED)))


def _moved(text: str | None, rng: random.Random) -> str:
    try:
        return f"{float(text or 0) + rng.choice((0.01, -0.01, 1, -1, 0.99, 0.5, 1.01, 0.02)):.2f}"
    except ValueError:
        return "1.00"


def blank(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """A blank, or what looks like one, before or after a text, in it, in its place, or in an attribute."""
    sign = rng.choice(BLANKS)
    for name in element.attrib if rng.random() < 0.4 else ():
        element.set(name, rng.choice((f"{sign}{element.get(name)}", f"{element.get(name)}{sign}")))
        return
    if len(element) == 0:
        text = element.text or ""
        half = len(text) // 2
        element.text = rng.choice((f"{sign}{text}", f"{text}{sign}", f"{text[:half]}{sign}{text[half:]}", sign))


def case(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """Other letters of the same word."""
    if len(element) == 0 and element.text:
        element.text = rng.choice((element.text.lower(), element.text.upper(), element.text.swapcase()))


ATTRIBUTES = (
    "currencyID",
    "unitCode",
    "schemeID",
    "listID",
    "mimeCode",
    "filename",
    "name",
    "languageID",
    "schemeName",
    "listVersionID",
)


def attribute(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """An attribute more, less or other."""
    name = rng.choice(ATTRIBUTES)
    if element.attrib and rng.random() < 0.6:
        name = rng.choice(list(element.attrib))
    if name in element.attrib and rng.random() < 0.3:
        del element.attrib[name]
    else:
        element.set(name, rng.choice((*CODES, *SCHEMES, "application/pdf", "text/csv", "a.pdf")))


def interrupt(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """A comment or a processing instruction before, in or after a text."""
    if len(element):
        return
    mark = etree.Comment("x") if rng.random() < 0.5 else etree.ProcessingInstruction("x", "y")
    text = element.text or ""
    at = rng.choice((0, len(text) // 2, len(text)))
    element.text, mark.tail = text[:at], text[at:]
    element.append(mark)


CHANGES: tuple[Change, ...] = (
    *(process, process, countries, countries, countries, countries, representative, identify, identify),
    *(pay, pay, refer, register, register, discount, discount),
    *(
        delete,
        duplicate,
        graft,
        adopt,
        adopt,
        adopt,
        retext,
        retext,
        retext,
        retext,
        blank,
        blank,
        case,
        attribute,
        attribute,
    ),
    interrupt,
)


RESPONSE_CHANGES: tuple[Change, ...] = (
    *(
        identify,
        delete,
        duplicate,
        graft,
        graft,
        adopt,
        adopt,
        retext,
        retext,
        retext,
        blank,
        blank,
        case,
        attribute,
        attribute,
    ),
    interrupt,
)


def _declared(data: bytes, rng: random.Random) -> bytes:
    encoding = rng.choice(("UTF-8", "UTF-16", "ISO-8859-1", "US-ASCII", "windows-1252", "UTF-16LE", "ISO-8859-15"))
    root = etree.fromstring(data)
    if encoding == "UTF-16LE":
        return '<?xml version="1.0"?>'.encode("utf-16le") + etree.tostring(root, encoding="unicode").encode("utf-16le")
    return etree.tostring(root, encoding=encoding, xml_declaration=True)


def _marked(data: bytes, rng: random.Random) -> bytes:
    return rng.choice(
        (
            b"\xef\xbb\xbf" + data,
            b"\n" + data,
            data + b"\n<!-- end -->\n",
            b"<!-- start -->" + data,
            b"\xef\xbb\xbf\n" + data,
        )
    )


def _version(data: bytes, rng: random.Random) -> bytes:
    return re.sub(rb"\A<\?xml[^>]*>\s*", b"", data).join(
        (b'<?xml version="1.%d" encoding="UTF-8"?>' % rng.choice((0, 1)), b"")
    )


def _in_texts(data: bytes, rng: random.Random) -> bytes:
    """One text as CDATA, or with signs written by their number."""
    texts = list(re.finditer(rb">([^<>&]+)</cbc:", data))
    if not texts:
        return data
    found = rng.choice(texts)
    text = found[1]
    written = rng.choice(
        (
            b"<![CDATA[" + text + b"]]>",
            text[:1] + b"<![CDATA[" + text[1:] + b"]]>",
            b"&#x20;" + text,
            text + b"&#13;",
            b"&#10;" + text,
            b"".join(b"&#%d;" % sign if sign < 128 else bytes((sign,)) for sign in text[:20]) + text[20:],
            text + b"&#xA0;",
            b"\r\n" + text + b"\r\n",
        )
    )
    return data[: found.start(1)] + written + data[found.end(1) :]


def _at_root(data: bytes, rng: random.Random) -> bytes:
    """Something more at the root: a hint where a schema is, a type, another prefix."""
    more = rng.choice(
        (
            b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x y.xsd"',
            b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="y.xsd"',
            b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x"',
            b'xmlns:other="urn:other" other:a="1"',
            b'xml:lang="nl"',
            b'a="1"',
            b'xmlns:unused="urn:unused"',
        )
    )
    return re.sub(rb"<((?:\w+:)?(?:Invoice|CreditNote|ApplicationResponse))\b", rb"<\1 " + more, data, count=1)


def _prefixes(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b"cbc:", b"b:").replace(b"xmlns:cbc=", b"xmlns:b=")


WRITINGS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_declared, _marked, _version, _in_texts, _in_texts, _in_texts, _at_root, _prefixes),
)
