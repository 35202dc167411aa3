"""Any order of what can happen to forwards: workers that send, fail, die and come back, people, packages, bounces."""

import ast
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from schakel.hub.documents.models import Document, Event
from schakel.hub.forwarding import bounces, document_hold, fetch_queue, moves, worker
from schakel.hub.forwarding.dispatcher import dispatch, forward_again
from schakel.hub.forwarding.kinds import kind_of
from schakel.hub.forwarding.kinds.kind import Outcome, Result
from schakel.hub.forwarding.models import Attempt, Breaker, Dispatch, Forward, Forwarder, Route
from schakel.hub.forwarding.overview import counts_of_forwarders
from schakel.hub.people.models import User
from schakel.hub.web.bounces import Bounce
from tests.hub.forwarding.conftest import BOOKS

pytestmark = pytest.mark.django_db
State = Forward.State
ROOM = Path(moves.__file__).parent

OUTCOMES = [
    Outcome.sent(),
    Outcome(Result.LATER, "mail_later"),
    Outcome(Result.LATER, "mail_server", is_down=True),
    Outcome(Result.LATER, "too_many", is_try=False),
    Outcome(Result.FAILED, "address_refused"),
    Outcome(Result.FAILED, "gone", stops="gone"),
]
outcomes = st.sampled_from(OUTCOMES)
at = st.integers(0, 1)  # which document, or which forwarder: that by mail, or that which is fetched


@dataclass
class Scene:
    documents: list[Document]
    forwarders: list[Forwarder]
    person: User
    tries: int = 0
    states: dict[int, tuple[str, int]] = field(default_factory=dict)  # by forward: its state and edition
    events: Counter[str] = field(default_factory=Counter)


@pytest.fixture
def scene(forwarder, bought, alice) -> Callable[[], Scene]:
    documents = [bought(number=number) for number in "12"]
    by_mail, fetched = forwarder(), forwarder("pull", address="")
    return lambda: Scene(documents, [by_mail, fetched], alice)


class Moves(RuleBasedStateMachine):
    make: Callable[[], Scene]

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.scene = type(self).make()
        give_up = Forward.give_up
        self.counting = mock.patch.object(Forward, "give_up", lambda row: self.count(give_up, row))
        self.counting.start()
        dispatch(self.scene.documents)
        Route.objects.update(since="2020-01-01T00:00Z")
        for each in self.scene.forwarders:
            forward_again(Document.objects.all(), of=each, also_sent=False)

    def teardown(self) -> None:
        self.counting.stop()
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def count(self, give_up: Callable[[Forward], None], row: Forward) -> None:
        self.scene.tries += 1
        give_up(row)

    def forwarder(self, n: int) -> Forwarder:
        return Forwarder.objects.get(pk=self.scene.forwarders[n].pk)

    def send(self, *_told: object) -> Outcome:
        self.scene.tries += self.outcome.is_try
        return self.outcome

    @rule(outcome=outcomes)
    def a_worker_tries(self, outcome: Outcome) -> None:
        """Long after: every wait is over, and every breaker is closed."""
        self.outcome = outcome
        Breaker.objects.all().delete()
        Forward.objects.filter(due_at__gt=timezone.now()).update(due_at=timezone.now())
        with mock.patch.object(kind_of("email"), "send", self.send):
            for _suspect in range(3):  # those that were begun before go alone
                worker.send_due()

    @rule()
    def a_worker_dies(self) -> None:
        for row in Forward.claim(batch=1):
            Forward.objects.filter(pk=row.pk).update(due_at=timezone.now())

    @rule(outcome=outcomes)
    def a_worker_comes_back_after_its_lease(self, outcome: Outcome) -> None:
        """Another one has the row by now: only that there was a try is written down."""
        for row in Forward.claim(batch=1):
            Forward.objects.filter(pk=row.pk).update(due_at=timezone.now())
            before = Forward.objects.values().get(pk=row.pk)
            worker.record(row, outcome, destination="mail", address=BOOKS)
            self.scene.tries += outcome.is_try
            if not outcome.stops:
                assert Forward.objects.values().get(pk=row.pk) == before

    @rule(n=at)
    def a_person_holds(self, n: int) -> None:
        document_hold.hold(self.scene.documents[n], self.scene.person)

    @rule(n=at)
    def a_person_releases(self, n: int) -> None:
        document_hold.release(self.scene.documents[n], self.scene.person)

    @rule(n=at, also_sent=st.booleans())
    def a_person_forwards_again(self, n: int, *, also_sent: bool) -> None:
        forward_again(Document.objects.all(), of=self.forwarder(n), also_sent=also_sent)

    @rule(n=at)
    def a_person_tries_what_failed_again(self, n: int) -> None:
        Forward.objects.filter(state__in=[State.FAILED, State.QUEUED]).queue_again(self.forwarder(n))

    @rule(n=at, is_on=st.booleans())
    def a_person_switches(self, n: int, *, is_on: bool) -> None:
        here = self.forwarder(n)
        here.start() if is_on else here.stop(Forwarder.Stopped.BY_HAND)

    @rule(n=at)
    def a_route_ends_or_begins(self, n: int) -> None:
        route = {"forwarder": self.scene.forwarders[n], "connection": self.scene.documents[0].connection}
        if not Route.objects.filter(**route).delete()[0]:
            Route.objects.create(**route, address=BOOKS)

    @rule(n=at, edition=st.integers(1, 2))
    def a_mail_comes_back(self, n: int, edition: int) -> None:
        forward = Forward.objects.get(document=self.scene.documents[n], forwarder=self.scene.forwarders[0])
        self.scene.tries += bounces.record_bounce(Bounce(forward.uid.hex, edition, "550 no such user"))

    @rule(n=at, which=at)
    def a_package_acknowledges(self, n: int, which: int) -> None:
        forward = Forward.objects.get(document=self.scene.documents[n], forwarder=self.scene.forwarders[which])
        self.scene.tries += fetch_queue.acknowledge(forward)

    @invariant()
    def all_holds(self) -> None:
        self.rows = list(Forward.everything.select_related("forwarder"))
        self.each_change_is_one_of_the_moves()
        self.each_try_is_an_attempt_and_each_end_an_event()
        self.nothing_is_due_where_it_ended_and_nothing_that_waits_is_forgotten()
        self.the_counts_fit()
        self.what_arrived_is_exported_and_what_failed_is_told()

    def each_change_is_one_of_the_moves(self) -> None:
        """What arrived leaves only as another edition, or when the mail came back."""
        found = {row.pk: (row.state, row.edition) for row in self.rows}
        for pk, (state, edition) in found.items():
            before, earlier = self.scene.states.get(pk, (state, edition))
            if (state, edition) == (before, earlier):
                continue
            able = [move for move in moves.MOVES if before in move.start and move.end == state]
            assert able, f"{before} → {state}"
            assert before != State.SENT or state == State.FAILED or edition == earlier + 1
            self.scene.events.update(move.event.value for move in able[:1] if move.event)
        self.scene.states = found

    def each_try_is_an_attempt_and_each_end_an_event(self) -> None:
        assert Attempt.objects.count() == self.scene.tries
        written = Counter(Event.objects.filter(kind__in=["forwarded", "not_forwarded"]).values_list("kind", flat=True))
        assert written == self.scene.events

    def nothing_is_due_where_it_ended_and_nothing_that_waits_is_forgotten(self) -> None:
        for row in self.rows:
            if row.state != State.QUEUED:
                assert (row.due_at, row.interrupted_attempts) == (None, 0)
            elif not row.interrupted_attempts:
                assert (row.due_at is None) == (row.forwarder.first_due() is None)

    def the_counts_fit(self) -> None:
        counts = counts_of_forwarders([each.pk for each in self.scene.forwarders])
        for each in self.scene.forwarders:
            states = Counter(row.state for row in self.rows if row.forwarder_id == each.pk)
            here = counts[each.pk]
            assert (here.waiting, here.failed, here.held) == (states["queued"], states["failed"], states["held"])
            assert (here.last is not None) == bool(states["sent"])

    def what_arrived_is_exported_and_what_failed_is_told(self) -> None:
        exported = set(Dispatch.objects.exclude(exported_at=None).values_list("document", flat=True))
        assert {row.document_id for row in self.rows if row.state == State.SENT} <= exported
        assert all(row.forwarder.due_at for row in self.rows if row.state == State.FAILED)


def test_whatever_happens_each_forward_follows_the_moves(scene):
    machine = type("Moves", (Moves,), {"make": staticmethod(scene)})
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    run_state_machine_as_test(
        machine, settings=settings(max_examples=8, stateful_step_count=15, suppress_health_check=checks)
    )


def test_nobody_else_writes_the_state_of_a_forward():
    """Forward.move and ForwardQuerySet.move do. A word about a change has a state of its own."""
    others = {"change_notices.py", "change_notice.py"}
    found = {
        f"{path.relative_to(ROOM)}:{node.lineno}"
        for path in ROOM.rglob("*.py")
        if path.name not in others
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in ("update", "end", "bulk_update", "work_again", "settle")
        and ({"state", "edition", "state_at"} & {each.arg for each in node.keywords} or node.func.attr == "work_again")
    }
    assert found == set()


@pytest.mark.parametrize(
    "move", [move for move in moves.MOVES if not move.is_of_the_row_alone], ids=lambda move: move.name
)
def test_what_is_more_than_the_row_is_not_done_to_many_at_once(move):
    with pytest.raises(ValueError, match=move.name):
        Forward.objects.all().move(move)


def test_a_try_without_its_attempt_is_a_mistake_of_ours(forwarder, bought):
    row = Forward(forwarder=forwarder(), document=bought())
    with pytest.raises(ValueError, match="arrive"):
        row.move(moves.ARRIVE)
    with pytest.raises(ValueError, match="hold"):
        row.move(moves.HOLD, attempt=Attempt())


def test_one_that_an_earlier_version_gave_up_can_be_tried_again(forwarder, bought):
    """It left how often it had taken the worker down in the row."""
    row = forwarder()
    dispatch([bought()])
    forward_again(Document.objects.all(), of=row, also_sent=False)
    Forward.objects.update(state=State.FAILED, interrupted_attempts=4, due_at=None)
    assert Forward.objects.failed().queue_again(row) == 1
    assert Forward.objects.get().interrupted_attempts == 0


def test_J06_a_worker_whose_lease_ended_writes_only_that_it_tried(forwarder, bought):
    forwarder()
    dispatch([bought()])
    Forward.objects.update(state=State.QUEUED, due_at=timezone.now())
    (late,) = Forward.claim()
    Forward.objects.update(due_at=timezone.now())
    (other,) = Forward.claim()
    assert not late.move(moves.ARRIVE, attempt=Attempt())
    assert (Forward.objects.get().state, Attempt.objects.count()) == (State.QUEUED, 1)
    assert other.move(moves.ARRIVE, attempt=Attempt())
    assert not other.move(moves.HOLD), "it has ended"
