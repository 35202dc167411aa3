"""Every text of a payment that a person could read is in what payments are matched on."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.sepa.matching import OpenItem, Why, match
from schakel.sepa.reference import FreeText, StructuredCommunication
from schakel.sepa.statements import Entry, NotAStatement, read
from tests.conftest import ROOT
from tests.sepa.statements import camt_files as camt
from tests.sepa.statements import coda_files as coda

CASES = ROOT.parent / "shared" / "cases" / "invoice"
BBA = "+++090/9337/55493+++"
word = st.text("ABCDEFGHJKLMPQ0123456789-", min_size=4, max_size=20)


def _searched(entry: Entry) -> str:
    return " ".join((entry.name, str(entry.remittance), entry.information, entry.our_id))


def _keeps(entries, told):
    searched = " ".join(map(_searched, entries))
    return all(each in searched for each in told)


def _camt(*details, amount="121.00", extra=""):
    (statement,) = read(camt.data(camt.statement(camt.entry(amount, *details, extra=extra), closing="", opening="")))
    return statement.entries


def _coda(lines, amount=121):
    (statement,) = read(coda.data(coda.file(lines, moved=amount, credit=amount)))
    return statement.entries


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("coda-multi-31.cod", ["F-2026-0099"]),
        ("camt-referred-document.xml", ["F-2026-0012"]),
        ("camt-addtl-rmtinf.xml", ["F-2026-0012 november"]),
        ("camt-ref-not-given-text-beside.xml", ["F-2026-0012"]),
        ("camt-addtl-txinf.xml", ["F-2026-0012"]),
        ("camt-batch-instdamt.xml", ["F2001", "F2002"]),
    ],
)
def test_the_shared_cases_are_read_with_every_word(name, told):
    if not CASES.is_dir():
        pytest.skip("the cases are not at ../shared/cases")
    rows = [json.loads(row) for row in (CASES / "expected-statements.jsonl").read_text().splitlines()]
    assert name in [row["file"] for row in rows]
    (statement,) = read((CASES / name).read_bytes())
    assert len(statement.entries) == len(told)
    assert all(each in str(entry.remittance) for each, entry in zip(told, statement.entries, strict=True))


PLACES = (  # where a payer's or a bank's words may stand in one CAMT detail
    "<RmtInf><Ustrd>{}</Ustrd></RmtInf>",
    "<RmtInf><Strd><RfrdDocInf><Nb>{}</Nb></RfrdDocInf></Strd></RmtInf>",
    "<RmtInf><Strd><RfrdDocInf><LineDtls><Desc>{}</Desc></LineDtls></RfrdDocInf></Strd></RmtInf>",
    "<RmtInf><Strd><CdtrRefInf><Ref>{}</Ref></CdtrRefInf></Strd></RmtInf>",
    "<RmtInf><Strd><Invcr><Nm>{}</Nm></Invcr></Strd></RmtInf>",
    "<RmtInf><Strd><AddtlRmtInf>{}</AddtlRmtInf></Strd></RmtInf>",
    "<RltdPties><UltmtDbtr><Pty><Nm>{}</Nm></Pty></UltmtDbtr></RltdPties>",
    "<RtrInf><AddtlInf>{}</AddtlInf></RtrInf>",
    "<AddtlTxInf>{}</AddtlTxInf>",
)


@settings(max_examples=60)
@given(told=st.dictionaries(st.sampled_from(PLACES), word, min_size=1, max_size=6), extra=word)
def test_no_text_of_a_camt_entry_is_lost(told, extra):
    info = "".join(place.format(text) for place, text in told.items())
    entries = _camt(camt.detail(info=info), extra=f"<AddtlNtryInf>{extra}</AddtlNtryInf>")
    assert _keeps(entries, [*told.values(), extra, "Bakkerij"])


@given(texts=st.lists(word, min_size=2, max_size=4), adds_up=st.booleans())
def test_no_text_of_a_total_is_lost_whether_its_parts_add_up_or_not(texts, adds_up):
    parts = [camt.detail("10.00", info=camt.remittance(text=text)) for text in texts]
    entries = _camt(*parts, amount=f"{10 * len(texts) + (not adds_up)}.00")
    assert len(entries) == (len(texts) if adds_up else 1)
    assert _keeps(entries, texts)


@settings(max_examples=60)
@given(
    communication=word,
    free=st.lists(word, max_size=3),
    address=word,
    code=st.sampled_from(["", "100", "101", "107", "127"]),
)
def test_no_text_of_a_coda_movement_is_lost(communication, free, address, code):
    placed = {"": communication, "127": "127" + " " * 44 + communication.ljust(35)}.get(code, code + communication)
    lines = coda.movement(121, communication=placed, structured=bool(code), name="Bakkerij", our_id="ID-77")
    lines.append(coda.record("3100010001", _40="1", _41="001" + "Bakkerij", _126="1"))
    lines.append(coda.record("3200010001", _11=address))
    lines += [coda.record(f"310001{at:04d}", _40="0", _41=text) for at, text in enumerate(free, 2)]
    said = communication if code != "101" else communication[:12]
    assert _keeps(_coda(lines), [said, *free, address, "ID-77"])


def test_what_stands_in_a_total_or_in_a_detail_of_a_part_is_kept_with_the_part():
    lines = [
        *coda.movement(300, type_="2", communication="TOTAAL 77"),
        *coda.movement(100, detail=1, type_="6", communication="F-2026-1"),
        *coda.movement(200, detail=2, type_="7", communication="F-2026-2"),
        *coda.movement(200, detail=3, type_="9", communication="LIJN 9"),
    ]
    first, second = _coda(lines, 300)
    assert (first.remittance, first.information) == (FreeText("F-2026-1"), "TOTAAL 77")
    assert (second.remittance, second.information) == (FreeText("F-2026-2 LIJN 9"), "TOTAAL 77")


def test_a_structured_reference_stays_one_when_the_text_beside_says_the_same_or_nothing():
    for text in ("", "NOTPROVIDED", BBA, "090933755493"):
        (entry,) = _camt(camt.detail(info=camt.remittance("090933755493", text=text)))
        assert entry.remittance == StructuredCommunication("090933755493")
    (entry,) = _camt(camt.detail(info=camt.remittance("090933755493", text="en F-2026-0012")))
    assert entry.remittance == FreeText("en F-2026-0012 090933755493")


def test_what_the_bank_adds_names_an_invoice_only_where_the_payer_names_none():
    items = [OpenItem("1", 121, since=_DAY, number="F-2026-0012"), OpenItem("2", 121, since=_DAY, number="F-2026-0013")]
    added = "<AddtlTxInf>F-2026-0012</AddtlTxInf>"
    for said, paid in (("Dank u", "1"), ("F-2026-0013", "2")):
        found = match(_camt(camt.detail(info=camt.remittance(text=said) + added)), items)
        assert [(each.why, each.parts[0].item_id) for each in found.matches] == [(Why.NUMBER, paid)]


def test_the_number_a_payer_gave_as_the_id_of_their_payment_is_found():
    items = [OpenItem("1", 121, since=_DAY, number="F-2026-0012")]
    entries = _camt(camt.detail(refs="<EndToEndId>F-2026-0012</EndToEndId>", info=camt.remittance(text="Dank u")))
    assert match(entries, items).matches[0].why == Why.NUMBER


def test_a_reference_that_only_the_bank_tells_is_found():
    items = [OpenItem("1", 121, since=_DAY, reference=StructuredCommunication("090933755493"))]
    info = camt.remittance(text="Dank u") + f"<AddtlTxInf>{BBA}</AddtlTxInf>"
    assert match(_camt(camt.detail(info=info)), items).matches[0].why == Why.REFERENCE


@pytest.mark.parametrize("version", ["01", "14", "99", "8", "080", "08x"])
def test_a_version_that_is_not_known_is_refused(version):
    with pytest.raises(NotAStatement):
        read(camt.data(camt.statement(closing="1000.00"), version=version))


def test_a_statement_of_two_versions_is_refused_and_what_a_bank_adds_of_its_own_is_not():
    good = camt.data(camt.statement(camt.entry("1.00"), closing="1001.00")).decode()
    other = 'xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"'
    with pytest.raises(NotAStatement):
        read(good.replace("<Ntry>", f"<Ntry {other}>").encode())
    own = '<SplmtryData><Envlp><x xmlns="urn:bank"/></Envlp></SplmtryData></Stmt>'
    assert read(good.replace("</Stmt>", own).encode())


_DAY = read(camt.data(camt.statement(closing="1000.00")))[0].closing.day
