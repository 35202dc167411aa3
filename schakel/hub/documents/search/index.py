"""The index of words: FTS5 with trigrams on SQLite, `pg_trgm` on PostgreSQL. Both find parts of words (ADR 0266).

Documents come and go in it by triggers, respectively by PostgreSQL itself. On SQLite the worker adds those that were there
before it, newest first and a batch at a time; until then the search reads the texts one by one.
"""

from collections.abc import Collection, Iterable
from decimal import Decimal
from functools import reduce
from operator import and_, or_

from django.db import connection, transaction
from django.db.models import Q

from schakel.hub.documents.search import schema
from schakel.hub.documents.search.models import IndexBuild

BATCH = 500  # documents the worker adds at a time
TRIGRAM = 3  # characters, below which a word is only found where it begins
LINE = "\n"  # between the texts of a document; in the index also before the first and after the last

Term = tuple[str, ...]  # any of these stands in the text

NOT_THERE = "NOT EXISTS (SELECT 1 FROM documents_text_docsize AS known WHERE known.id = row.id)"


def is_complete() -> bool:
    return not IndexBuild.objects.exists()


def is_asked() -> bool:
    """Whether words are looked up in the table of SQLite."""
    return connection.vendor == "sqlite" and is_complete()


def build_index() -> int:
    """The worker's step: adds a batch of the documents from before the index. How many it looked at."""
    if is_complete():
        return 0
    with transaction.atomic():
        build = IndexBuild.objects.select_for_update().first()
        if build is None:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT min(id), count(*) FROM (SELECT id FROM documents_document WHERE id < %s ORDER BY id DESC LIMIT %s)",
                [build.below, BATCH],
            )
            first, count = cursor.fetchone()
            if not count:
                build.delete()
                return 0
            cursor.execute(f"{schema.ADD} WHERE row.id >= %s AND row.id < %s AND {NOT_THERE}", [first, build.below])
        IndexBuild.objects.filter(pk=build.pk).update(below=first)
    return int(count)


def term_of(word: str) -> Term:
    return (word,) if len(word) >= TRIGRAM else (f" {word}", f"{LINE}{word}")


def term_of_amount(amount: Decimal) -> Term:
    """A line of its own, as `index_fields.spellings` writes it; never the first."""
    spelled = f"{amount:.2f}".replace(".", ",")
    return (f"{LINE}{spelled}{LINE}", f"{LINE}-{spelled}{LINE}")


def in_text(terms: Iterable[Term]) -> Q:
    """All of these, read document by document; PostgreSQL asks its index where that is quicker."""
    return reduce(and_, (reduce(or_, (holds(each) for each in term)) for term in terms), Q())


def holds(text: str) -> Q:
    begins = Q(text__startswith=text[1:]) if text.startswith(LINE) else Q()
    return Q(text__contains=text) | begins


def in_index(terms: Iterable[Term], *, months: Collection[tuple[int, int]] = ()) -> Q:
    """The same, asked of the table of SQLite first."""
    return Q(search_text__trigrams__match=expression(terms, months=months)) & in_text(terms)


def asked_of_index(terms: Iterable[Term], *, months: Collection[tuple[int, int]] = ()) -> Q:
    """Of SearchText: nothing that has these terms is missing, and some that has not is in it."""
    return Q(trigrams__match=expression(terms, months=months))


def expression(terms: Iterable[Term], *, months: Collection[tuple[int, int]]) -> str:
    """For FTS5. `months` (year and number): issued in one of them, which the table knows too."""
    wanted = [any_of(term) for term in terms]
    if months:
        wanted.append(any_of([schema.month_mark(*month) for month in months]))
    return " AND ".join(wanted)


def any_of(texts: Iterable[str]) -> str:
    return f"({' OR '.join(map(all_trigrams, texts))})"


def all_trigrams(text: str) -> str:
    """As an expression of FTS5, in which nothing of the text is an operator."""
    pieces = dict.fromkeys(text[at : at + TRIGRAM] for at in range(len(text) - TRIGRAM + 1))
    return f"({' AND '.join(quoted(piece) for piece in pieces)})"


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
