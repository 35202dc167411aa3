"""What a statement may hold is counted before any of it is read (C06)."""

import pytest

from schakel.sepa import statements
from schakel.sepa.statements import TooManyEntries, camt053
from schakel.sepa.statements import coda as coda_reader
from tests.sepa.statements import camt_files, coda_files

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def camt(inner: str, *, prefix: str = "") -> bytes:
    of = f":{prefix}" if prefix else ""
    names = {name: f"{prefix}:{name}" if prefix else name for name in ("Document", "BkToCstmrStmt")}
    document, message = names.values()
    return f'<{document} xmlns{of}="{NAMESPACE}"><{message}>{inner}</{message}></{document}>'.encode()


@pytest.fixture
def unread(monkeypatch):
    for module, name in ((camt053, "_statement"), (coda_reader, "records")):
        monkeypatch.setattr(module, name, lambda *_told: pytest.fail("it was read"))


@pytest.mark.parametrize(
    "data",
    [
        camt("<Stmt/>" * 11),
        camt("<Stmt>" + "<Ntry/>" * 10 + "</Stmt>"),
        camt("<Stmt><Ntry><NtryDtls>" + "<TxDtls/>" * 9 + "</NtryDtls></Ntry></Stmt>"),
        camt("<p:Stmt>" + "<p:Ntry/>" * 10 + "</p:Stmt>", prefix="p"),
        camt("<Stmt>" + "<Ntry/>" * 10 + "</Stmt>").decode().encode("utf-16"),
        coda_files.data(coda_files.file(*[coda_files.movement(1, sequence=at) for at in range(11)])),
        coda_files.data(coda_files.file() * 11),
        coda_files.data(coda_files.file() * 11, newline="\r"),
        b"0" + b"\n" * 300,
    ],
)
def test_C06_more_than_so_many_movements_or_statements_are_refused_unread(data, unread):
    with pytest.raises(TooManyEntries) as refusal:
        statements.read(data, most=10)
    assert "te veel verrichtingen" in refusal.value.said_in("nl")


def test_as_many_as_allowed_are_read():
    coda = coda_files.data(
        coda_files.file(*[coda_files.movement(1, sequence=at) for at in range(1, 9)], moved=8, credit=8)
    )
    assert len(statements.read(coda, most=10)[0].entries) == 8
    with pytest.raises(TooManyEntries):
        statements.read(coda, most=8)  # with the header
    assert camt_files.ACCOUNT
