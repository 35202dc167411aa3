"""A closed company: from its day on it is only read, and it is out of lists; opened again by mistake it is as before."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from schakel.einvoice.belgium import EnterpriseNumber
from schakel.hub.audit.models import AuditEntry
from schakel.hub.connections.change_notifications import notify_of_changes
from schakel.hub.connections.closing import NotClosed, NotReopened, close, release, reopen
from schakel.hub.connections.elsewhere import AlreadyElsewhere, require_free
from schakel.hub.connections.forms import CompanyEditForm, save_company
from schakel.hub.connections.listing import CLOSED, Search, companies, counts
from schakel.hub.connections.models import Company, Connection, Member, Role
from schakel.hub.connections.models.company import REOPENED_WITHIN
from schakel.hub.connections.new_company import AlreadyHere, add_company
from schakel.hub.connections.payers import payers_of
from schakel.hub.connections.picker import find_one, offered
from schakel.hub.connections.sharing import ShareRequest, share
from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_by
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of, person, signed_in
from tests.hub.connections.company_import.sheets import number_of
from tests.hub.documents.ubl import invoice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def closed_since(company: Company, days: int = 0, *, by) -> Company:
    close(company, today(), by=by)
    company.closes_on -= days * DAY
    company.save()
    return company


def post(user, company, day: date):
    return signed_in(user).post(reverse("connections:close_company", args=[company.pk]), {"day": day.isoformat()})


def test_an_owner_closes_a_company_from_a_day_on_and_everybody_only_reads(bakery, alice, bob, clara, held):
    assert post(alice, bakery, today()).status_code == 302
    for user in (alice, bob, clara):
        assert list(Company.objects.reachable_by(user)) == [bakery]
        assert not fillable_by(user).exists()
    assert not Company.objects.managed_by(alice).exists()
    assert not payers_of(bakery).exists()
    page = signed_in(alice).get(reverse("connections:company", args=[bakery.pk])).text
    assert "Closed since today" in page
    assert "Open again" in page
    assert "Open again" not in signed_in(clara).get(reverse("connections:company", args=[bakery.pk])).text
    for name in ("sharing", "edit_company", "close_company"):
        expected = 200 if name == "close_company" else 404
        assert signed_in(alice).get(reverse(f"connections:{name}", args=[bakery.pk])).status_code == expected


def test_an_edit_that_was_begun_before_does_not_open_it_again(bakery, alice):
    form = CompanyEditForm(
        {"name": "Renamed", "language": "nl"}, instance=Company.objects.select_related("office").get(pk=bakery.pk)
    )
    close(bakery, today(), by=alice)
    release(bakery)
    assert save_company(form, before="", by=alice)
    bakery.refresh_from_db()
    assert (bakery.name, bakery.is_closed, bakery.released_at is None) == ("Renamed", True, False)


def test_a_program_is_told_which_are_closed(bakery, office, alice):
    program = Program(key_of(office, alice)[1])
    assert [each["closes_on"] for each in program.get("/companies").json()["items"]] == [None]
    close(bakery, today(), by=alice)
    [found] = program.get("/companies").json()["items"]
    assert found["closes_on"] == str(today())
    wanted = {"email": "x@bakery.example", "company": bakery.pk, "sides": ["purchase"], "role": "read"}
    assert program.post("/invitations", wanted).status_code == 422
    added = program.post("/documents", invoice(number="B-1"))
    assert (added.status_code, Document.objects.count()) == (422, 0)


def test_before_the_day_nothing_changes_and_it_can_be_called_off(bakery, alice, clara, held):
    post(alice, bakery, today() + 10 * DAY)
    bakery.refresh_from_db()
    assert not bakery.is_closed
    assert list(Company.objects.managed_by(alice)) == [bakery]
    assert payers_of(bakery).get() == clara
    post(alice, bakery, today() + 20 * DAY)
    bakery.refresh_from_db()
    assert bakery.closes_on == today() + 20 * DAY
    assert signed_in(alice).post(reverse("connections:reopen_company", args=[bakery.pk])).status_code == 302
    bakery.refresh_from_db()
    assert bakery.closes_on is None


@pytest.mark.parametrize("day", ["", "soon", "2020-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_is_today_or_later_within_two_years(bakery, alice, day):
    answer = signed_in(alice).post(reverse("connections:close_company", args=[bakery.pk]), {"day": day})
    assert answer.status_code == 422
    bakery.refresh_from_db()
    assert bakery.closes_on is None


def test_G03_members_readers_and_clients_do_not_close(bakery, alice, bob, clara, held):
    maya = person("Maya")
    Member.objects.create(office=bakery.office, user=maya, role=Member.Role.MANAGER)
    for user in (bob, clara):
        assert post(user, bakery, today()).status_code == 404
    assert post(maya, bakery, today()).status_code == 302
    for user in (bob, clara):
        assert signed_in(user).post(reverse("connections:reopen_company", args=[bakery.pk])).status_code == 404
    bakery.refresh_from_db()
    assert bakery.is_closed


def test_the_clients_people_are_told_what_it_means_and_the_log_says_who(bakery, alice, clara, held):
    close(bakery, today() + DAY, by=alice)
    notify_of_changes()
    [letter] = mail.outbox
    assert letter.to == [clara.email]
    assert "Bakery Cornflower closes" in letter.subject
    assert "can be downloaded" in letter.body
    reopen(bakery, by=alice)
    notify_of_changes()
    assert "Bakery Cornflower does not close" in mail.outbox[-1].subject
    actions = AuditEntry.objects.filter(company=bakery.pk, user=alice.pk).values_list("action", flat=True)
    assert {"company_closed", "company_reopened"} <= set(actions)


def test_it_leaves_lists_and_numbers_and_is_found_as_closed(bakery, office, alice, clara, held):
    mill = company_of(office, "Mill", "0800000196")
    closed_since(bakery, by=alice)
    assert list(companies(alice, Search())) == [mill]
    assert list(companies(alice, Search(state=CLOSED))) == [bakery]
    assert counts(alice, Search()) == {"not_shared": 2, CLOSED: 2}
    assert offered(Company.objects.reachable_by(alice), "b") == []
    page = signed_in(alice).get(reverse("connections:list")).text
    assert "Bakery" not in page
    assert "Bakery" in signed_in(alice).get(reverse("connections:list"), {"state": CLOSED}).text
    assert "Bakery" in signed_in(clara).get(reverse("connections:list")).text  # she has nothing else


def test_one_typed_by_its_name_is_the_open_one(bakery, office, alice):
    closed_since(bakery, by=alice)
    release(bakery)
    anew = add_company(office, EnterpriseNumber.parse(number_of(1)), name="Bakery Cornflower")
    assert find_one(Company.objects.reachable_by(alice), "Bakery Cornflower") == anew
    close(anew, today(), by=alice)
    with pytest.raises(Exception, match="Several"):
        find_one(Company.objects.reachable_by(alice), "Bakery Cornflower")


def test_an_open_invitation_is_not_accepted_nor_waited_for(bakery, office, alice):
    [letter] = share(office, alice, [ShareRequest("n@n.example", bakery.connections.all(), "en", Role.FULL)]).letters
    closed_since(bakery, by=alice)
    letter.record_sent()
    assert signed_in(alice).get(reverse("connections:unanswered")).text.count("n@n.example") == 0
    page = signed_in(person("Nora")).get(reverse("connections:open_invitation", args=[letter.token]), follow=True)
    assert "Bakery" not in page.text


def test_its_number_is_free_once_it_is_off_the_network(bakery, office, other_office, alice, diane):
    closed_since(bakery, by=alice)
    with pytest.raises(AlreadyElsewhere):
        require_free(other_office, diane, bakery.enterprise_number)
    assert release(bakery)
    require_free(other_office, diane, bakery.enterprise_number)
    theirs = add_company(other_office, EnterpriseNumber.parse(bakery.enterprise_number), name="Bakery")
    with pytest.raises(NotReopened):
        reopen(bakery, by=alice)
    bakery.refresh_from_db()
    assert (bakery.is_closed, list(theirs.participants.values_list("scheme", flat=True))) == (True, ["0208", "9925"])
    assert list(Company.objects.reachable_by(diane)) == [theirs]


def test_opened_again_it_has_its_number_and_addresses_back(bakery, alice):
    closed_since(bakery, by=alice)
    release(bakery)
    assert not bakery.participants.exists()
    assert signed_in(alice).post(reverse("connections:reopen_company", args=[bakery.pk])).status_code == 302
    bakery.refresh_from_db()
    assert (bakery.closes_on, bakery.released_at) == (None, None)
    assert {str(each) for each in bakery.participants.all()} == {"0208:0738401117", "9925:be0738401117"}


def test_after_thirty_days_it_stays_closed_and_is_added_anew(bakery, office, alice):
    number = EnterpriseNumber.parse(bakery.enterprise_number)
    closed_since(bakery, REOPENED_WITHIN.days, by=alice)
    release(bakery)
    assert bakery.may_be_reopened
    bakery.closes_on -= DAY
    bakery.save()
    assert signed_in(alice).post(reverse("connections:reopen_company", args=[bakery.pk])).status_code == 302
    bakery.refresh_from_db()
    assert bakery.is_closed
    anew = add_company(office, number, name="Bakery")
    with pytest.raises(AlreadyHere) as known:
        add_company(office, number, name="Bakery")
    assert known.value.company == anew


def test_closing_twice_at_once_is_said(bakery, alice):
    closed_since(bakery, by=alice)
    with pytest.raises(NotClosed):
        close(bakery, today() + DAY, by=alice)
    assert not release(Company.objects.create(office=bakery.office, name="Open", language="en"))


def test_documents_of_a_closed_company_are_found_by_their_state(bakery, alice, clara, held):
    assert Connection.objects.reachable_by(alice).open().count() == 2
    closed_since(bakery, by=alice)
    assert Connection.objects.reachable_by(alice).open().count() == 0
    assert Connection.objects.reachable_by(clara).open_first().count() == 1
