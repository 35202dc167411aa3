"""A year played through: certificates renewed, the next root, the dates of statuses, a company that leaves and comes back.

It takes some seconds: twelve months of real signatures, and the authorities of a second root. Rows E08, E11 and L07 of the threats.
"""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own_smp import call_sml, our_publisher
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.mls import send as mls_out
from schakel.hub.network.models import Registration, Transmission
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.outbound.queue import queue
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.network.registration.announce import announce
from schakel.hub.network.registration.renew import renew
from schakel.peppol import mls, sml_registration
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.pki import Role
from schakel.peppol.sbdh import MlsType
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
from tests.hub.network.a_year import NEW_YEAR, SMP, Year
from tests.hub.network.conftest import registered
from tests.hub.network.world import INVOICE, OURS, THEIRS

pytestmark = pytest.mark.django_db
AP = Role.ACCESS_POINT


@pytest.fixture
def year(monkeypatch, bakery) -> Year:
    made = Year()
    monkeypatch.setattr("django.utils.timezone.now", made.clock.now)
    monkeypatch.setattr(access_point, "current", lambda: made.ours)
    monkeypatch.setattr("schakel.hub.network.registration.lookup.current", lambda: made.ours)
    monkeypatch.setattr("schakel.hub.network.registration.lookup.the_network", lambda: made.ours.network)
    return made


class Months:
    """What happens besides, by month; each is a start of the installation with other files or settings, or a deed of the peer."""

    def __init__(self, year: Year) -> None:
        self.year, issue = year, year.issue
        self.ap = [issue(OURS, AP, (-640, 90)), issue(OURS, AP, (60, 790))]
        self.smp = [issue(SMP, Role.SMP, (-600, 130)), issue(SMP, Role.SMP, (20, 750))]
        g4 = year.roots.g4
        self.ap4, self.smp4 = issue(OURS, AP, (200, 900), root=g4), issue(SMP, Role.SMP, (200, 900), root=g4)
        self.theirs4 = issue(THEIRS, AP, (180, 880), root=g4)

    def january(self) -> None:
        self.year.start(ap=self.ap[:1], smp_keys=self.smp[:1])
        list(announce())

    def february(self) -> None:
        """The next certificate of the SMP is announced, that of the access point laid beside the old one."""
        self.year.start(ap=self.ap, smp_keys=self.smp)
        list(renew())

    def march(self) -> None:
        """Both new ones are used; the peer still knows our old one."""
        assert self.year.ours.keys.newest() == self.ap[1]
        self.year.peer.send(invoice(number="looked up before"), looked_up_before=True)

    def april(self) -> None:
        """The old files are gone; statuses have become compulsory, and the peer takes them."""
        self.year.start(ap=self.ap[1:], smp_keys=self.smp[1:])
        self.year.peer.publish(statuses=True)

    def july(self) -> None:
        """A next root: both count, and the peer is the first to change."""
        self.year.start(ap=self.ap[1:], smp_keys=self.smp[1:], generations=("G3", "G4"))
        self.year.peer.keys.append(self.theirs4)
        self.year.peer.publish()

    def september(self) -> None:
        """We follow: the access point at once, the SMP in the night that is announced."""
        files = {"ap": [self.ap[1], self.ap4], "smp_keys": [self.smp[1], self.smp4]}
        self.year.start(**files, generations=("G3", "G4"))
        list(renew())

    def november(self) -> None:
        """Only the new root counts, for everybody."""
        self.year.start(ap=[self.ap4], smp_keys=[self.smp4], generations=("G4",))
        self.year.peer.wires.smp_key = self.year.issue(SMP, Role.SMP, (300, 900), root=self.year.roots.g4)


def work(year: Year) -> None:
    """Some hours of the worker: nothing is due any more at their end but what waits for another day."""
    for _hour in range(4):
        inbound.work_received()
        mls_out.answer_filed()
        outbound.send_queued()
        year.clock.at += timedelta(hours=1)


def join(participant: str) -> None:
    """A company is registered at the SML."""
    call_sml(our_publisher(), sml_registration.create("OURS", ParticipantId(participant)))


def play(year: Year, month: int) -> None:
    year.clock.at = NEW_YEAR + timedelta(days=31 * month)
    if deed := getattr(Months, (year.clock.at).strftime("%B").lower(), None):
        deed(year.months)
    join(f"0208:{2 * month:010d}")
    year.peer.loses_receipts = month % 3 == 1
    year.peer.send(invoice(number=f"in-{month}"), mls_type=MlsType.ALWAYS_SEND)
    mill, bakery = party("Mill Vermeiren", MILL), party("Bakery Cornflower", BAKERY)
    out = queue(file(invoice(number=f"out-{month}", seller=bakery, buyer=mill), Way.UPLOAD).documents[0])
    work(year)
    year.peer.confirm(out.instance_id)
    work(year)
    year.clock.at += timedelta(days=2)
    join(f"0208:{2 * month + 1:010d}")


def test_E08_L07_a_year_in_which_everything_is_renewed_loses_nothing_and_sends_nothing_twice(year, bakery):
    registered(bakery, "0208", BAKERY)
    year.sml.at[f"0208:{BAKERY}"] = "OURS"
    year.months = Months(year)
    for month in range(12):
        play(year, month)
    numbers = Document.objects.filter(transmissions__direction="in").values_list("number", flat=True)
    expected = [*(f"in-{month}" for month in range(12)), "looked up before"]
    assert sorted(numbers) == sorted(expected)
    ours = Transmission.objects.outgoing().filter(document__isnull=False)
    assert Counter(ours.values_list("state", flat=True)) == {"confirmed": 12}
    assert Counter(year.peer.instances(INVOICE)) == Counter(ours.values_list("instance_id", flat=True))
    told = Transmission.objects.incoming().filter(instance_id__in=year.peer.statuses())
    about = [f"in-{month}" for month in range(3, 12)]  # from April on the peer takes statuses: one for each message
    assert sorted(told.values_list("document__number", flat=True)) == sorted(about)
    assert len(year.peer.statuses()) == len(about)
    assert (len(year.sml.at), year.sml.refused) == (28, [])
    assert not Transmission.objects.filter(due_at__isnull=False).exists()


def test_E11_statuses_before_and_after_the_day_from_which_all_receive_them(year, bakery):
    registered(bakery, "0208", BAKERY)
    year.sml.at[f"0208:{BAKERY}"] = "OURS"
    year.months = Months(year)
    for month in range(6):
        play(year, month)
    statuses = Transmission.objects.outgoing().filter(about__isnull=False).order_by("pk")
    by_month = {row.about.document.number: row.state for row in statuses.select_related("about__document")}
    early = {number: state for number, state in by_month.items() if number in {"in-0", "in-1"}}
    assert (set(early.values()), by_month["in-2"], by_month["in-4"]) == ({"ignored"}, "failed", "sent")
    assert mls.RECEIVE_BY.isoformat() == "2027-02-28"


def test_L07_a_company_leaves_and_comes_back_while_certificates_change(year, office, alice):
    company = company_of(office, "Mill Ardennes", "0203201340")
    year.months = Months(year)
    year.months.january()
    row = registered(company, "0208", "0203201340")
    year.sml.at["0208:0203201340"] = "OURS"
    registration_worker.prepare_migration(row)
    year.sml.at["0208:0203201340"] = "THEIRS"  # they completed it with the key
    assert night(year, row).state == Registration.State.UNREGISTERED
    year.clock.at = NEW_YEAR + timedelta(days=40)
    year.months.february()
    back = Registration(company=company, scheme="0208", value="0203201340", document_types=row.document_types)
    year.sml.keys["0208:0203201340"] = back.migration_key = "abcDEF123$%^"
    back.set_state(Registration.State.WANTED, due_at=timezone.now())
    year.clock.at += timedelta(days=1)  # in the night of the change
    assert night(year, back).state == Registration.State.REGISTERED
    assert (year.sml.at["0208:0203201340"], year.sml.refused) == ("OURS", [])


def night(year: Year, row: Registration) -> Registration:
    year.clock.at += timedelta(hours=12)
    Registration.objects.filter(pk=row.pk).update(due_at=timezone.now())
    registration_worker.work_registrations()
    row.refresh_from_db()
    return row
