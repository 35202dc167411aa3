"""One id from the request through the rows it leaves to the worker, to what the worker writes and asks of others."""

import json
import logging

import pytest
from django.test import Client

from schakel.hub import due, request_id, worker
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.mls import send as mls_out
from schakel.hub.network.models import Transmission
from schakel.hub.outside import Web
from schakel.hub.web import faults
from schakel.hub.web.problems import FAILED, NOT_FOUND, UNAVAILABLE, Problem
from tests.hub.documents.ubl import invoice
from tests.hub.network.conftest import ours, peer, served  # noqa: F401 -- fixtures of the network
from tests.hub.network.posting import post
from tests.hub.outside.server import serving

GIVEN = "from-the-proxy-0123"


def asked(settings, given: str | None, *, proxies: int = 1) -> str:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"host": settings.HOST} | ({"x-request-id": given} if given is not None else {})
    return Client(headers=headers).get("/live").headers["X-Request-Id"]


def test_the_proxys_word_is_given_back(settings):
    assert asked(settings, GIVEN) == GIVEN


@pytest.mark.parametrize(
    "given",
    [None, "", "short", "x" * 65, "two words", "a\r\nb: c12345", "é" * 8, "<b>12345678</b>", "schakel_Ab3-_Ab3"],
)
def test_L10_anything_but_a_plain_word_is_replaced(settings, given):
    answers = {asked(settings, given), asked(settings, given)}
    assert len(answers) == 2
    assert all(len(each) == 16 and request_id.PLAIN.fullmatch(each) for each in answers)


def test_H12_without_a_proxy_of_ours_a_visitor_names_no_request(settings):
    assert asked(settings, GIVEN, proxies=0) != GIVEN


def test_an_error_page_and_a_problem_name_it(settings, db, monkeypatch):
    client = Client(headers={"host": settings.HOST, "accept-language": "en"}, raise_request_exception=False)
    assert "<code>" not in client.get("/nowhere/").text  # which answers as what is another's (G01)
    monkeypatch.setattr("schakel.hub.people.language.language_of", lambda _request: 1 / 0)
    answer = client.get("/nowhere/")
    assert answer.status_code == 500
    assert f"mention this code: <code>{answer.headers['X-Request-Id']}</code>" in answer.text
    problem = client.get("/api/v1/documents")
    assert problem.status_code == 500
    assert problem.headers["X-Request-Id"] in problem.text


def test_a_problem_of_ours_names_it_and_no_other():
    with request_id.working_as(GIVEN):
        told = [json.loads(Problem(kind).response().content) for kind in (FAILED, UNAVAILABLE, NOT_FOUND)]
    assert [each.get("request_id") for each in told] == [GIVEN, GIVEN, None]


def test_a_page_made_outside_a_request_names_none(rf):
    assert "<code>" not in faults.not_found(rf.get("/", headers={"accept-language": "en"})).text


def test_what_a_message_causes_has_its_id(settings, peer, served, caplog):  # noqa: F811 -- fixtures
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert post(peer.message(invoice(total="999.00")), HTTP_X_REQUEST_ID=GIVEN).headers["X-Request-Id"] == GIVEN
    heard = []
    original = mls_out.answer
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            mls_out, "answer", lambda row, **told: (heard.append(request_id.current()), original(row, **told))
        )
        for step in (inbound.work_received, mls_out.answer_filed):
            worker.try_step(step)
    assert heard == [GIVEN]
    assert list(Transmission.objects.order_by("pk").values_list("direction", "request_id")) == [
        ("in", GIVEN),
        ("out", GIVEN),  # the status, which the worker queued
    ]
    assert request_id.current() == ""


def test_who_makes_a_row_due_again_gives_it_their_id(peer, served):  # noqa: F811 -- fixtures
    post(peer.message(invoice()))
    row = Transmission.objects.get()
    with request_id.working_as("pressed-again"):
        row.work_again()
    assert Transmission.objects.get().request_id == "pressed-again"


@pytest.mark.django_db
def test_a_step_of_the_worker_has_an_id_of_its_own(caplog):
    seen = []
    for _round in range(2):
        worker.try_step(lambda: seen.append(request_id.current()) or 0)
    assert len(set(seen) - {""}) == 2


def test_another_server_gets_it_and_the_log_names_no_path(settings, caplog):
    caplog.set_level(logging.INFO)
    with serving() as server:
        settings.ALLOWED_TARGETS = {server}
        with request_id.working_as(GIVEN):
            Web().get(f"http://{server}/fine?key=secret", limit=1000, timeout=5)
            told = Web().get(f"http://{server}/echo", limit=10_000, timeout=5)
    assert f"x-request-id: {GIVEN}" in told.body.decode().lower()
    assert f"GET {server}: 200 in" in caplog.text
    assert "secret" not in caplog.text
    assert "fine" not in caplog.text


def test_every_queue_keeps_it():
    queues = [model for model in due.apps.get_models() if issubclass(model, due.Due)]
    assert len(queues) > 20
    assert all(isinstance(model._meta.get_field("request_id"), due.RequestIdField) for model in queues)
