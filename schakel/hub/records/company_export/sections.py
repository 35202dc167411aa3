"""What is in an export: a file of JSON lines each, and which columns. docs/api/company-export.md says what they mean.

A section is of documents, and then lies in the part of its documents; or of the company, and lies in the first part.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from schakel.hub.documents import store
from schakel.hub.network.evidence import parts
from schakel.hub.network.models import Answer, Mandate, Protest, Transmission
from schakel.hub.payments.models import PaymentFile
from schakel.hub.records.deletion.dependents import transmissions_of


class Reader(StrEnum):
    """Who finds it in their export."""

    ALL = "all"  # all who may export the company
    SALES = "sales"  # who works for it, or sends for it
    PURCHASES = "purchases"  # who works for it, or pays for it
    STAFF = "staff"  # who works for it


Column = str | tuple[str, str]  # of the model; or its name in the file, and the path to it


@dataclass(frozen=True)
class Section:
    name: str  # of its file, without `.jsonl`
    model: str  # `sales.Contact`
    path: str  # from its rows to their document, or to their company
    columns: tuple[Column, ...]
    reader: Reader = Reader.ALL
    files: Callable[[Any], Iterator[tuple[str, bytes]]] | None = (
        None  # of a row: name and content; raises store.Damaged
    )
    find: Callable[[Collection[int]], QuerySet[Any]] | None = None  # its rows, where `path` is not enough

    @property
    def names(self) -> list[str]:
        own = [each if isinstance(each, str) else each[0] for each in self.columns]
        return [*own, "files"] if self.files else own

    def rows(self, keys: Collection[int]) -> QuerySet[Any]:
        if self.find:
            return self.find(keys)
        rows: QuerySet[Any] = apps.get_model(self.model)._base_manager.filter(**{f"{self.path}__in": keys})
        return rows.order_by("pk")

    def values(self, row: Any) -> dict[str, Any]:
        """Of a row: by the name in the file."""
        named = [(each, each) if isinstance(each, str) else each for each in self.columns]
        return {name: read(row, path) for name, path in named}

    def related(self) -> list[str]:
        """What a query reads along."""
        paths = [each if isinstance(each, str) else each[1] for each in self.columns]
        return sorted({path.rpartition("__")[0] for path in paths if "__" in path})


def read(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None)
        if row is None:
            return None
    return row


def transmissions(documents: Collection[int]) -> QuerySet[Any]:
    """By which they came or went, with repeats, statuses and answers; a status of several lies with each of them once."""
    return Transmission.objects.filter(pk__in=transmissions_of(documents)).order_by("pk")


def answer_file(answer: Answer) -> Iterator[tuple[str, bytes]]:
    yield "answer.xml", store.read(answer.sha256)


def protest_file(protest: Protest) -> Iterator[tuple[str, bytes]]:
    if protest.sha256:
        yield "protest.eml", store.read(protest.sha256)


def mandate_paper(mandate: Mandate) -> Iterator[tuple[str, bytes]]:
    if mandate.proof_sha256:
        yield f"mandate{ending_of(mandate.proof_name)}", store.read(mandate.proof_sha256)


def payment_order(file: PaymentFile) -> Iterator[tuple[str, bytes]]:
    yield "pain001.xml", bytes(file.content)


def ending_of(name: str) -> str:
    ending = name[name.rfind(".") :].lower()
    return ending if ending in {".pdf", ".jpg", ".jpeg", ".png"} else ".bin"


BY = ("by", "by__name")
ENDED_BY = ("ended_by", "ended_by__name")
DOCUMENT = ("document", "document_id")
OF_DOCUMENTS = (
    Section("events", "documents.Event", "document", ("id", DOCUMENT, "at", "kind", BY, "way", "detail")),
    Section(
        "payments",
        "payments.Payment",
        "document",
        ("id", DOCUMENT, "how", "amount", "paid_on", "at", BY, ("transfer", "transfer_id"), ("entry", "entry_id"), "why",
         "ended_at", ENDED_BY),
    ),
    Section("approvals", "payments.Approval", "document", ("id", DOCUMENT, "at", BY, "ended_at")),
    Section(
        "proofs",
        "network.Transmission",
        "document",
        ("id", DOCUMENT, ("about", "about_id"), ("repeat_of", "repeat_of_id"), "direction", "state", "state_at", "created_at",
         "sender", "receiver", "document_type", "process", "peer", "message_id", "instance_id", "envelope_sha256", "raw_sha256"),
        files=parts,
        find=transmissions,
    ),
    Section(
        "answers",
        "network.Answer",
        "document",
        ("id", DOCUMENT, ("proof", "transmission_id"), "at", BY, "sha256", "status", "clarifications", "note", "other", "number",
         "issue_date"),
        files=answer_file,
    ),
    Section(
        "protests",
        "network.Protest",
        "document",
        ("id", DOCUMENT, "at", BY, "says", "reasons", "text", "email", "state", "state_at"),
        files=protest_file,
    ),
    Section("mailings", "sales.Mailing", "document", ("id", DOCUMENT, "email", "language", BY, "state", "state_at", "created_at")),
)  # fmt: skip
OF_COMPANY = (
    Section(
        "contacts",
        "sales.Contact",
        "company",
        ("id", "name", "enterprise_number", "vat_number", "endpoint", "street", "street_2", "post_code", "city", "country",
         "email", "language", "payment_days", "buyer_reference", "created_at"),
        Reader.SALES,
    ),
    Section(
        "products",
        "sales.Product",
        "company",
        ("id", "name", "description", "unit", "price", "vat", "created_at"),
        Reader.SALES,
    ),
    Section(
        "drafts",
        "sales.Draft",
        "connection__company",
        ("id", ("side", "connection__side"), "content", "made_at", "changed_at", DOCUMENT),
        Reader.SALES,
    ),
    Section(
        "recurrences",
        "sales.Recurrence",
        "connection__company",
        ("id", ("side", "connection__side"), "content", "mode", "day", "next_on", "until", "left", "state", "made_at"),
        Reader.SALES,
    ),
    Section(
        "statements",
        "payments.Statement",
        "company",
        ("id", "iban", "currency", "number", "day", "closing", "at", BY),
        Reader.PURCHASES,
    ),
    Section(
        "statement_entries",
        "payments.StatementEntry",
        "statement__company",
        ("id", ("statement", "statement_id"), "position", "amount", "booked", "name", "account", "remittance", "information",
         "is_put_aside"),
        Reader.PURCHASES,
    ),
    Section(
        "payment_files",
        "payments.PaymentFile",
        "company",
        ("id", "message_id", "iban", "execution", "total", "state", "prepared_at", ("prepared_by", "prepared_by__name"),
         "approved_at", ("approved_by", "approved_by__name"), "ended_at", ENDED_BY),
        Reader.PURCHASES,
        files=payment_order,
    ),
    Section(
        "transfers",
        "payments.Transfer",
        "file__company",
        ("id", ("payment_file", "file_id"), "end_to_end_id", "name", "iban", "amount", "remittance"),
        Reader.PURCHASES,
    ),
    Section(
        "registrations",
        "network.Registration",
        "company",
        ("id", "scheme", "value", "document_types", "access_point", "state", "state_at", "created_at"),
    ),
    Section(
        "registration_changes",
        "network.Change",
        "registration__company",
        ("id", ("registration", "registration_id"), "at", "state", BY),
    ),
    Section(
        "other_answers",
        "network.Answer",
        "company",
        ("id", ("proof", "transmission_id"), "at", "sha256", "status", "clarifications", "note", "other", "number", "issue_date"),
        Reader.STAFF,
        files=answer_file,
        find=lambda companies: Answer.objects.filter(company__in=companies, document=None).order_by("pk"),
    ),
    Section(
        "mandates",
        "network.Mandate",
        "company",
        ("id", "given_by", "given_on", "email", ("recorded_by", "recorded_by__name"), "recorded_at", "state", "state_at"),
        Reader.STAFF,
        files=mandate_paper,
    ),
    Section(
        "accesses",
        "connections.Access",
        "connection__company",
        ("id", ("side", "connection__side"), ("email", "user__email"), "role", "since", "ended_at", ENDED_BY),
        Reader.STAFF,
    ),
    Section(
        "changes",
        "connections.Change",
        "company",
        ("id", "kind", "before", "after", ("asked_by", "asked_by__name"), "asked_at", "state", "ended_at", ENDED_BY),
        Reader.STAFF,
    ),
)  # fmt: skip
