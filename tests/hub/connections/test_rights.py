"""The table of rights: what the code asks, the page shows and the guides say is the same."""

import pytest
from django.urls import reverse

from schakel.hub.connections.models import Assignment, Company, Connection, Member, Office
from schakel.hub.connections.rights import ALWAYS_ALL, COLUMNS, GRANTS, Extent, MemberTerms, Right, table
from schakel.hub.documents.placement import fillable_by
from scripts.rights_table import GUIDES, with_table
from tests.hub.conftest import company_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(office, bakery):
    """A second company of the office."""
    return company_of(office, "Mill", "0800000196")


@pytest.mark.parametrize("language", sorted(GUIDES))
def test_the_guides_hold_the_table_as_it_is(language):
    """Else: python -m scripts.rights_table."""
    text = GUIDES[language].read_text("utf-8")
    assert text == with_table(text, language)


def test_every_right_is_somebody_s_and_the_owner_has_all():
    assert set(GRANTS) == set(Right)
    assert {extents[0] for _right, extents in table()} == {Extent.ALL}


def test_who_may_make_a_key_of_the_office_may_do_all_that_such_a_key_does():
    """The API asks whether the maker of a key could make it now, and not for each of these rights."""
    assert set(GRANTS[Right.SET_UP].roles) <= set(GRANTS[Right.ADD].roles) <= set(GRANTS[Right.WORK].roles)


@pytest.mark.parametrize(("n", "column"), list(enumerate(COLUMNS)))
@pytest.mark.parametrize("right", Right)
def test_the_queries_answer_as_the_table_says(office, bakery, mill, bob, right, n, column):
    """Bob in each column, with the bakery assigned where he does not work for all."""
    member = office.members.get(user=bob)
    Member.objects.filter(pk=member.pk).update(role=column.role, all_companies=column.all_companies)
    Assignment.objects.create(member=member, company=bakery)
    expected = dict(table())[right][n]
    is_for_all = GRANTS[right].is_for_all
    assert Office.objects.allowing(bob, right).exists() is (expected != Extent.NO)
    if right in (Right.READ, Right.WORK):
        found = Company.objects.reachable_by(bob) if right == Right.READ else Company.objects.managed_by(bob)
        names = {Extent.ALL: {bakery, mill}, Extent.SOME: {bakery}, Extent.NO: set()}[expected]
        assert set(found) == names
        connections = Connection.objects.reachable_by(bob) if right == Right.READ else fillable_by(bob)
        assert {each.company for each in connections} == names
    assert is_for_all is (right not in (Right.READ, Right.WORK))


@pytest.mark.parametrize("role", ALWAYS_ALL)
def test_owners_and_managers_work_for_all_whatever_is_asked(role):
    assert MemberTerms(role, all_companies=False).columns["all_companies"] is True


def test_an_assignment_ends_when_the_company_moves_to_another_office(office, bakery, bob, other_office):
    member = office.members.get(user=bob)
    Member.objects.filter(pk=member.pk).update(all_companies=False)
    Assignment.objects.create(member=member, company=bakery)
    assert list(Company.objects.managed_by(bob)) == [bakery]
    Company.objects.filter(pk=bakery.pk).update(office=other_office)
    assert list(Company.objects.managed_by(bob)) == []


def test_an_owner_of_one_office_reads_no_more_of_another(office, bakery, mill, diane, other_office):
    """Rights of several memberships are not mixed."""
    reader = Member.objects.create(office=office, user=diane, role=Member.Role.READER, all_companies=False)
    Assignment.objects.create(member=reader, company=bakery)
    assert set(Company.objects.reachable_by(diane)) == {bakery}
    assert not Company.objects.managed_by(diane).exists()
    assert not bakery.is_managed_by(diane)


def test_the_staff_of_a_company_are_those_who_work_for_it(office, bakery, mill, alice, bob):
    member = office.members.get(user=bob)
    Member.objects.filter(pk=member.pk).update(all_companies=False)
    Assignment.objects.create(member=member, company=bakery)
    assert {each.user for each in bakery.staff()} == {alice, bob}
    assert {each.user for each in mill.staff()} == {alice}


def test_the_page_of_the_office_shows_the_table(office, bob):
    page = signed_in(bob).get(reverse("connections:one_office", args=[office.pk])).text
    assert all(str(right.label) in page for right in Right)
