"""Doors that lead nowhere: what tests hand in instead of the internet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509

from schakel.peppol.doors import Answer, Naptr, RevocationStatus
from schakel.peppol.errors import Unreachable

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass
class FakeHttp:
    """Answers from a table by URL; an address that is not in it does not answer. Remembers what was asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: list[bytes] = field(default_factory=list)

    def get(self, url: str, *, limit: int, timeout: float) -> Answer:
        self.asked.append(url)
        answer = self.answers.get(url)
        if answer is None or len(answer.body) > limit:
            raise Unreachable(url)
        return answer

    def post(
        self, url: str, *, body: bytes | Iterable[bytes], headers: Mapping[str, str], limit: int, timeout: float
    ) -> Answer:
        self.posted.append(body if isinstance(body, bytes) else b"".join(body))
        return self.get(url, limit=limit, timeout=timeout)

    def put(self, url: str, body: bytes, *, status: int = 200) -> None:
        self.answers[url] = Answer(status, body)


@dataclass
class FakeResolver:
    """NAPTR records from a table by name; no name, no record; None stands for SERVFAIL."""

    records: dict[str, Sequence[Naptr] | None] = field(default_factory=dict)

    def naptr(self, name: str, *, timeout: float) -> Sequence[Naptr]:
        found = self.records.get(name, ())
        if found is None:
            raise Unreachable(name)
        return found


@dataclass
class FixedClock:
    time: datetime = NOW

    def now(self) -> datetime:
        return self.time


@dataclass
class SaidRevocation:
    """Always says the same."""

    answer: RevocationStatus = RevocationStatus.GOOD

    def status(self, certificate: x509.Certificate, issuer: x509.Certificate, *, at: datetime) -> RevocationStatus:
        return self.answer
