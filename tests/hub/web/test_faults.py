import pytest
from django.test import Client, RequestFactory

from schakel.hub.web import faults

REQUEST = RequestFactory().get("/", headers={"accept-language": "en"})


@pytest.mark.parametrize(
    ("page", "status"),
    [
        (faults.bad_request, 400),
        (faults.forbidden, 403),
        (faults.unproven, 403),
        (faults.not_found, 404),
        (faults.too_many, 429),
        (faults.failed, 500),
    ],
)
def test_each_fault_has_its_page_without_asking_the_database(page, status):
    answer = page(REQUEST)
    assert answer.status_code == status
    assert 'href="/"' in answer.content.decode()


def test_a_fault_is_told_in_the_language_of_the_reader():
    dutch = RequestFactory().get("/", headers={"accept-language": "nl-BE,nl;q=0.9"})
    answer = faults.not_found(dutch)
    assert answer.headers["Content-Language"] == "nl"
    assert '<html lang="nl">' in answer.content.decode()


def test_I08_an_error_shows_no_inside(settings, client: Client, monkeypatch, db):
    client.raise_request_exception = False
    monkeypatch.setattr("schakel.hub.people.language.language_of", lambda _request: 1 / 0)
    answer = client.get("/", headers={"host": settings.HOST})
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.content.decode()
