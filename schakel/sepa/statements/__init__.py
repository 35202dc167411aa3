"""Bank statements, read: CAMT.053 and Belgian CODA → one model."""

from schakel.sepa.statements import camt053, coda
from schakel.sepa.statements.model import (
    Balance,
    BalanceMismatch,
    DamagedStatement,
    Entry,
    NotAStatement,
    Statement,
)

__all__ = ["Balance", "BalanceMismatch", "DamagedStatement", "Entry", "NotAStatement", "Statement", "read"]

_MARKUP = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def read(data: bytes) -> tuple[Statement, ...]:
    """All statements in a file that a bank gave, in its order. Nothing is corrected: a file that does not add up is
    refused as a whole.

    Raises:
        UnsafeXml, NotXml    permanent
        NotAStatement        permanent: another kind of file
        DamagedStatement     permanent: a part is missing or unreadable
        BalanceMismatch      permanent: the movements do not lead from one balance to the other
    """
    return camt053.read(data) if data.lstrip(b" \t\r\n").startswith(_MARKUP) else coda.read(data)
