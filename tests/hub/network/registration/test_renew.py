"""Our SMP's next certificate: announced in time, and shown to the SML only from its day on. Row L07 of the threats."""

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core import mail
from django.core.cache import cache

from schakel.cli import main
from schakel.hub import doctor
from schakel.hub.doctor import renewal
from schakel.hub.network.access_points import certificates, own_smp
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.key_files import RollingKeys
from schakel.hub.network.access_points.own import Publisher
from schakel.hub.network.access_points.sml_key import SmlConnection
from schakel.hub.network.models import SmlCertificate
from schakel.hub.network.models.sml_certificate import fingerprint
from schakel.hub.network.operating.certificates import certificate_lines
from schakel.peppol import sml_registration
from schakel.peppol.demo_network import ZONE
from schakel.peppol.errors import RegistrationRefused, RegistrationUnavailable
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.pki import Role
from tests.hub.network.clocks import Clock
from tests.hub.network.strict_sml import StrictSml
from tests.hub.network.world import SMP, THE_BAKERY, THE_MILL, keys

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(keys()[1][SMP].certificate.not_valid_after_utc - 40 * DAY)


@pytest.fixture
def sml(clock) -> StrictSml:
    return StrictSml(ZONE, {"OURS": "https://smp.ours.example"}, clock=clock)


@pytest.fixture(autouse=True)
def with_keys(ours, sml, clock, monkeypatch):
    """Our access point with these keys of its SMP, as after a start with these files."""

    def start(*held):
        publisher = Publisher(
            RollingKeys(held, clock),
            "OURS",
            "https://smp.ours.example",
            SmlConnection(held, clock, sml.door),
            "https://sml",
        )
        made = replace(ours, publisher=publisher, resolver=sml, clock=clock)
        monkeypatch.setattr(access_point, "current", lambda: made)
        monkeypatch.setattr("schakel.hub.network.registration.lookup.current", lambda: made)
        monkeypatch.setattr("schakel.hub.network.registration.lookup.the_network", lambda: made.network)

    start(old())
    return start


def old():
    return keys()[1][SMP]


@pytest.fixture
def new(clock):
    return keys()[0].issue(SMP, role=Role.SMP, valid_from=clock.now() - DAY, private=old().private)


def register(participant=THE_BAKERY) -> None:
    own_smp.call_sml(own_smp.our_publisher(), sml_registration.create("OURS", participant))


def run(*words: str):
    return CliRunner().invoke(main, ["smp", "renew", *words, "--lang", "en"])


def night_of(clock, days: int) -> None:
    clock.at = (clock.at + days * DAY).replace(hour=5)


def test_L07_the_new_certificate_is_shown_to_the_sml_from_its_day_on(sml, clock, new, with_keys):
    register()
    with_keys(old(), new)
    answer = run()
    assert answer.exit_code == 0, answer.output
    assert "is announced" in answer.output
    sml.at.clear()
    register()  # the same day: still under the old one
    night_of(clock, 1)
    register(THE_MILL)
    assert (sml.current(), sml.refused) == (new.certificate, [])
    with_keys(new)  # the old file is gone
    register(ParticipantId("0208:0203201340"))
    assert sml.refused == []


def test_L07_a_newer_file_alone_changes_nothing_at_the_sml(sml, clock, new, with_keys):
    register()
    with_keys(old(), new)
    night_of(clock, 3)
    register(THE_MILL)
    assert sml.refused == []


def test_L07_done_twice_it_is_announced_once_and_another_day_replaces_it(sml, clock, new, with_keys):
    with_keys(old(), new)
    first = f"{clock.now().date() + 5 * DAY}"
    assert run("--on", first).exit_code == 0
    assert "was announced already" in run().output
    assert len(sml.known) == 2
    assert run("--on", f"{clock.now().date() + 9 * DAY}").exit_code == 0
    night_of(clock, 6)
    register()
    assert (sml.current(), sml.refused) == (old().certificate, [])


def test_L07_an_answer_that_got_lost_is_named_and_asked_for_again(sml, clock, new, with_keys):
    register()
    with_keys(old(), new)
    sml.loses_answers = True
    assert run().exit_code == 2
    assert "it is not known whether the SML accepted" in texts(renewal.sml())
    sml.loses_answers = False
    assert run().exit_code == 0
    assert "the SML takes the new certificate" in texts(renewal.sml())


def test_L07_what_the_sml_refuses_leaves_everything_as_it_was(sml, clock, new, with_keys, monkeypatch):
    register()
    with_keys(old(), new)
    assert run("--on", f"{clock.now().date() + 5 * DAY}").exit_code == 0
    before = SmlCertificate.objects.order_by("pk").values_list("since", "accepted_at")
    kept = list(before)
    monkeypatch.setattr(StrictSml, "lets_in", lambda *_: False)
    answer = run("--on", f"{clock.now().date() + 9 * DAY}")
    assert (answer.exit_code, "UnauthorizedFault" in answer.output) == (2, True)
    assert list(before.all()) == kept


@pytest.mark.parametrize("case", ["none newer", "expired", "another role", "a wrong day"])
def test_L07_why_not_is_told(sml, clock, new, with_keys, case):
    other = keys()[0].issue(SMP, role=Role.ACCESS_POINT, valid_from=clock.now() - DAY, private=old().private)
    with_keys(*{"none newer": [old()], "another role": [old(), other]}.get(case, [old(), new]))
    if case == "expired":
        SmlCertificate.objects.create(fingerprint=mark_of_old(), since=clock.now(), accepted_at=clock.now())
        clock.at = old().certificate.not_valid_after_utc + DAY
    answer = run(*(["--on", f"{clock.now().date()}"] if case == "a wrong day" else []))
    code = {"none newer": "NO_NEW", "expired": "SML_CERTIFICATE_EXPIRED", "another role": "CERTIFICATE_WRONG"}
    assert (answer.exit_code, code.get(case, "SML_CHANGE_DAY") in answer.output) == (2, True)
    assert sml.known == []


def mark_of_old() -> str:
    return fingerprint(old().certificate)


def test_L07_in_the_night_of_the_change_nothing_fails_for_good(sml, clock, new, with_keys):
    register()
    with_keys(old(), new)
    run()
    night_of(clock, 1)
    sml.late = True
    with pytest.raises(RegistrationUnavailable):
        register(THE_MILL)
    sml.late = False
    register(THE_MILL)
    clock.at += 3 * DAY
    sml.late = True
    with pytest.raises(RegistrationRefused):
        register(THE_BAKERY)


def test_L07_told_by_other_means_only_the_day_is_noted(sml, clock, new, with_keys):
    register()
    with_keys(old(), new)
    calls = len(sml.calls)
    day = clock.now().date() + 2 * DAY
    assert run("--announced-already", "--on", f"{day}").exit_code == 0
    assert (len(sml.calls), len(sml.known)) == (calls, 1)
    assert "the SML takes the new certificate" in texts(renewal.sml())


def texts(results) -> str:
    return "\n".join(f"{one.verdict.name} {one.text}" for one in results)


def test_L07_the_doctor_counts_the_days_of_what_the_sml_knows(sml, clock, new, with_keys):
    register()
    with_keys(old(), new)
    assert "LOOK the SML was not told of the new certificate of our SMP, and the old one has 40 days" in texts(
        renewal.sml()
    )
    clock.at += 30 * DAY
    assert "BAD the SML was not told" in texts(renewal.sml())
    assert texts(doctor.keys()).count("GOOD") == 3
    run()
    assert texts(renewal.sml()).count("GOOD") == 2
    with_keys(new)
    assert "BAD the SML knows our SMP by a certificate that is not in SCHAKEL_SMP_KEYS" in texts(renewal.sml())


def test_L07_an_expired_one_the_sml_still_knows_is_for_the_service_desk(clock, new, with_keys):
    register()
    with_keys(old(), new)
    clock.at = old().certificate.not_valid_after_utc + DAY
    assert "BAD the certificate by which the SML knows our SMP has expired" in texts(renewal.sml())


def test_L07_a_new_file_silences_the_warning_only_once_it_is_announced(sml, clock, new, with_keys, settings):
    settings.OPERATORS, settings.FIRST_LANGUAGE = {"operator@schakel.example"}, "en"
    cache.clear()
    register()
    with_keys(old(), new)
    [_ours, smp] = certificates.expiries(access_point.current())
    assert smp.until == old().certificate.not_valid_after_utc
    certificates.warn_once(smp, clock.now())
    assert "schakel smp renew" in mail.outbox[0].body
    run()
    [_ours, smp] = certificates.expiries(access_point.current())
    assert smp.until == new.certificate.not_valid_after_utc


def test_L07_the_operators_page_tells_what_the_sml_knows(sml, clock, new, with_keys):
    register()
    with_keys(old(), new)
    notes = [line.note for line in certificate_lines() if line.use == "smp"]
    assert notes == ["the SML was not told: run `schakel smp renew`", "the SML knows us by this one"]
    run()
    assert next(line.note for line in certificate_lines() if line.use == "smp").startswith("the SML takes it on ")
