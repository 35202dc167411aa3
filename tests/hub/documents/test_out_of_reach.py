"""G03 and G04, walked: what an office calls its documents, saves and counts, as seen by who has nothing, no longer something, or
one of two companies there."""

import pytest

from schakel.hub.connections.membership import end_membership
from schakel.hub.connections.models import Access, Member
from schakel.hub.documents.filing import file
from schakel.hub.documents.labels.assign import add_label
from schakel.hub.documents.labels.models import DocumentLabel, Label
from schakel.hub.documents.models import Document, Reading, Way
from schakel.hub.documents.saved_views.models import SavedView, StartView
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import invoice, party

SECRETS = ("Tolabel", "Theview", "Secondhand", "HID-1")  # label, view, company, number
ADDRESSES = [
    "/documents/",
    "/documents/start/",
    "/documents/?label={label}",
    "/documents/?label={label}&q=invoice",
    "/documents/?view={view}",
    "/documents/?company={company}",
    "/documents/?company={company}&label={label}&view={view}&state=unread",
    "/documents/?connection={connection}",
    "/documents/?q=secondha",
    "/documents/?q=hid",
    "/documents/views/",
    "/documents/views/new/?label={label}&company={company}",
    "/documents/views/{view}/",
    "/documents/views/{view}/count",
    "/documents/views/{view}/edit/",
    "/documents/labels/",
    "/documents/labels/{label}/",
    "/documents/labels/{label}/remove/",
    "/documents/{document}/",
    "/documents/take/?company={company}",
    "/connections/companies/offered?field=company&company=second",
    "/find/?q=second",
    "/find/?q=hid-1",
    "/payments/?company={company}",
    "/forwarding/companies/{company}/",
]


@pytest.fixture
def other(office):
    return company_of(office, "Secondhand Books", "0407214017")


@pytest.fixture
def hidden(other) -> Document:
    buyer = party("Secondhand Books", "0407214017")
    return file(invoice(number="HID-1", buyer=buyer), Way.COMMAND).documents[0]


@pytest.fixture
def keys(office, other, hidden, alice) -> dict[str, int]:
    label = Label.objects.create(office=office, name="Tolabel")
    view = SavedView.objects.create(office=office, name="Theview", query=f"label={label.pk}")
    add_label(label, [hidden], by=alice)
    return {
        "label": label.pk,
        "view": view.pk,
        "company": other.pk,
        "connection": hidden.connection_id,
        "document": hidden.pk,
    }


@pytest.fixture
def people(office, purchases, alice, bob, clara, diane, other_office):
    """A client of one of two companies, somebody who left the office, and a stranger with an office of their own."""
    Access.give(purchases, clara, role="full")
    end_membership(Member.objects.get(office=office, user=bob), alice)
    return clara, bob, diane


@pytest.mark.parametrize("address", ADDRESSES)
def test_G03_nothing_of_another_company_is_shown_named_or_counted(keys, people, alice, address):
    where = address.format(**keys)
    assert any(secret in signed_in(alice).get(where, follow=True).text for secret in (*SECRETS, "1 document"))
    for user in people:
        answer = signed_in(user).get(where, follow=True)
        assert answer.status_code in (200, 404), (user, where)
        assert [secret for secret in SECRETS if secret in answer.text] == [], (user, where)
        assert "1 document" not in answer.text


def test_G04_who_left_begins_with_no_view_and_counts_nothing_by_an_own_one(keys, people, bob):
    StartView.objects.create(user=bob, view_id=keys["view"])
    own = [
        SavedView.objects.create(owner=bob, name=name, query=f"{name}={keys[name]}") for name in ("label", "company")
    ]
    assert signed_in(bob).get("/documents/start/", follow=True).redirect_chain[-1][0] == "/documents/"
    for view in own:
        said = signed_in(bob).get(f"/documents/views/{view.pk}/count", headers={"HX-Request": "true"}).text
        assert "–" in said or ">0" in said or "0 documents" in said, said


@pytest.mark.parametrize("action", ["label:{label}", "unlabel:{label}", "mark_read", "mark_unread", "download"])
def test_G03_an_action_on_what_is_out_of_reach_does_nothing(keys, people, action):
    what = {"action": action.format(**keys), "confirmed": "1"}
    for user in people:
        client = signed_in(user)
        assert client.post("/documents/actions/", what | {"document": [keys["document"]]}).status_code == 404
        for query in (f"label={keys['label']}", f"company={keys['company']}", f"view={keys['view']}", "q=hid-1"):
            client.post("/documents/actions/", what | {"all": "1", "query": query})
        client.post(f"/documents/{keys['document']}/labels", {"label": keys["label"]})
        client.post(f"/documents/labels/{keys['label']}/remove/")
        client.post(f"/documents/views/{keys['view']}/remove/")
    assert DocumentLabel.objects.filter(label=keys["label"]).count() == 1
    assert SavedView.objects.filter(pk=keys["view"]).exists()
    assert not Reading.objects.filter(document=keys["document"]).exists()
