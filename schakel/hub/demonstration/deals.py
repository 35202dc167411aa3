"""The documents of the story: a line of story.toml becomes an invoice, written by our own writer.

Particulars of a deal, after who and how many days ago:
    pdf        the supplier's own page is inside        usage       a CSV of consumption is attached
    credit     a credit note on an earlier invoice      negative    an invoice below zero
    debit      paid by direct debit                     paid        paid by card already
    reverse    the buyer owes the VAT                   eu          a supply from another member state
    selfbilled the buyer writes it                      wrong       the total does not add up
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from schakel.einvoice import model
from schakel.einvoice.attachment import Attachment
from schakel.einvoice.belgium import EnterpriseNumber, StructuredCommunication
from schakel.einvoice.model import Identifier, Invoice, Kind, Line, Party
from schakel.einvoice.render.pdf import pdf
from schakel.einvoice.totals import summed
from schakel.einvoice.ubl.write import write

TERMS = timedelta(days=30)
EXEMPTIONS = {
    "AE": ("VATEX-EU-AE", "Btw verlegd, art. 20 KB nr. 1"),
    "K": ("VATEX-EU-IC", "Intracommunautaire levering, art. 138 Richtlijn 2006/112/EG"),
}


@dataclass(frozen=True)
class Deal:
    seller: dict[str, Any]
    buyer: dict[str, Any]
    goods: list[list[Any]]
    number: int  # in the story, from 1
    days_ago: int
    particulars: frozenset[str]
    today: date

    @property
    def issued(self) -> date:
        return self.today - timedelta(days=self.days_ago)


def document(deal: Deal) -> bytes:
    """The deal as UBL."""
    invoice = summed(invoice_of(deal))
    if "pdf" in deal.particulars:
        page = Attachment.of(
            pdf(invoice, "nl", ubl=b""), filename=f"{invoice.number}.pdf", media_type="application/pdf"
        )
        invoice = replace(invoice, documents=(*invoice.documents, attached(page, invoice.number)))
    if "wrong" in deal.particulars and invoice.totals.payable is not None:
        invoice = replace(invoice, totals=replace(invoice.totals, payable=invoice.totals.payable + Decimal("0.01")))
    return write(invoice)


def invoice_of(deal: Deal) -> Invoice:
    number = f"{deal.issued:%Y}-{1000 + deal.number * 7}"
    credit, self_billed = "credit" in deal.particulars, "selfbilled" in deal.particulars
    return Invoice(
        kind=Kind.CREDIT_NOTE if credit else Kind.INVOICE,
        number=number,
        issue_date=deal.issued,
        due_date=None if credit else deal.issued + TERMS,
        type_code="381" if credit else "389" if self_billed else "380",
        currency="EUR",
        process=model.SELF_BILLING_PROCESS if self_billed else model.BILLING_PROCESS,
        specification=model.SELF_BILLING if self_billed else model.BILLING,
        buyer_reference=f"B-{7700 + deal.number}",
        notes=("Terugname van geleverde goederen." if credit else "Bedankt voor uw bestelling.",),
        preceding_invoices=(model.PrecedingInvoice(f"{deal.issued:%Y}-{990 + deal.number}"),) if credit else (),
        seller=party(deal.seller),
        buyer=party(deal.buyer),
        delivery=delivery(deal) if "eu" in deal.particulars else None,
        payment_means=(payment(deal, number),),
        payment_terms="" if credit else "30 dagen na factuurdatum",
        lines=tuple(lines(deal)),
        vat_breakdown=exemptions(deal),
        documents=(attached(usage(deal), "verbruik"),) if "usage" in deal.particulars else (),
    )


def party(card: dict[str, Any]) -> Party:
    """A party as story.toml describes it: Belgian by its enterprise number, else by its VAT number."""
    code, _, city = card["place"].partition(" ")
    address = model.Address(
        line_1=card["street"], post_code=code, city=city, country=card.get("country", country(card))
    )
    if not card["number"]:
        endpoint = Identifier(card["vat"], card["scheme"])
        return Party(name=card["name"], endpoint=endpoint, tax_ids=(Identifier(card["vat"], "VAT"),), address=address)
    enterprise = EnterpriseNumber.parse(card["number"])
    return Party(
        name=card["name"],
        endpoint=Identifier(enterprise.digits, enterprise.SCHEME),
        legal_id=Identifier(enterprise.digits, enterprise.SCHEME),
        tax_ids=(Identifier(enterprise.vat_number, "VAT"),),
        address=address,
        contact=model.Contact(name="Administratie", email=f"boekhouding@{card['number']}.example"),
    )


def country(card: dict[str, Any]) -> str:
    return "BE" if card["number"] else str(card["vat"][:2])


def delivery(deal: Deal) -> model.Delivery:
    """Where the goods went: compulsory when they crossed a border."""
    return model.Delivery(delivered_on=deal.issued, address=party(deal.buyer).address)


def payment(deal: Deal, number: str) -> model.PaymentMeans:
    if "paid" in deal.particulars:
        return model.PaymentMeans(code="48", card=model.Card(number="1234", network="VISA"))
    reference = str(StructuredCommunication.make(int(number.replace("-", ""))))
    account = model.Account(id=deal.seller["iban"], name=deal.seller["name"])
    if "debit" in deal.particulars:
        mandate = model.Mandate(reference=f"M-{deal.number:05d}", debited_account=deal.buyer["iban"])
        return model.PaymentMeans(code="59", remittance=reference, mandate=mandate)
    return model.PaymentMeans(code="30", remittance=reference, account=account)


def lines(deal: Deal) -> list[Line]:
    sign = -1 if "negative" in deal.particulars else 1
    more = 1 + deal.number % 3  # so that no two invoices of one supplier are alike
    return [
        Line(
            id=str(place),
            item=model.Item(name=name),
            quantity=sign * Decimal(quantity) * more,
            unit=unit,
            price=model.Price(net=Decimal(price)),
            vat=category(deal, Decimal(rate)),
        )
        for place, (name, quantity, unit, price, rate) in enumerate(deal.goods, start=1)
    ]


def category(deal: Deal, rate: Decimal) -> model.VatCategory:
    if "reverse" in deal.particulars:
        return model.VatCategory("AE", Decimal(0))
    if "eu" in deal.particulars:
        return model.VatCategory("K", Decimal(0))
    return model.VatCategory("S", rate) if rate else model.VatCategory("E", Decimal(0))


def exemptions(deal: Deal) -> tuple[model.VatBreakdown, ...]:
    """Why no VAT is due, for the categories that must say so; the sums are filled in later."""
    codes = dict.fromkeys(line.vat.code for line in lines(deal) if line.vat)
    reasons = {**EXEMPTIONS, "E": ("", "Vrijgesteld van btw, art. 44 W.Btw")}
    return tuple(
        model.VatBreakdown(
            model.VatCategory(code, Decimal(0)), exemption_code=reasons[code][0], exemption_reason=reasons[code][1]
        )
        for code in codes
        if code in reasons
    )


def usage(deal: Deal) -> Attachment:
    days = [deal.issued - timedelta(days=back) for back in range(30, 0, -1)]
    rows = "".join(f"{on:%Y-%m-%d};{27 + (on.toordinal() * deal.number) % 11}\n" for on in days)
    return Attachment.of(f"datum;kWh\n{rows}".encode(), filename="verbruik.csv", media_type="text/csv")


def attached(file: Attachment, reference: str) -> model.SupportingDocument:
    return model.SupportingDocument(reference=Identifier(reference), description=file.filename, attachment=file)
