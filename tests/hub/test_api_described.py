"""Schemathesis reads the description of the API, asks whatever it allows and what it does not, and looks for an answer that
it does not describe, or a fault of ours."""

import pytest
import schemathesis
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from schakel.hub.api import api
from tests.hub import test_every_api_route
from tests.hub.api_client import key_of
from tests.hub.test_every_api_route import CASES

pytestmark = pytest.mark.django_db
more, alice, office, bakery = (getattr(test_every_api_route, name) for name in ("more", "alice", "office", "bakery"))
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
MAY_REFUSE = [positive_data_acceptance]  # of a deed: its description does not know what an invoice is


@pytest.fixture
def asked(more, office, alice, monkeypatch):
    """Asks each route so many times, in each mode; half of it about things that are here."""
    monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 1_000_000)
    _row, secret = key_of(office, alice)
    headers = {"Authorization": f"Bearer {secret}", "Host": settings.HOST, "Accept-Language": "nl"}
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    schema.app = WSGIHandler()

    def ask(times: int, *, always_the_same: bool = False) -> int:
        operations = [result.ok() for result in schema.get_all_operations()]
        for operation in operations:
            of = CASES[operation.label.replace("/api/v1", "")].of
            for mode in MODES:
                look_for_faults(
                    operation, mode, headers=headers, pk=more.get(of), with_effort=of_times(times, always_the_same)
                )
        return len(operations)

    return ask


def of_times(times: int, always_the_same: bool) -> effort:
    """A run in the suite finds what it found yesterday; a long one may find something new."""
    every = list(HealthCheck)
    return effort(
        max_examples=times,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=every,
        derandomize=always_the_same,
    )


def look_for_faults(operation, mode, *, headers: dict[str, str], pk: int | None, with_effort: effort) -> None:
    @with_effort
    @given(case=operation.as_strategy(generation_mode=mode), is_here=st.booleans())
    def checked(case, is_here):
        if is_here and pk and case.path_parameters and mode is GenerationMode.POSITIVE:
            first = next(iter(case.path_parameters))
            case.path_parameters[first] = pk
        case.call_and_validate(headers=headers, excluded_checks=MAY_REFUSE if case.method in ("POST", "PUT") else [])

    checked()


@pytest.mark.whole
def test_nothing_is_answered_that_is_not_described(asked):
    assert asked(1, always_the_same=True) == len(CASES)


@pytest.mark.long
def test_nothing_is_answered_that_is_not_described_asked_for_long(asked):
    assert asked(60) == len(CASES)
