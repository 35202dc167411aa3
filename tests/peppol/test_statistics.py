import dataclasses
from collections import Counter

import pytest

from schakel.peppol import policy, statistics, statistics_rules, xml
from schakel.peppol.errors import InvalidMessage, InvalidXml
from schakel.peppol.statistics import EUSR, TSR, Report, Row, RowKey
from tests.peppol import corpus

EMPTY = {
    kind: Report(
        kind=kind,
        customization=kind.customization,
        profile=statistics_rules.PROFILE,
        reporter=RowKey("", "CertSubjectCN", "POP000360"),
        start="2026-10-01",
        end="2026-10-31",
        totals=(0,) * len(kind.counts),
        rows=(),
    )
    for kind in (TSR, EUSR)
}
DT = RowKey("DT", "busdox-docid-qns", "a")
PR = RowKey("PR", "cenbii-procid-ubl", "b")
CC = RowKey("CC", "EndUserCountry", "BE")
SP = RowKey("SP", "CertSubjectCN", "POP000001")
COUNTRIES = (RowKey("CC", "SenderCountry", "BE"), RowKey("CC", "ReceiverCountry", "ZZ"))
FULL = {
    TSR: dataclasses.replace(
        EMPTY[TSR],
        totals=(2, 1),
        rows=(
            Row("PerTP", (RowKey("TP", "Peppol", "peppol-transport-as4-v2_0"),), (2, 1)),
            Row("PerSP-DT-PR", (SP, DT, PR), (2, 1)),
            Row("PerSP-DT-PR-CC", (SP, DT, PR, *COUNTRIES), (2, 0)),
        ),
    ),
    EUSR: dataclasses.replace(
        EMPTY[EUSR],
        totals=(2, 1, 2),
        rows=(
            Row("PerDT-PR", (DT, PR), (2, 1, 2)),
            Row("PerDT-PR-EUC", (DT, PR, CC), (2, 1, 2)),
            Row("PerDT-EUC", (DT, CC), (2, 1, 2)),
            Row("PerEUC", (CC,), (2, 1, 2)),
        ),
    ),
}


def rules(report: Report) -> dict[str, int]:
    return Counter(finding.rule.removeprefix("SCH-") for finding in statistics_rules.check(report))


def cases() -> list[dict]:
    return corpus.lines("reporting", "cases.jsonl")


def test_corpus_fires_exactly_the_official_rules():
    for line in cases():
        official = {rule["rule"][4:]: rule["count"] for found in line["official"].values() for rule in found}
        assert rules(statistics.read(line["xml"].encode())) == official, line["id"]


def test_corpus_survives_writing():
    for line in cases():
        report = statistics.read(line["xml"].encode())
        assert statistics.read(statistics.write(report)) == report, line["id"]


@pytest.mark.parametrize("report", [*EMPTY.values(), *FULL.values()])
def test_reports_that_may_be_sent(report):
    assert rules(report) == {}
    assert statistics.read(statistics.write(report)) == report


def with_row(kind, number: int, **changed) -> Report:
    rows = list(FULL[kind].rows)
    rows[number] = dataclasses.replace(rows[number], **changed)
    return dataclasses.replace(FULL[kind], rows=tuple(rows))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (dataclasses.replace(FULL[TSR], totals=(2, 2)), {"TSR-05", "TSR-09"}),
        (dataclasses.replace(FULL[TSR], rows=FULL[TSR].rows[:2]), {"TSR-11", "TSR-12"}),
        (
            dataclasses.replace(FULL[TSR], rows=(FULL[TSR].rows[0],) * 2 + FULL[TSR].rows[1:]),
            {"TSR-04", "TSR-05", "TSR-06"},
        ),
        (with_row(TSR, 2, counts=(2, 1)), {"TSR-43"}),
        (dataclasses.replace(FULL[TSR], start="2026-11-01"), {"TSR-42"}),
        (dataclasses.replace(FULL[EUSR], end="2026-10-31Z"), {"EUSR-17"}),
        (dataclasses.replace(FULL[EUSR], start="2026-11-01"), {"EUSR-18"}),
        (dataclasses.replace(FULL[EUSR], reporter=RowKey("", "CertSubjectCN", "")), {"EUSR-06", "EUSR-08"}),
        (dataclasses.replace(FULL[EUSR], totals=(2, 1, 1)), {"EUSR-20", "EUSR-22"}),
        (dataclasses.replace(FULL[EUSR], rows=FULL[EUSR].rows[:3]), {"EUSR-39"}),
        (dataclasses.replace(FULL[EUSR], rows=()), {"EUSR-03", "EUSR-04", "EUSR-22", "EUSR-15", "EUSR-37", "EUSR-39"}),
        (with_row(EUSR, 1, type="PerAll"), {"EUSR-14"}),
        (with_row(EUSR, 1, keys=(DT, PR)), {"EUSR-23", "EUSR-26", "EUSR-27"}),
    ],
)
def test_rules_the_corpus_does_not_touch(report, expected):
    assert set(rules(report)) == expected


def test_a_finding_names_its_row():
    (finding,) = statistics_rules.check(with_row(TSR, 2, counts=(2, 1)))
    assert finding.place == "Subtotal[3]"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"TransactionStatisticsReport", b"OtherReport"),
        (b"Incoming>2<", b"Incoming>-2<"),
        (b"Incoming>2<", b"Incoming>9999999999999999999<"),
        (b"Incoming>2<", b"Incoming>\xd9\xa2<"),
        (b"ReporterID", b"Reporter"),
    ],
)
def test_what_is_no_report(old, new):
    with pytest.raises(InvalidMessage):
        statistics.read(statistics.write(FULL[TSR]).replace(old, new))


def test_B01_doctype_in_a_report():
    with pytest.raises(InvalidXml):
        statistics.read(b"<!DOCTYPE x>" + xml.etree.tostring(xml.parse(statistics.write(FULL[TSR]))))


def test_the_document_types_are_those_of_the_list():
    for kind in (TSR, EUSR):
        assert policy.check_document_type(kind.document_type) == ()
