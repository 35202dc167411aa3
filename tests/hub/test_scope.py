"""What reads along with every request (G10) notices a query that forgets whose rows it may read."""

import pytest
from django.db.models import Exists, OuterRef

from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.models import Document, Event, Reading
from tests.hub.conftest import company_of
from tests.hub.scope import tenant_tables, tied_to

ASTRAY = {
    "everything": lambda _: Document.objects.all(),
    "a row by its key": lambda _: Document.objects.filter(pk=1),
    "rows of a company that was not found before": lambda _: Connection.objects.filter(company=1),
    "read by this person, of everybody": lambda user: Document.objects.with_read_by(user),
    "unread by this person, of everybody": lambda user: Document.objects.unread_by(user),
    "mine or whatever is new": lambda user: Document.objects.reachable_by(user) | Document.objects.filter(fault=""),
    "all but mine": lambda user: Company.objects.exclude(pk__in=Company.objects.managed_by(user)),
    "counted": lambda _: Document.objects.values("party").distinct(),
    "of documents of everybody": lambda _: Event.objects.filter(document__in=Document.objects.all()),
    "not only mine": lambda user: Document.objects.filter(
        ~Exists(Reading.objects.filter(document=OuterRef("pk"), user=user))
    ),
}


@pytest.mark.parametrize("name", ASTRAY)
def test_G10_a_query_that_is_tied_to_nobody_is_noticed(name, alice, office):
    for read in (list, lambda rows: rows.exists(), lambda rows: rows.count()):
        with pytest.raises(AssertionError, match="SELECT"), tied_to(alice.pk, "/documents/"):
            read(ASTRAY[name](alice))


def test_G10_what_was_found_by_right_may_be_followed(alice, office, bakery, purchases):
    with tied_to(alice.pk, "/documents/"):
        found = Company.objects.managed_by(alice).get()
        assert list(found.connections.all())
        assert not Document.objects.filter(connection__in=list(found.connections.all())).exists()
        made = Connection.objects.filter(company=bakery).get(side="purchase")
        assert not made.documents.with_read_by(alice).count()


def test_G10_what_was_not_found_by_right_may_not(alice, office, bakery, other_office):
    mill = company_of(other_office, "Mill", "0407214017")
    with pytest.raises(AssertionError, match="connections_connection"), tied_to(alice.pk, "/documents/"):
        list(Company.objects.managed_by(alice)) + list(mill.connections.all())


def test_G10_everything_of_a_company_is_read_along_and_nothing_of_a_person_alone():
    assert {"documents_event", "payments_transfer", "network_attempt", "sales_attachment"} <= tenant_tables()
    assert not {"people_user", "account_emailaddress", "django_session"} & tenant_tables()
