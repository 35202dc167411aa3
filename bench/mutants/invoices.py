"""Changes of a whole invoice or credit note: whom the rules are for, how it is paid, and what more stands in it."""

import copy
import random

from lxml import etree

from bench.mutants import values
from bench.mutants.elements import insert
from bench.mutants.pool import Pool
from schakel.einvoice.validation.groups import CAC, CBC


def process(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """Another process, specification or kind of document."""
    _set(root.find(f"{CBC}ProfileID"), rng.choice(values.PROCESSES))
    if rng.random() < 0.6:
        _set(root.find(f"{CBC}CustomizationID"), rng.choice(values.SPECIFICATIONS))
    for name in ("InvoiceTypeCode", "CreditNoteTypeCode"):
        if rng.random() < 0.7:
            _set(root.find(f"{CBC}{name}"), rng.choice(values.TYPES))


def countries(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """Another country of seller and buyer, by address and often by VAT number."""
    country = rng.choice(values.COUNTRIES)
    for party in ("AccountingSupplierParty", "AccountingCustomerParty"):
        around = root.find(f"{CAC}{party}/{CAC}Party")
        if around is None or rng.random() < 0.3:
            continue
        _set(around.find(f"{CAC}PostalAddress/{CAC}Country/{CBC}IdentificationCode"), country)
        if rng.random() < 0.6:
            number = around.find(f"{CAC}PartyTaxScheme/{CBC}CompanyID")
            fitting = [one for one in values.IDENTIFIERS if one.startswith("EL" if country == "GR" else country)]
            _set(number, rng.choice(fitting or values.IDENTIFIERS))
        if rng.random() < 0.5:
            country = rng.choice(values.COUNTRIES)


def representative(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """A tax representative of the seller, or none; and a seller without a VAT number of their own."""
    present = root.find(f"{CAC}TaxRepresentativeParty")
    if present is None:
        found = pool.by_tag.get(f"{CAC}TaxRepresentativeParty")
        if not found:
            return
        present = copy.deepcopy(rng.choice(found))
        insert(root, present)
    _set(present.find(f"{CAC}PartyTaxScheme/{CBC}CompanyID"), rng.choice(values.IDENTIFIERS))
    _set(present.find(f"{CAC}PostalAddress/{CAC}Country/{CBC}IdentificationCode"), rng.choice(values.COUNTRIES))
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
        one.text = rng.choice(values.IDENTIFIERS)
        if rng.random() < 0.8:
            one.set("schemeID", rng.choice(values.SCHEMES))


def pay(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """Other means of payment, with or without what goes with them."""
    code = f"<cbc:PaymentMeansCode>{rng.choice(values.MEANS)}</cbc:PaymentMeansCode>"
    ids = rng.sample(values.PAYMENT_IDS, rng.choice((0, 1, 1, 2)))
    said = "".join(f"<cbc:PaymentID>{one}</cbc:PaymentID>" for one in ids)
    number = "<cbc:PrimaryAccountNumberID>1234</cbc:PrimaryAccountNumberID><cbc:NetworkID>x</cbc:NetworkID>"
    card = sometimes(rng, 0.2, f"<cac:CardAccount>{number}</cac:CardAccount>")
    at = rng.choice(("SE:PLUSGIRO", "SE:BANKGIRO", "0123", " SE:BANKGIRO", ""))
    branch = f"<cac:FinancialInstitutionBranch><cbc:ID>{at}</cbc:ID></cac:FinancialInstitutionBranch>"
    account = f"<cbc:ID>{rng.choice(values.ACCOUNTS)}</cbc:ID>{sometimes(rng, 0.6, branch)}"
    payee = sometimes(rng, 0.7, f"<cac:PayeeFinancialAccount>{account}</cac:PayeeFinancialAccount>")
    payer = f"<cbc:ID>{rng.choice(values.ACCOUNTS)}</cbc:ID>"
    payer = sometimes(rng, 0.6, f"<cac:PayerFinancialAccount>{payer}</cac:PayerFinancialAccount>")
    mandate = f"<cbc:ID>{rng.choice(('M1', ' ', ''))}</cbc:ID>{payer}"
    mandate = sometimes(rng, 0.4, f"<cac:PaymentMandate>{mandate}</cac:PaymentMandate>")
    insert(root, made("cac:PaymentMeans", code + said + card + payee + mandate))


def refer(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """A supporting document: the Greek and Icelandic marks, an address, an attachment whose name may stand twice."""
    mark = rng.choice(("##M.AR.K##", "##INVOICE|URL##", "EINDAGI", "x", " EINDAGI"))
    number = rng.choice(("400001234", "0", "2030-01-01", "2020-01-01", " 2030-01-01", "1x", "-1"))
    uri = rng.choice(("https://a.be", "a:b", "x", " ", "https://a.be/\u00a0", "ab:"))
    external = f"<cac:ExternalReference><cbc:URI>{uri}</cbc:URI></cac:ExternalReference>"
    name = rng.choice(("a.pdf", "A.pdf", "b.pdf"))
    object_ = "cbc:EmbeddedDocumentBinaryObject"
    binary = f'<{object_} mimeCode="application/pdf" filename="{name}">{rng.choice(values.BINARIES)}</{object_}>'
    inside = rng.choice((external, binary, binary + external))
    attachment = sometimes(rng, 0.6, f"<cac:Attachment>{inside}</cac:Attachment>")
    said = f"<cbc:ID>{number}</cbc:ID><cbc:DocumentDescription>{mark}</cbc:DocumentDescription>"
    insert(root, made("cac:AdditionalDocumentReference", said + attachment))


def register(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """One more legal or tax registration of a party."""
    parties = root.findall("./{*}*/{*}Party")
    if not parties:
        return
    scheme = sometimes(rng, 0.6, f' schemeID="{rng.choice(values.SCHEMES)}"')
    number = f"<cbc:CompanyID{scheme}>{rng.choice(values.IDENTIFIERS)}</cbc:CompanyID>"
    tax = f"<cac:TaxScheme><cbc:ID>{rng.choice(('VAT', 'TAX', 'vat', ' VAT', 'LOC'))}</cbc:ID></cac:TaxScheme>"
    name = "<cbc:RegistrationName>x</cbc:RegistrationName>"
    by_tax = rng.random() < 0.7
    more = made("cac:PartyTaxScheme", number + tax) if by_tax else made("cac:PartyLegalEntity", name + number)
    insert(rng.choice(parties), more)


def discount(root: etree._Element, pool: Pool, rng: random.Random) -> None:
    """An allowance or charge, of document, line or price, or payment terms with a cash discount."""
    if rng.random() < 0.2:
        insert(root, made("cac:PaymentTerms", f"<cbc:Note>{rng.choice(values.TERMS)}</cbc:Note>"))
        return
    places = [place for path in ("{*}InvoiceLine", "{*}CreditNoteLine", ".//{*}Price") for place in root.findall(path)]
    currency = f'currencyID="{root.findtext(f"{CBC}DocumentCurrencyCode") or "EUR"}"'
    said = f"<cbc:ChargeIndicator>{rng.choice(('true', 'false', '1', '0', ' true'))}</cbc:ChargeIndicator>"
    code = rng.choice(("ZZZ", "95", "FC", " ZZZ"))
    said += sometimes(rng, 0.6, f"<cbc:AllowanceChargeReasonCode>{code}</cbc:AllowanceChargeReasonCode>")
    for reason in rng.sample(("1234", "a#b", "#a", "12.5", "x"), rng.choice((0, 1, 1, 2))):
        said += f"<cbc:AllowanceChargeReason>{reason}</cbc:AllowanceChargeReason>"
    factor = f"<cbc:MultiplierFactorNumeric>{rng.choice(('10', '0'))}</cbc:MultiplierFactorNumeric>"
    said += sometimes(rng, 0.4, factor)
    said += f"<cbc:Amount {currency}>{rng.choice(('1.00', '0.00', '0'))}</cbc:Amount>"
    said += sometimes(rng, 0.4, f"<cbc:BaseAmount {currency}>{rng.choice(('10.00', '0.00'))}</cbc:BaseAmount>")
    category = f"<cbc:ID>{rng.choice(('S', 'AE', 'O', 'E', ' S'))}</cbc:ID>"
    rate = f"<cbc:Percent>{rng.choice(values.NUMBERS)}</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
    said += sometimes(rng, 0.7, f"<cac:TaxCategory>{category}{rate}</cac:TaxCategory>")
    insert(rng.choice((root, *places)), made("cac:AllowanceCharge", said))


def sometimes(rng: random.Random, share: float, text: str) -> str:
    """The text in this share of all cases, else nothing."""
    return text if rng.random() < share else ""


def made(name: str, inside: str) -> etree._Element:
    """An element of UBL from its content."""
    spaces = f'xmlns:cac="{CAC[1:-1]}" xmlns:cbc="{CBC[1:-1]}"'
    return etree.fromstring(f"<{name} {spaces}>{inside}</{name}>")


def _set(element: etree._Element | None, text: str) -> None:
    if element is not None and len(element) == 0:
        element.text = text
