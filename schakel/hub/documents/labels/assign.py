"""Putting labels on documents and taking them off, and which ones a document has. A label is for documents of its own office."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from schakel.hub.documents.labels.models import DocumentLabel, Label, LabelQuerySet
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User


def add_label(label: Label, documents: Collection[Document], *, by: User | None) -> set[int]:
    """Returns the keys of those that did not have it. Documents of another office stay as they are."""
    own = Document.objects.filter(connection__company__office=label.office_id, pk__in=[each.pk for each in documents])
    with transaction.atomic():
        keys = set(own.exclude(pk__in=documents_with(label)).values_list("pk", flat=True))
        rows = [DocumentLabel(document_id=key, label=label, by=by) for key in sorted(keys)]
        DocumentLabel.objects.bulk_create(rows, ignore_conflicts=True)  # a colleague may do the same at this moment
    return keys


def remove_label(label: Label, documents: Collection[Document]) -> set[int]:
    """Returns the keys of those that had it."""
    rows = DocumentLabel.objects.filter(label=label, document__in=[each.pk for each in documents])
    with transaction.atomic():
        keys = set(rows.values_list("document", flat=True))
        rows.delete()
    return keys


def set_labels(document: Document, labels: Iterable[Label], *, among: LabelQuerySet, by: User | None) -> None:
    """These and no others; labels that are not `among` the person's own stay as they are."""
    wanted = list(labels)
    with transaction.atomic():
        others = among.exclude(pk__in=[label.pk for label in wanted])
        DocumentLabel.objects.filter(document=document, label__in=others).delete()
        for label in wanted:
            add_label(label, [document], by=by)


def documents_with(label: Label) -> QuerySet[DocumentLabel, int]:
    """Their keys, as a subquery."""
    return DocumentLabel.objects.filter(label=label).values_list("document", flat=True)


def with_label(labels: LabelQuerySet, key: int) -> tuple[Q, Q]:
    """Documents that have the label of this key, if it is one of `labels`: quick where few do, and where many do."""
    rows = DocumentLabel.objects.filter(label__in=labels.filter(pk=key).order_by())
    return Q(pk__in=rows.values("document")), Q(Exists(rows.filter(document=OuterRef("pk"))))


def labels_shown(labels: LabelQuerySet) -> "Prefetch[Any, Any, Any]":
    """For `prefetch_related` of documents: see `labels_of`."""
    return Prefetch("labels", queryset=labels, to_attr="shown_labels")


def labels_of(document: Document) -> list[Label]:
    """Those of a document that was read with `labels_shown`; none of another."""
    return getattr(document, "shown_labels", [])
