"""L04: a person gets what is kept about their account, and erases it; what must stay names nobody."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models import Access, ApiKey, Change, InvitationMail, Member
from schakel.hub.documents.models import BulkAction, Event, Reading
from schakel.hub.payments.models import Approval, Approver
from schakel.hub.people.models import User
from schakel.hub.records.personal_data.erase import NotErasable, erase, obstacles
from schakel.hub.records.personal_data.export import as_json
from schakel.hub.records.personal_data.holdings import HOLDINGS, Fate
from tests.hub.conftest import person, signed_in
from tests.hub.documents.rows import documents

pytestmark = pytest.mark.django_db
PAGE = "records:personal_data"


@pytest.fixture
def used(clara, office, purchases, alice) -> User:
    """Clara, who was invited, reads, approved, and signs in with a second step."""
    (document,) = documents(purchases, 1)
    letter = InvitationMail.to("Clara@Clara.example", office=office, inviter=alice, language="en")
    letter.save()
    Access.objects.create(connection=purchases, user=clara)
    Reading.objects.create(document=document, user=clara)
    Event.objects.create(document=document, kind="read", by=clara)
    Approval.objects.create(document=document, by=clara)
    Authenticator.objects.create(user=clara, type="totp", data={"secret": "sesame"})
    return clara


def rows_with(text: str) -> list[str]:
    """Tables in which this stands, in whatever column."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed:
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
                if any(text.lower() in str(value).lower() for row in cursor.fetchall() for value in row):
                    found.append(model._meta.label)
    return found


def test_L04_no_secret_and_nothing_of_others_is_shown():
    """Of each row the columns that are named, none of them a key, a hash or somebody else's address."""
    shown = {f"{each.model}.{name}" for each in HOLDINGS for name in each.shown}
    assert [name for name in shown if any(word in name for word in ("hash", "data", "secret", "token", "nonce"))] == []
    assert {name for name in shown if "email" in name} == {"account.EmailAddress.email"}


def test_L04_the_export_has_what_is_of_the_account(used):
    found = json.loads(as_json(used))
    assert found["account"]["email"] == "clara@clara.example"
    assert found["account.EmailAddress.user"][0]["verified"]
    assert found["connections.Access.user"][0]["connection__company__name"] == "Bakery Cornflower"
    assert found["invitations"][0]["office__name"] == "Office Alice"
    assert set(found) >= {
        "documents.Reading.user",
        "documents.Event.by",
        "payments.Approval.by",
        "mfa.Authenticator.user",
    }
    assert "sesame" not in as_json(used)
    assert "alice" not in as_json(used).replace("Office Alice", "")


def test_L04_the_export_has_what_the_log_says_of_the_person_and_nothing_of_others(used, alice, office):
    record(Action.SIGNED_IN, place=Place(office.pk), by=used.pk, detail=f"user={alice.pk}")
    record(Action.SIGNED_OUT, by=used.pk)
    record(Action.KEY_ENDED, place=Place(office.pk), by=alice.pk)
    log = json.loads(as_json(used))["log"]
    assert [(each["action"], each["office"]) for each in log if each["action"].startswith("signed")] == [
        ("signed_in", office.pk),
        ("signed_out", 0),
    ]
    assert not any(each["action"] == "key_ended" or "detail" in each for each in log)


def test_L04_the_page_gives_it_after_a_fresh_sign_in(used):
    export = reverse("records:export_personal_data")
    answer = signed_in(used).post(export)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert json.loads(file.read("personal-data.json"))["account"]["name"] == "Clara"
    assert "reauthenticate" in signed_in(used, ago=24 * 3600).post(export).url


def test_L04_erased_nothing_names_the_person_and_what_must_stay_is_there(used):
    pk = used.pk
    client = signed_in(used)
    page = client.post(reverse(PAGE), {"sure": "on"}, follow=True)
    assert "Your account is erased" in page.text
    assert rows_with("clara@clara") == ["connections.Company"]  # what the office wrote down of its client
    assert rows_with("Clara") == ["connections.Company"]
    former = User.objects.get(pk=pk)
    assert (str(former), former.is_active, former.has_usable_password()) == (f"former person {pk}", False, False)
    assert Approval.objects.get().by == Event.objects.get(kind="read").by == former
    assert not Reading.objects.filter(user=pk).exists()
    assert not Access.objects.active().filter(user=pk).exists()
    assert not Session.objects.filter(pk=client.cookies[settings.SESSION_COOKIE_NAME].value).exists()


def test_L04_the_same_address_can_sign_up_again_and_finds_nothing(used):
    erase(used)
    again = person("Clara")
    assert not again.accesses.exists()
    assert json.loads(as_json(again)).keys() == {"made_at", "account", "invitations", "account.EmailAddress.user"}


def owner_of_an_office(user: User, office, bakery) -> None:
    Member.objects.filter(office=office).exclude(user=user).delete()
    Member.objects.update_or_create(office=office, user=user, defaults={"role": Member.Role.OWNER})


def who_asked_for_a_change(user: User, _office, bakery) -> None:
    Change.objects.create(company=bakery, kind="rule", asked_by=user, until=timezone.now() + timedelta(days=7))


def with_a_key(user: User, _office, bakery) -> None:
    ApiKey.make(bakery, user, name="A program", scopes=["read"])


def who_approves(user: User, _office, bakery) -> None:
    Approver.objects.create(company=bakery, user=user)


def with_work_under_way(user: User, _office, _bakery) -> None:
    BulkAction.objects.create(by=user, action="read", due_at=timezone.now())


@pytest.mark.parametrize(
    ("settle", "sentence"),
    [
        (owner_of_an_office, "You are the only owner of Office Alice."),
        (who_asked_for_a_change, "A change that you requested at Bakery Cornflower is still waiting."),
        (with_a_key, "The API key “A program” is yours"),
        (who_approves, "You approve payments of Bakery Cornflower."),
        (with_work_under_way, "Something that you began is still under way."),
    ],
)
def test_L04_what_must_be_settled_first_is_said_and_nothing_is_changed(used, office, bakery, settle, sentence):
    settle(used, office, bakery)
    client = signed_in(used)
    assert sentence in client.get(reverse(PAGE)).text
    assert client.post(reverse(PAGE), {"sure": "on"}).status_code == 422
    with pytest.raises(NotErasable, match=sentence.split(".")[0]):
        erase(used)
    used.refresh_from_db()
    assert (used.name, used.is_active) == ("Clara", True)


def test_L04_an_operator_is_first_taken_out_of_the_settings(used):
    with override_settings(OPERATORS={"clara@clara.example"}):
        assert obstacles(used) == [
            "You are an operator of this service. Your address must first be taken out of its settings."
        ]


def test_L04_nothing_is_erased_without_saying_so_or_from_an_old_sign_in(used):
    assert signed_in(used).post(reverse(PAGE)).status_code == 422
    assert "reauthenticate" in signed_in(used, ago=24 * 3600).post(reverse(PAGE), {"sure": "on"}).url
    used.refresh_from_db()
    assert used.erased_at is None


def test_L04_one_of_two_owners_leaves_their_office(alice, office, bob):
    Member.objects.filter(user=bob).update(role=Member.Role.OWNER)
    erase(alice)
    assert list(office.members.values_list("user", flat=True)) == [bob.pk]


def test_L04_what_stays_is_said_beforehand(used):
    page = signed_in(used).get(reverse(PAGE)).text
    assert "that you approved a payment" in page
    assert {each.fate for each in HOLDINGS} == set(Fate)
