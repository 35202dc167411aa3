"""The way of /as4 around Django's answers as the door itself does; everything else goes on to the pages."""

from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest

from schakel.hub.network.doors.middleware import past_django
from schakel.hub.network.models import Transmission
from tests.hub.documents.ubl import invoice
from tests.hub.network.world import verify

pytestmark = pytest.mark.django_db


def answered(path: str, body: bytes = b"", **environ: str) -> tuple[int, dict[str, str], bytes]:
    told = {"PATH_INFO": path, "HTTP_HOST": "localhost", "CONTENT_LENGTH": str(len(body)), "REQUEST_METHOD": "POST"}
    told |= environ | {"wsgi.input": BytesIO(body)}
    setup_testing_defaults(told)
    heads = []
    content = b"".join(past_django(pages)(told, lambda status, headers: heads.append((status, dict(headers)))))
    ((status, headers),) = heads
    return int(status.split()[0]), headers, content


def pages(_environ, start_response):
    start_response("200 OK", [])
    return [b"a page"]


def test_a_message_gets_its_receipt(peer, served, monkeypatch):
    monkeypatch.setattr("schakel.hub.network.doors.middleware.close_old_connections", lambda: None)  # the test's own
    sent = peer.message(invoice())
    status, headers, content = answered("/as4", sent.body, CONTENT_TYPE=sent.content_type)
    verify(sent, status, content)
    assert headers["Content-Length"] == str(len(content))
    assert Transmission.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "status"),
    [({"REQUEST_METHOD": "GET"}, 405), ({"HTTP_HOST": "elsewhere.example"}, 400), ({"CONTENT_LENGTH": "9" * 12}, 413)],
)
def test_A25_what_is_no_message_for_us_is_refused_here_too(told, status, caplog):
    assert answered("/as4", **told)[0] == status


def test_A25_over_plain_http_nothing_is_taken_when_we_speak_tls(settings, caplog):
    settings.SECURE, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    assert answered("/as4")[0] == answered("/as4", HTTP_X_FORWARDED_PROTO="http")[0] == 400
    assert answered("/as4", CONTENT_TYPE="text/plain", HTTP_X_FORWARDED_PROTO="https")[1]["Content-Type"].startswith(
        "application/soap+xml"
    )


def test_other_addresses_are_pages():
    assert answered("/as4x")[2] == answered("/")[2] == b"a page"
