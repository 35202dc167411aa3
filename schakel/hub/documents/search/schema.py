"""The table and the triggers of SQLite's index of words, which Django cannot make from a model.

Migration 0021 creates the table; the triggers are created after each `migrate`, as all are.
"""

from collections.abc import Iterable
from typing import Any

from schakel.hub.triggers import Trigger

MONTH = 0xE000  # for private use: a month is three characters that no text has, and so a trigram of its own
FIRST_YEAR = 1900
DAY = "coalesce({row}.issue_date, {row}.received_at)"
TEXT = (
    f"char(10) || {{row}}.text || char(10) || char({MONTH} + max(0, substr({DAY}, 1, 4) - {FIRST_YEAR}), "
    f"{MONTH} + substr({DAY}, 6, 2), {MONTH})"
)
ADD = f"INSERT INTO documents_text (rowid, text) SELECT row.id, {TEXT.format(row='row')} FROM documents_document AS row"  # noqa: S608 -- ours
KNOWN = "EXISTS (SELECT 1 FROM documents_text_docsize WHERE id = old.id)"
INSERT = f"INSERT INTO documents_text (rowid, text) VALUES (new.id, {TEXT.format(row='new')})"  # noqa: S608 -- ours
REMOVE = (
    f"INSERT INTO documents_text (documents_text, rowid, text) SELECT 'delete', old.id, {TEXT.format(row='old')} "
    f"WHERE {KNOWN}"
)
TRIGGERS = [
    Trigger(f"documents_text_{name}", "documents_document", when, statement, only="sqlite")
    for name, when, statement in (
        ("insert", "INSERT", INSERT),
        ("delete", "DELETE", REMOVE),
        ("update", "UPDATE OF text, issue_date, received_at", f"{REMOVE}; {INSERT}"),
    )
]
TABLE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS documents_text USING fts5(text, tokenize='trigram', content='', detail='none')"
)


def month_mark(year: int, month: int) -> str:
    """What stands in the index of a document that was issued in this month."""
    return chr(MONTH + max(0, year - FIRST_YEAR)) + chr(MONTH + month) + chr(MONTH)


def create_table(connection: Any) -> None:
    run(connection, [TABLE])


def drop_table(connection: Any) -> None:
    run(
        connection,
        [*(f"DROP TRIGGER IF EXISTS {each.name}" for each in TRIGGERS), "DROP TABLE IF EXISTS documents_text"],
    )


def run(connection: Any, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
