"""By POST: the file and nothing else, with one header; each answer has one meaning; a key goes to no other server."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from schakel.hub.documents import store
from schakel.hub.forwarding.kinds.kind import Result
from schakel.hub.forwarding.kinds.post import addresses
from schakel.hub.forwarding.kinds.post import send as post
from schakel.hub.forwarding.kinds.post.form import PostForm
from schakel.hub.forwarding.models import Attempt, Breaker, Forward, Forwarder, Route
from schakel.hub.forwarding.packages import packages
from schakel.hub.outside.targets import read_target
from schakel.peppol.doors import Answer
from tests.hub.conftest import signed_in
from tests.hub.forwarding.conftest import forwarded, once_more

pytestmark = pytest.mark.django_db
State = Forward.State
KEY = {"header_value": "bearer 1234"}


@pytest.fixture
def poster(forwarder, there):
    def make(path: str = "fine", *, address: str = "", **fields):
        options = {"url": f"http://{there[0]}/{path}", "content_type": "application/octet-stream"}
        options |= {"header_name": "Authorization", **fields.pop("options", {})}
        return forwarder("post", address=address, secrets=KEY, options=options, **fields)

    return make


@pytest.fixture
def given_form(there):
    """The form as somebody fills it in, over what was there before."""

    def fill(*, before=None, has_secrets=False, **told):
        usual = {"url": f"http://{there[0]}/in", "header_name": "Authorization", "header_value": "bearer 1234"}
        return PostForm(usual | told, initial=before or {}, has_secrets=has_secrets)

    return fill


def test_the_file_is_the_whole_request_with_its_header(poster, bought, there):
    poster("fine?name={file}&of={enterprise}")
    document = bought()
    forward = forwarded(document)
    ((headers, body),) = there[1]
    assert body == store.read(document.sha256)
    assert (headers["content-type"], headers["authorization"]) == ("application/octet-stream", "bearer 1234")
    assert int(headers["content-length"]) == document.size
    assert (forward.state, Attempt.objects.get().status) == (State.SENT, 200)


def test_without_a_type_of_its_own_it_has_that_of_the_file_and_a_pdf_goes_alone(poster, bought, there):
    poster(options={"content_type": ""}, contents="pdf")
    forwarded(bought())
    ((headers, body),) = there[1]
    assert headers["content-type"] == "application/pdf"
    assert body.startswith(b"%PDF")


def test_J06_a_repeat_is_the_same_request(poster, bought, there, monkeypatch):
    monkeypatch.setattr(post, "TIMEOUT", 0.3)
    row = poster("hang")
    forward = forwarded(bought())
    assert (forward.state, forward.code) == (State.QUEUED, "no_answer")
    Forwarder.objects.filter(pk=row.pk).update(options={**row.options, "url": f"http://{there[0]}/fine"})
    assert once_more(forward).state == State.SENT
    first, second = there[1]
    assert first[1] == second[1]
    assert first[0]["idempotency-key"] == second[0]["idempotency-key"] == forward.uid.hex


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (200, (Result.SENT, "")), (204, (Result.SENT, "")), (299, (Result.SENT, "")),
        (301, (Result.FAILED, "post_address")), (307, (Result.FAILED, "post_address")), (308, (Result.FAILED, "post_address")),
        (400, (Result.FAILED, "post_refused")), (413, (Result.FAILED, "post_refused")), (422, (Result.FAILED, "post_refused")),
        (401, (Result.FAILED, "post_key")), (403, (Result.FAILED, "post_key")),
        (404, (Result.FAILED, "post_address")), (405, (Result.FAILED, "post_address")), (410, (Result.FAILED, "post_gone")),
        (408, (Result.LATER, "post_later")), (409, (Result.LATER, "post_later")), (429, (Result.LATER, "post_later")),
        (500, (Result.LATER, "post_later")), (503, (Result.LATER, "post_later")), (599, (Result.LATER, "post_later")),
        (501, (Result.FAILED, "post_refused")),
    ],
)  # fmt: skip
def test_each_answer_is_permanent_or_temporary(status, meaning):
    outcome = post.outcome_of(Answer(status, b"because", {}))
    assert (outcome.result, outcome.code, outcome.status, outcome.answer) == (*meaning, status, "because")


def test_one_document_that_breaks_the_receiver_stops_no_other_but_a_server_that_is_down_does(poster, bought):
    poster("broken")
    forward = forwarded(bought())
    assert (forward.state, Breaker.objects.filter(failures__gt=0).count()) == (State.QUEUED, 0)
    Forwarder.objects.all().delete()
    poster("busy")
    forward = forwarded(bought(number="2"))
    assert forward.due_at > timezone.now() + timedelta(minutes=119)
    assert Breaker.objects.get().open_until


def test_F05_a_redirect_is_not_followed_and_says_so(poster, bought, there):
    poster("redirect")
    forward = forwarded(bought())
    assert (forward.state, forward.code, len(there[1])) == (State.FAILED, "post_address", 1)


def test_F08_an_answer_without_end_counts_by_its_status(poster, bought, there):
    poster("flood")
    began = time.monotonic()
    forward = forwarded(bought())
    assert (forward.state, len(there[1])) == (State.SENT, 1)
    assert time.monotonic() - began < 3


def test_an_address_that_is_gone_stops_it_and_nothing_is_lost(poster, bought):
    poster("gone")
    forward = forwarded(bought())
    assert (Forwarder.objects.get().stopped, forward.state, forward.due_at) == ("gone", State.QUEUED, None)


def test_a_company_has_its_own_part_of_the_address_and_fails_clearly_without(poster, bought, there):
    row = poster("fine?to={address}", address="")
    forward = forwarded(bought())
    assert (forward.state, forward.code, there[1]) == (State.FAILED, "no_address", [])
    Route.objects.filter(forwarder=row).update(address="file 7/a")
    Forward.objects.all().queue_again(row)
    assert once_more(forward).state == State.SENT


@given(
    st.fixed_dictionaries({word: st.text(max_size=30) for word in addresses.WORDS}),
    st.sampled_from(
        ["https://books.example/a/{file}/{number}", "https://books.example/in?n={number}&a={address}&f={file}"]
    ),
)
def test_J01_no_text_of_a_stranger_becomes_another_server_path_or_parameter(words, pattern):
    target = read_target(addresses.fill_in(pattern, words))
    plain = read_target(addresses.fill_in(pattern, dict.fromkeys(addresses.WORDS, "x")))
    assert (target.scheme, target.host, target.port) == ("https", "books.example", 443)
    for sign in "/?&=#":
        assert target.path.count(sign) == plain.path.count(sign)
    assert not {".", ".."} & set(target.path.partition("?")[0].split("/"))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"url": "https://127.0.0.1/in"}, "url"), ({"url": "http://example.com/"}, "url"), ({"url": "file:///etc/x"}, "url"),
        ({"url": "https://{file}.example/"}, "url"), ({"url": "https://a.example:{number}/"}, "url"),
        ({"url": "https://a.example/{secret}"}, "url"),
        ({"header_name": "Host"}, "header_name"), ({"header_name": "content-Length"}, "header_name"),
        ({"header_name": "X: a\r\nY"}, "header_name"), ({"header_name": "Ä"}, "header_name"),
        ({"header_value": "a\r\nHost: b"}, "header_value"), ({"header_value": "a\nb"}, "header_value"),
        ({"header_value": "clé"}, "header_value"), ({"header_value": ""}, "header_value"),
        ({"header_name": ""}, "header_name"),
        ({"content_type": "xml"}, "content_type"), ({"content_type": "a/b\r\nx: y"}, "content_type"),
    ],
)  # fmt: skip
def test_F01_J01_what_is_filled_in_wrong_is_refused_at_its_field(given_form, told, field):
    assert field in given_form(**told).errors


def test_L06_a_key_is_asked_again_for_another_server(given_form, there, settings):
    settings.ALLOWED_TARGETS = {there[0], "localhost:8443"}
    before = {"url": f"http://{there[0]}/in", "header_name": "Authorization"}
    same = given_form(before=before, has_secrets=True, header_value="", url=f"http://{there[0]}/elsewhere")
    other = given_form(before=before, has_secrets=True, header_value="", url="https://localhost:8443/in")
    assert same.is_valid()
    assert other.errors.keys() == {"header_value"}


def test_L06_the_key_is_in_no_column_and_on_no_page(poster, alice):
    row = poster()
    values = " ".join(str(value) for value in Forwarder.objects.values().get(pk=row.pk).values())
    assert "1234" not in values
    page = signed_in(alice)
    for name in ("forwarder", "edit"):
        assert "bearer 1234" not in page.get(reverse(f"forwarding:{name}", args=[row.pk])).text


def test_it_is_set_up_for_tryton_with_what_tryton_takes(alice, bakery, purchases, there):
    page = signed_in(alice)
    address = reverse("forwarding:new", args=["tryton"])
    shown = page.get(address).text
    assert "application/octet-stream" in shown
    assert 'value="both"' not in shown
    url = f"http://{there[0]}/fine?type=ubl_invoice&name={{file}}&process=1"
    told = {"name": "Tryton", "contents": "xml", "language": "en", "pattern": "{number}", "connection": purchases.pk}
    told |= {
        "url": url,
        **KEY,
        **{name: packages()["tryton"].options[name] for name in ("content_type", "header_name")},
    }
    page.post(address, told)
    row = Forwarder.objects.get()
    assert (row.kind, row.options["url"], row.secrets) == ("post", url, KEY)
    assert "It worked" in page.post(reverse("forwarding:test", args=[row.pk])).text
    assert there[1][0][0]["content-type"] == "application/octet-stream"


def test_two_files_are_not_offered_since_the_request_is_one(poster, alice):
    row = poster()
    told = {"name": "x", "contents": "both", "language": "en", "pattern": "{number}", **row.options}
    answer = signed_in(alice).post(reverse("forwarding:edit", args=[row.pk]), told)
    assert answer.status_code == 422
    assert Forwarder.objects.get().contents == "xml"
