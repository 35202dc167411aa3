"""A walk: every request and every step of the worker, each in a savepoint of its own, and what fell on the way."""

import logging
import traceback
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

from schakel.hub import worker
from schakel.hub.due import Due
from schakel.hub.people.models import User
from tests.hub.api_client import Program
from tests.hub.world import World

MOST_ROUNDS = 40  # of the worker; whoever still finds work then will find it for ever
ROOT = Path(__file__).resolve().parents[2]


class Heard(logging.Handler):
    """What was written down as a fault: a traceback that no page showed."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.faults: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1]:
            self.faults.append(f"{record.getMessage()[:120]}: {told(record.exc_info[1])}")


class Walk:
    """`faults` says of each what fell: the address or step, and where."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.count = 0
        self.heard = Heard()

    @contextmanager
    def listening(self):
        logging.getLogger().addHandler(self.heard)
        try:
            yield self
        finally:
            logging.getLogger().removeHandler(self.heard)
            self.faults += self.heard.faults

    def enter(self, world: World) -> None:
        self.world = world
        self.clients = {
            user.name: client_of(user) for user in User.objects.filter(name__in=("Alice", "Bob", "Clara", "Olga"))
        }

    def ask(
        self, who: str, method: str, address: str, data: Any = None, *, keeps: bool = True, about: str = ""
    ) -> HttpResponseBase:
        """Without `keeps` nothing of it stays."""
        return self._asked(
            lambda: getattr(self.clients[who], method)(address, data or {}), f"{method} {address} {about}", keeps
        )

    def call(self, program: Program, method: str, path: str, data: Any = b"", *, about: str = "") -> HttpResponseBase:
        """A program; nothing of it stays."""
        return self._asked(lambda: program.ask(method, path, data), f"api {method} {path} {about}", False)

    def _asked(self, ask: Callable[[], HttpResponseBase], name: str, keeps: bool) -> HttpResponseBase:
        with transaction.atomic():
            answer = ask()
            if answer.streaming:
                self.step(f"{name} as it is read", lambda: sum(map(len, answer.streaming_content)))
            fault = getattr(answer, "exc_info", None)
            if not keeps or answer.status_code >= 500:
                transaction.set_rollback(True)
        self.judge(name, answer.status_code, told(fault[1]) if fault else "")
        return answer

    def judge(self, name: str, status: int, why: str = "") -> None:
        self.count += 1
        if status >= 500 or status == 429:
            self.faults.append(f"{name}: {status} {why}")

    def step(self, name: str, deed: Callable[[], int]) -> int:
        """What it answers; 0 when it fell."""
        self.count += 1
        try:
            with transaction.atomic():
                return deed()
        except Exception as fault:
            self.faults.append(f"{name}: {told(fault)}")
            return 0

    def work(self) -> None:
        """Every step of the worker, until none finds anything."""
        for _round in range(MOST_ROUNDS):
            if not sum(self.step(f"step {step.__module__}", step) for step in worker.STEPS):
                return
        self.faults.append(f"the worker still finds work after {MOST_ROUNDS} rounds: {waiting()}")


def client_of(user: User) -> Client:
    client = Client(headers={"host": settings.HOST}, raise_request_exception=False)
    client.force_login(user)
    return client


def told(fault: BaseException) -> str:
    """The kind of fault, and the last line of ours that it went through."""
    ours = [each for each in traceback.extract_tb(fault.__traceback__) if "/schakel/" in each.filename]
    at = f"{Path(ours[-1].filename).relative_to(ROOT)}:{ours[-1].lineno}" if ours else "?"
    return f"{type(fault).__name__} {str(fault)[:80]} at {at}"


def waiting() -> list[str]:
    """Rows that are due at once."""
    from django.utils import timezone

    models = [each for each in subclasses(Due) if not each._meta.abstract]
    return [str(row)[:80] for each in models for row in each._default_manager.filter(due_at__lte=timezone.now())[:3]]


def subclasses(of: type) -> list[Any]:
    return [each for child in of.__subclasses__() for each in (child, *subclasses(child))]
