from dataclasses import replace
from decimal import Decimal

from schakel.sepa.statements import BalanceMismatch, DamagedStatement, NotAStatement, read
from tests.sepa.statements import camt_files, coda_files

CODA = coda_files.file(
    coda_files.movement(121, communication="101090933755493", structured=True), moved=121, credit=121
)
CAMT = camt_files.statement(
    camt_files.entry("121.00", camt_files.detail(info=camt_files.remittance("090933755493"))), closing="1121.00"
)


def test_the_same_statement_has_the_same_fingerprint_in_both_formats():
    (coda,), (camt,) = read(coda_files.data(CODA)), read(camt_files.data(CAMT))
    assert coda.fingerprint == camt.fingerprint
    assert coda.fingerprint != replace(coda, account="BE68539007547034").fingerprint
    later = replace(coda, opening=coda.closing, closing=coda.opening)
    assert later.fingerprint != coda.fingerprint


def test_without_balances_the_entries_make_the_fingerprint():
    (told,) = read(camt_files.data(CAMT))
    bare = replace(told, opening=None)
    assert bare.fingerprint == replace(told, closing=None).fingerprint
    assert bare.fingerprint != replace(bare, entries=(replace(bare.entries[0], amount=Decimal(1)),)).fingerprint


def test_each_refusal_has_a_sentence_in_each_language():
    for refusal in (NotAStatement(), DamagedStatement(), BalanceMismatch()):
        assert len({refusal.said_in(language) for language in ("nl", "fr", "en", "de")}) == 4
