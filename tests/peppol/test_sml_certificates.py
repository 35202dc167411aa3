"""The next certificate of our SMP, announced to the SML."""

from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from lxml import etree

from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.errors import RegistrationRefused
from schakel.peppol.pki import Role
from schakel.peppol.sml_certificates import check_change, first_day, moment_of_change
from schakel.peppol.sml_registration import BDMSL, prepare_change_certificate
from tests.peppol.fakes import NOW

DAY = timedelta(days=1)
TODAY = NOW.date()


def issued(pki: DemoPki, smp_key, start: datetime, end: datetime) -> x509.Certificate:
    made = pki.issue("POP999003", role=Role.SMP, valid_from=start, valid_until=end, private=smp_key.private)
    return made.certificate


def test_L07_it_is_announced_in_pem_with_its_day(smp_key):
    request = prepare_change_certificate(smp_key.certificate, on=date(2027, 1, 15))
    assert (request.path, request.action) == (
        "bdmslservice",
        "ec:services:wsdl:BDMSL:1.0:prepareChangeCertificateIn",
    )
    announced = etree.fromstring(request.body)[0][0]
    assert announced.tag == f"{{{BDMSL}}}PrepareChangeCertificate"
    assert [child.tag for child in announced] == [f"{{{BDMSL}}}newCertificatePublicKey", f"{{{BDMSL}}}migrationDate"]
    pem, day = (child.text for child in announced)
    assert (pem[:27], pem[-25:], day) == ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "2027-01-15")
    assert x509.load_pem_x509_certificate(pem.encode()) == smp_key.certificate


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (date(2027, 1, 15), datetime(2027, 1, 15, 1, tzinfo=UTC)),
        (date(2027, 7, 15), datetime(2027, 7, 15, 0, tzinfo=UTC)),
    ],
)
def test_the_sml_changes_over_at_two_in_brussels_summer_and_winter(day, at):
    assert moment_of_change(day) == at


def test_the_first_day_is_tomorrow_or_when_the_new_one_is_valid(pki, smp_key):
    valid = issued(pki, smp_key, NOW - DAY, NOW + 800 * DAY)
    assert first_day(valid, now=NOW) == TODAY + DAY
    for hour in range(0, 24, 3):
        begins = (NOW + 9 * DAY).replace(hour=hour)
        later = issued(pki, smp_key, begins, NOW + 800 * DAY)
        first = first_day(later, now=NOW)
        assert begins <= moment_of_change(first)
        assert moment_of_change(first - DAY) < begins
        check_change(smp_key.certificate, later, on=first, now=NOW)


@pytest.mark.parametrize(
    ("new", "day"),
    [
        ((-1, 800), 0),  # today
        ((-1, 800), -1),
        ((10, 800), 5),  # before the new one begins
        ((-1, 800), 500),  # after the old one ended
        ((-1, 20), 30),  # after the new one ended
    ],
)
def test_L07_a_day_that_leaves_a_gap_is_refused(pki, smp_key, new, day):
    old = issued(pki, smp_key, NOW - 700 * DAY, NOW + 40 * DAY)
    other = issued(pki, smp_key, *(NOW + days * DAY for days in new))
    with pytest.raises(RegistrationRefused, match="SML_CHANGE_DAY"):
        check_change(old, other, on=TODAY + day * DAY, now=NOW)
    check_change(old, issued(pki, smp_key, NOW - DAY, NOW + 800 * DAY), on=TODAY + DAY, now=NOW)


def test_L07_after_its_end_the_old_one_announces_nothing(pki, smp_key):
    old = issued(pki, smp_key, NOW - 700 * DAY, NOW - DAY)
    new = issued(pki, smp_key, NOW - DAY, NOW + 800 * DAY)
    with pytest.raises(RegistrationRefused, match="SML_CERTIFICATE_EXPIRED"):
        check_change(old, new, on=TODAY + DAY, now=NOW)


def test_the_same_certificate_is_no_change(smp_key):
    with pytest.raises(RegistrationRefused, match="NO_NEW_CERTIFICATE"):
        check_change(smp_key.certificate, smp_key.certificate, on=TODAY + DAY, now=NOW)
