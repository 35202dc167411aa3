"""What the API says of a document, and of what is in it."""

from datetime import date, datetime
from typing import Annotated

from django.utils.translation import get_language
from ninja import Field, Schema

from schakel.einvoice.money import decimal_text
from schakel.einvoice.validation import Finding
from schakel.hub.connections.models import Company
from schakel.hub.documents.api.alike import ALIKE, AlikeOut
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills import warning_texts as warnings
from schakel.hub.documents.bills.contest_deadline import contest_by
from schakel.hub.documents.bills.models import BillWarning
from schakel.hub.documents.labels.assign import labels_of
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.models import Document, Event, History
from schakel.hub.documents.retention.period import kept_until
from schakel.hub.web.api import LARGEST_ID


def history_in_words(document: Document) -> str:
    row: History | None = getattr(document, "history", None)
    if row is None or row.counts:
        return ""
    return "decided" if row.decided_at else "proposed" if row.is_proposed else "given"


class CompanyName(Schema):
    id: int
    name: str
    enterprise_number: str


class LabelOut(Schema):
    id: int
    name: str
    color: str = Field(description="grey, teal, green, amber, red or blue")


class DocumentOut(Schema):
    id: int
    company: CompanyName
    connection: int
    side: str = Field(description="purchase or sales")
    kind: str = Field(description="invoice, credit_note or paper; empty: it cannot be read, see `fault`")
    self_billed: bool
    number: str = Field(description="BT-1; of a paper what its text seems to say, else the name of its file")
    party: str = Field(description="the other one: seller of a purchase, buyer of a sale")
    issue_date: date | None = Field(description="BT-2")
    due_date: date | None = Field(description="BT-9")
    currency: str = Field(description="BT-5")
    payable: str | None = Field(description="BT-115 in `currency`, a decimal number as text")
    money_back: bool = Field(description="the seller owes the buyer")
    verdict: str = Field(description="valid, invalid or not_checked, by the rules of EN 16931 and Peppol")
    fault: str = Field(description="code of why it cannot be read")
    sent_elsewhere: bool = Field(description="another program sent it; it is never sent from here")
    counts_as: str = Field(
        description="counts; or duplicate, merged, replaced, refused, contested, credited, history, paper; empty: not yet known"
    )
    history: str = Field(
        description="given: who brought it said that it is history; proposed: it is older than its connection and nobody "
        "has said; decided: somebody said that it is; empty: no history"
    )
    contest_by: date | None = Field(
        description="the last day to contest it in time; null: nothing to contest, accepted or contested, or it is over"
    )
    warning: str = Field(
        description="the heaviest that nobody confirmed: stop (not payable until somebody does), look or know; empty: none"
    )
    labels: list[LabelOut] = Field(description="of the office; empty where the key is not of somebody of the office")
    received_at: datetime
    kept_until: date = Field(
        description="the last day of its period: ten full years or more from 1 January after its issue or receipt, whichever "
        "is later; it is not deleted before"
    )
    sha256: str = Field(description="of the original bytes, in hex")
    size: int = Field(description="bytes")

    @staticmethod
    def resolve_company(document: Document) -> Company:
        return document.connection.company

    @staticmethod
    def resolve_connection(document: Document) -> int:
        return document.connection_id

    @staticmethod
    def resolve_side(document: Document) -> str:
        return document.connection.side

    @staticmethod
    def resolve_counts_as(document: Document) -> str:
        return effects.effect_on(document) or ("history" if history_in_words(document) else "")

    @staticmethod
    def resolve_history(document: Document) -> str:
        return history_in_words(document)

    @staticmethod
    def resolve_contest_by(document: Document) -> date | None:
        return contest_by(document)

    @staticmethod
    def resolve_kept_until(document: Document) -> date:
        return kept_until(document)

    @staticmethod
    def resolve_warning(document: Document) -> str:
        return warnings.heaviest_of(document)

    @staticmethod
    def resolve_labels(document: Document) -> list[Label]:
        return labels_of(document)

    @staticmethod
    def resolve_payable(document: Document) -> str | None:
        return None if document.payable is None else decimal_text(document.payable)


class HistoryIn(Schema):
    history: bool = Field(description="true: it is history; false: it counts after all")


class LabelsIn(Schema):
    labels: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] = Field(
        max_length=100, description="ids of these labels and no others"
    )


class FindingOut(Schema):
    rule: str = Field(description="such as BR-CO-15; docs/api/rules.md lists them")
    severity: str = Field(description="fatal or warning")
    term: str = Field(description="business term, such as BT-112")
    line: int | None = Field(description="of the invoice, from 1")
    sentence: str = Field(description="in the language of Accept-Language")


class WarningOut(Schema):
    code: str = Field(description="such as iban_changed; docs/api/rest.md lists them")
    weight: str = Field(description="stop, look or know")
    sentence: str = Field(
        description="in the language of Accept-Language; what other companies show only for a key of the whole office"
    )
    confirmed_at: datetime | None = Field(description="null: nobody confirmed it")
    how: str = Field(description="how it was confirmed: called, paper or known; empty: it was not")


class AttachmentOut(Schema):
    index: int
    name: str
    type: str = Field(description="told from its bytes")
    is_readable: bool


class DocumentDetail(DocumentOut):
    alike: list[AlikeOut] = Field(description=ALIKE)
    pdf_outcome: str = Field(
        description="the PDF inside against the data: agrees, differs, other (it is not the invoice), not_compared; "
        "empty: there is none, or not yet"
    )
    findings: list[FindingOut]
    warnings: list[WarningOut] = Field(description="what is odd about it as a bill, the heaviest first")
    attachments: list[AttachmentOut] = Field(description="empty also where it is too long to be read here")


class EventOut(Schema):
    id: int
    kind: str
    at: datetime
    by: str = Field(description="name of a person, or empty")
    way: str = Field(description="upload, command, peppol, api, folder, archive, or empty")
    detail: str

    @staticmethod
    def resolve_by(event: Event) -> str:
        return str(event.by or "")


class FiledDocument(DocumentOut):
    alike: list[AlikeOut] = Field(description=ALIKE)


class FiledOut(Schema):
    documents: list[FiledDocument] = Field(description="one, or two when seller and buyer are both reached by the key")


def finding_out(finding: Finding) -> FindingOut:
    said = finding.sentence(get_language() or "en")
    return FindingOut(rule=finding.rule, severity=finding.severity, term=finding.term, line=finding.line, sentence=said)


def warning_out(warning: BillWarning, sentence: str) -> WarningOut:
    weight = warning.get_weight_display()
    return WarningOut(
        code=warning.code, weight=weight, sentence=sentence, confirmed_at=warning.confirmed_at, how=warning.how
    )
