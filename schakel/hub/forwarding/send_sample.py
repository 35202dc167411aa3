"""The Test button: the marked sample leaves at once, and the outcome is what the page says."""

import logging
from dataclasses import dataclass

from django.utils.translation import gettext as _

from schakel.hub import encryption
from schakel.hub.forwarding.kinds.kind import Outcome, Place, Result
from schakel.hub.forwarding.models import Route
from schakel.hub.forwarding.models.forwarder import KEY_STOPS
from schakel.hub.forwarding.sample import sample_parcel
from schakel.hub.forwarding.words import sentence
from schakel.peppol.errors import Unreachable

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SampleResult:
    is_good: bool
    sentence: str
    files: tuple[str, ...]
    outcome: Outcome
    key: tuple[str, str] | None = None  # of the server and its fingerprint, when it is to be accepted first


def send_sample(route: Route) -> SampleResult:
    """Counts for nothing: no forward, no breaker, no attempt."""
    parcel = sample_parcel(route)
    try:
        outcome = route.forwarder.kind_itself.send(
            parcel, Place(route.forwarder, route.address, route.forwarder.secrets)
        )
    except encryption.Unreadable:
        outcome = Outcome(Result.FAILED, "secret")
    except Exception as fault:  # it is a test: what went wrong is what it is for
        log.exception("test of forwarder %s", route.forwarder_id)
        outcome = Outcome(Result.FAILED, "fault", detail=f"{type(fault).__name__}: {fault}")
    is_good = outcome.result is Result.SENT
    said = (
        _("The test document was accepted. Check that it arrived, then delete it.")
        if is_good
        else sentence(outcome.code)
    )
    names = tuple(each.name for each in parcel.files)
    return SampleResult(is_good, said, names, outcome, shown_key(route) if outcome.stops in KEY_STOPS else None)


def shown_key(route: Route) -> tuple[str, str] | None:
    try:
        return route.forwarder.kind_itself.shown_key(route.forwarder.options)
    except Unreachable:
        return None


send_sample.__test__ = False  # type: ignore[attr-defined]  # pytest takes it for one of its own
