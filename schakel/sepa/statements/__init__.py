"""Bank statements, read: CAMT.053 and Belgian CODA → one model."""

from schakel.sepa.statements import camt053, coda
from schakel.sepa.statements.model import (
    Balance,
    BalanceMismatch,
    DamagedStatement,
    Entry,
    NotAStatement,
    Statement,
    TooManyEntries,
)

__all__ = [
    "Balance",
    "BalanceMismatch",
    "DamagedStatement",
    "Entry",
    "NotAStatement",
    "Statement",
    "TooManyEntries",
    "read",
]

_MARKUP = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


MOST_ENTRIES = 100_000  # a year of a busy shop


def read(data: bytes, *, most: int = MOST_ENTRIES) -> tuple[Statement, ...]:
    """All statements in a file that a bank gave, in its order. Nothing is corrected: a file that does not add up is
    refused as a whole.

    `most` movements and parts of movements, counted before any is read; and as many statements.

    Raises:
        TooManyEntries       permanent
        UnsafeXml, NotXml    permanent
        NotAStatement        permanent: another kind of file
        DamagedStatement     permanent: a part is missing or unreadable
        BalanceMismatch      permanent: the movements do not lead from one balance to the other
    """
    is_xml = data.lstrip(b" \t\r\n").startswith(_MARKUP)
    return camt053.read(data, most=most) if is_xml else coda.read(data, most=most)
