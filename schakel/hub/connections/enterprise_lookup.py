"""Who an enterprise is, by its number: from the register that the operator imported, else from a public service (ADR 0292)."""

import time
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from threading import BoundedSemaphore

from django.conf import settings
from django.core.cache import cache

from schakel.hub.connections.enterprise_services import SERVICES, Enterprise, Service
from schakel.hub.connections.models.kbo import KboEnterprise
from schakel.peppol.errors import LookupUnavailable

AT_ONCE = 500  # numbers in one question to the database
KEPT = 24 * 3600  # seconds for which an answer counts, also that nobody knows the number
REST = 300  # seconds for which a service that failed is not asked
ON_A_PAGE = 4.0  # seconds for which a person waits for the turn of their question
ASKING = BoundedSemaphore(2)  # of this process, so that a slow service does not keep all pages busy


@dataclass
class FoundEnterprises:
    """What became of the numbers that were asked for; of the others nobody knows anything."""

    by_number: dict[str, Enterprise] = field(default_factory=dict)
    unanswered: set[str] = field(default_factory=set)  # a service did not answer
    not_asked: set[str] = field(default_factory=set)  # the time was over


def find_enterprises(numbers: Collection[str], *, language: str) -> dict[str, Enterprise]:
    """Those that are known here, by number. `numbers` have ten digits. Nobody outside is asked."""
    wanted, found = sorted(set(numbers)), {}
    for start in range(0, len(wanted), AT_ONCE):
        for row in KboEnterprise.objects.filter(number__in=wanted[start : start + AT_ONCE]):
            found[row.number] = of_register(row, language)
    if left := [number for number in wanted if number not in found] if settings.ENTERPRISE_LOOKUP else []:
        found |= {number: answer for number, answer in cached(left).items() if answer}
    return found


def find_enterprise(number: str, *, language: str) -> Enterprise | None:
    return find_enterprises([number], language=language).get(number)


def look_up_enterprise(number: str, *, language: str) -> FoundEnterprises:
    """For a person who waits. Never inside a transaction: it may take some seconds."""
    if not ASKING.acquire(blocking=False):
        return FoundEnterprises(find_enterprises([number], language=language), not_asked={number})
    try:
        return look_up_enterprises([number], language=language, until=time.monotonic() + ON_A_PAGE)
    finally:
        ASKING.release()


def look_up_enterprises(numbers: Collection[str], *, language: str, until: float) -> FoundEnterprises:
    """As `find_enterprises`; who is not known here is asked for outside, one after the other, until `until` (monotonic)."""
    found = FoundEnterprises(find_enterprises(numbers, language=language))
    left = sorted(set(numbers) - set(found.by_number)) if settings.ENTERPRISE_LOOKUP else []
    known = cached(left)
    for number in [each for each in left if each not in known]:
        if time.monotonic() >= until:
            found.not_asked.add(number)
            continue
        try:
            answer = ask_services(number, until=until)
        except LookupUnavailable:
            found.unanswered.add(number)
        except TimeOver:
            found.not_asked.add(number)
        else:
            if answer:
                found.by_number[number] = answer
    return found


class TimeOver(Exception):
    """Temporary: the turn of this question did not come in time."""

    code = "time_over"


def ask_services(number: str, *, until: float) -> Enterprise | None:
    """The first answer in the order of the setting, which is kept for a day; None when all of them know nobody.

    Raises:
        LookupUnavailable   temporary: one did not answer, and no other knows it
        TimeOver            temporary
    """
    silent: LookupUnavailable | None = None
    for name in settings.ENTERPRISE_LOOKUP:
        try:
            answer = ask(name, SERVICES[name], number, until=until)
        except LookupUnavailable as fault:
            silent = fault
            continue
        if answer:
            cache.set(key(number), asdict(answer), KEPT)
            return answer
    if silent:
        raise silent
    cache.set(key(number), {}, KEPT)
    return None


def ask(name: str, service: Service, number: str, *, until: float) -> Enterprise | None:
    """At the pace of this service; one that failed is left alone for a while."""
    if cache.get(f"enterprise-rest:{name}"):
        raise LookupUnavailable(f"{name} rests")
    while not service.pace.begin():
        if time.monotonic() >= until:
            raise TimeOver
        time.sleep(0.05)
    try:
        return service.ask(number)
    except LookupUnavailable:
        cache.set(f"enterprise-rest:{name}", 1, REST)
        raise


def cached(numbers: Collection[str]) -> dict[str, Enterprise | None]:
    """Of those that were asked for within a day; None: nobody knew them."""
    answers = cache.get_many([key(number) for number in numbers]) if numbers else {}
    found = {number: answers[key(number)] for number in numbers if key(number) in answers}
    return {number: Enterprise(**answer) if answer else None for number, answer in found.items()}


def key(number: str) -> str:
    return f"enterprise:{number}"


def of_register(row: KboEnterprise, language: str) -> Enterprise:
    texts = {"name": row.name, "street": row.street, "city": row.city} | row.in_others.get(language, {})
    return Enterprise(row.number, post_code=row.post_code, **texts)
