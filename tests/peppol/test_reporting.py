import dataclasses
import datetime as dt

from schakel.peppol import mls, policy, reporting, statistics, statistics_rules
from schakel.peppol.identifiers import ProcessId
from schakel.peppol.reporting import Direction, Exchange
from schakel.peppol.statistics import EUSR, Report
from tests.peppol.smp_world import BILLING, INVOICE
from tests.peppol.test_smp import CREDIT_NOTE

IN, OUT = Direction.INCOMING, Direction.OUTGOING
PERIOD = {"reporter": "POP000360", "start": dt.date(2026, 10, 1), "end": dt.date(2026, 10, 31)}


def exchange(direction: Direction, user: str, *, document_type=INVOICE, **changed) -> Exchange:
    usual = Exchange(direction, "POP000001", document_type, BILLING, "BE", "NL", user)
    return dataclasses.replace(usual, **changed)


MONTH = [
    exchange(OUT, "bakery"),
    exchange(OUT, "bakery", document_type=CREDIT_NOTE),
    exchange(OUT, "garage", other="POP000002"),
    exchange(IN, "bakery"),
    exchange(IN, "bakery", sender_country="DE"),
    exchange(IN, "florist", receiver_country="BE"),
]


def counts(report: Report, kind: str) -> dict[tuple[str, ...], tuple[int, ...]]:
    return {tuple(key.value for key in row.keys): row.counts for row in report.rows if row.type == kind}


def test_transactions_of_a_month():
    report = reporting.transaction_statistics(MONTH, **PERIOD)
    assert statistics_rules.check(report) == ()
    assert report.totals == (3, 3)
    assert counts(report, "PerTP") == {("peppol-transport-as4-v2_0",): (3, 3)}
    kinds = counts(report, "PerSP-DT-PR")
    assert kinds["POP000001", INVOICE.value, BILLING.value] == (3, 1)
    assert kinds["POP000002", INVOICE.value, BILLING.value] == (0, 1)
    countries = counts(report, "PerSP-DT-PR-CC")
    assert countries["POP000001", INVOICE.value, BILLING.value, "DE", "NL"] == (1, 0)
    assert len(countries) == 3


def test_end_users_of_a_month_are_counted_once_each():
    report = reporting.end_user_statistics(MONTH, **PERIOD)
    assert statistics_rules.check(report) == ()
    assert report.kind is EUSR
    assert report.totals == (2, 2, 3)
    assert counts(report, "PerDT-PR")[INVOICE.value, BILLING.value] == (2, 2, 3)
    assert counts(report, "PerEUC") == {("BE",): (2, 1, 3), ("NL",): (0, 1, 1)}
    assert counts(report, "PerDT-EUC")[CREDIT_NOTE.value, "BE"] == (1, 0, 1)
    assert len(counts(report, "PerDT-PR-EUC")) == 3


def test_reports_are_not_counted_and_statuses_only_as_transactions():
    status = exchange(OUT, "us", document_type=mls.DOCUMENT_TYPE, process=mls.PROCESS)
    report = exchange(OUT, "us", document_type=EUSR.document_type, process=reporting.PROCESS)
    assert reporting.transaction_statistics([status, report], **PERIOD).totals == (0, 1)
    assert reporting.end_user_statistics([status, report], **PERIOD).totals == (0, 0, 0)


def test_a_month_in_which_nothing_happened_is_reported_too():
    for make in (reporting.transaction_statistics, reporting.end_user_statistics):
        report = make([], **PERIOD)
        assert statistics_rules.check(report) == ()
        assert statistics.read(statistics.write(report)) == report
        assert (report.start, report.end) == ("2026-10-01", "2026-10-31")


def test_where_reports_go():
    assert [problem.code for problem in policy.check_participant(reporting.RECIPIENT) if problem.fatal] == []
    assert policy.check_process(reporting.PROCESS, document_type=EUSR.document_type) == ()
    assert ProcessId(statistics_rules.PROFILE) == reporting.PROCESS
