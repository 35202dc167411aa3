from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.documents.unread_counts import news
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import invoice


def test_each_person_has_a_count_of_his_own(alice, bob, purchases, sales, django_assert_num_queries):
    for number in ("A-1", "B-2"):
        file(invoice(number=number), Way.COMMAND)
    Document.objects.get(number="A-1").readings.create(user=alice)
    newest = Document.objects.get(number="B-2").received_at
    with django_assert_num_queries(1):
        assert {key: (each.new, each.last) for key, each in news(alice, [purchases.pk, sales.pk]).items()} == {
            purchases.pk: (1, newest),
            sales.pk: (0, None),
        }
    assert news(bob, [purchases.pk])[purchases.pk].new == 2


def test_the_list_of_connections_shows_it(alice, purchases):
    file(invoice(), Way.COMMAND)
    assert "1 new document" in signed_in(alice).get("/connections/").content.decode()
