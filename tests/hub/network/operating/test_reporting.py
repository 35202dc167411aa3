"""The statistics of a month, from the same rows that prove each exchange."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from schakel.cli.reports import report
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.mls import send as mls_out
from schakel.hub.network.models import Attempt, Transmission
from schakel.hub.network.operating import reporting
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.outbound.queue import queue
from schakel.peppol import mls, sbdh, statistics, statistics_rules
from schakel.peppol.identifiers import service_provider
from schakel.peppol.reporting import PROCESS, RECIPIENT
from schakel.peppol.sbdh import MlsType
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import MILL, invoice
from tests.hub.network.posting import post
from tests.hub.network.world import OTHER, OURS, THE_BAKERY, THEIRS, Peer

pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)


@pytest.fixture
def month(peer, served, office):
    """Two invoices in, one of them answered with a status; one invoice out; one that never arrived."""
    peer.publish(service_provider(THEIRS), kind=mls.DOCUMENT_TYPE, process=mls.PROCESS)
    peer.publish(THE_BAKERY)
    post(peer.message(invoice(), mls_type=MlsType.ALWAYS_SEND))
    post(Peer(OTHER).message(invoice(number="2"), country_c1="NL"))
    inbound.work_received()
    mls_out.answer_filed()
    company_of(office, "Mill Vermeiren", MILL)
    queue(file(invoice(number="3"), Way.UPLOAD).documents[1])
    outbound.send_queued()
    lost = queue(file(invoice(number="4"), Way.UPLOAD).documents[1])
    Transmission.objects.filter(pk=lost.pk).update(state="failed", due_at=None)
    Transmission.objects.update(created_at=NOVEMBER)
    Attempt.objects.update(at=NOVEMBER)


def test_messages_and_end_users_are_counted(month):
    tsr, eusr = reporting.reports(date(2026, 11, 7), reporter=OURS)
    assert (tsr.start, tsr.end, tsr.totals) == ("2026-11-01", "2026-11-30", (2, 2))
    assert eusr.totals == (1, 1, 2)
    for each in (tsr, eusr):
        assert statistics_rules.check(each) == ()
    pairs = {
        tuple(key.value for key in row.keys if key.meta == "CC") for row in tsr.rows if row.type == "PerSP-DT-PR-CC"
    }
    assert pairs == {("BE", "BE"), ("NL", "BE")}


def test_another_month_is_empty_and_still_a_report(month):
    for each in reporting.reports(date(2026, 12, 1), reporter=OURS):
        assert (set(each.totals), each.start, each.end) == ({0}, "2026-12-01", "2026-12-31")
        assert statistics_rules.check(each) == ()


def test_the_command_writes_both_files(month, tmp_path):
    result = CliRunner().invoke(report, ["--month", "2026-11", "-o", str(tmp_path / "r")])
    assert result.exit_code == 0, result.output
    written = {path.name: statistics.read(path.read_bytes()) for path in (tmp_path / "r").iterdir()}
    assert sorted(written) == [
        "EndUserStatisticsReport-POP000001-2026-11.xml",
        "TransactionStatisticsReport-POP000001-2026-11.xml",
    ]
    assert written["TransactionStatisticsReport-POP000001-2026-11.xml"].totals == (2, 2)


def test_what_breaks_the_rules_is_said(month, tmp_path):
    Transmission.objects.incoming().update(country_c1="")
    result = CliRunner().invoke(report, ["--month", "2026-11", "-o", str(tmp_path / "r")])
    assert (result.exit_code, "breaks" in result.output) == (1, True)
    german = CliRunner().invoke(report, ["--month", "2026-11", "-o", str(tmp_path / "r"), "--lang", "de"])
    assert "verstößt gegen" in german.output


def sent(tmp_path, month: str = "2026-01"):
    return CliRunner().invoke(report, ["--month", month, "-o", str(tmp_path), "--send"])


def test_they_are_sent_to_OpenPeppol_once_and_not_counted(peer, served, office, tmp_path):
    for kind in (statistics.TSR, statistics.EUSR):
        peer.publish(RECIPIENT, kind=kind.document_type, process=PROCESS)
    for _twice in range(2):
        assert sent(tmp_path).exit_code == 0
    assert Transmission.objects.count() == 2
    outbound.send_queued()
    outbound.send_queued()
    rows = Transmission.objects.order_by("pk")
    assert [(row.state, row.sender_id.value, row.receiver_id) for row in rows] == [
        ("sent", "0242:000001", RECIPIENT)
    ] * 2
    found = [statistics.read(sbdh.unwrap(each.envelope).document) for each in peer.taken]
    assert {each.kind.root for each in found} == {statistics.TSR.root, statistics.EUSR.root}
    today = datetime.now(UTC).date()
    assert all(set(each.totals) == {0} for each in reporting.reports(today, reporter=OURS))


def test_one_that_failed_is_sent_again_and_a_broken_one_never(month, tmp_path):
    Transmission.objects.incoming().update(country_c1="")
    broken, _other = reporting.reports(date(2026, 11, 1), reporter=OURS)
    with pytest.raises(reporting.BrokenReport):
        reporting.send(broken, ours=access_point.current())
    assert sent(tmp_path).exit_code == 0
    reports = Transmission.objects.outgoing().filter(receiver=str(RECIPIENT))
    reports.update(state="failed", due_at=None)
    assert sent(tmp_path).exit_code == 0
    assert {row.state for row in reports} == {"queued"}
    assert reports.count() == 2


def test_a_month_that_is_not_over_is_not_sent(served, tmp_path):
    result = sent(tmp_path, f"{datetime.now(UTC):%Y-%m}")
    assert (result.exit_code, "not over" in result.output) == (2, True)


@pytest.mark.parametrize("month", ["2026-13", "november", "2026"])
def test_no_month(db, tmp_path, month):
    result = CliRunner().invoke(report, ["--month", month, "-o", str(tmp_path), "--lang", "fr"])
    assert (result.exit_code, result.output) == (2, "Indiquez le mois ainsi : 2026-11.\n")


def test_without_an_access_point_of_its_own_nothing_is_reported(db, tmp_path, monkeypatch):
    monkeypatch.setattr(access_point, "current", lambda: None)
    result = CliRunner().invoke(report, ["--month", "2026-11", "-o", str(tmp_path), "--lang", "nl"])
    assert (result.exit_code, "geen eigen access point" in result.output) == (2, True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("vat", "country"), [("BE0738401117", "BE"), ("EL123", "GR"), ("", "BE"), ("0738", "BE")])
def test_the_country_of_a_company(vat, country):
    assert reporting.country_of_vat_number(vat) == country
