"""What `schakel doctor` looks at: whether everything an installation needs is there and works, in plain words."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import IntEnum
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connection
from django.utils import timezone

from schakel import file_permissions
from schakel.einvoice.validation import rulesets
from schakel.hub import pulse
from schakel.hub.documents import store
from schakel.hub.documents.models import Scan
from schakel.hub.due import Due
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.certificates import expiries
from schakel.hub.network.access_points.key_files import KeyFileWrong
from schakel.hub.network.access_points.own import AccessPoint
from schakel.hub.network.models import Registration
from schakel.hub.network.registration.lookup import HERE, find_location
from schakel.hub.outside import Web, to_ourselves
from schakel.hub.outside.scanner import NotScanned, scan
from schakel.hub.web.management.commands.migrate import difference
from schakel.peppol import pki
from schakel.peppol.errors import PeppolError
from schakel.peppol.identifiers import service_provider
from schakel.peppol.revocation import list_urls

LITTLE_ROOM = 2 * 1024**3  # bytes
LATE = timedelta(minutes=5)
SILENT = 90  # seconds without a pulse
WRONG_CLOCK = 30  # seconds off
SOON = 60  # days
LONG_AGO = timedelta(days=240)  # the rules change twice a year, and hold three months after that
SAMPLE = 20  # registrations that are looked up
TIMEOUT = 10.0  # seconds


class Verdict(IntEnum):
    """Also the exit code: the worst of all."""

    GOOD = 0
    LOOK = 1  # works, but somebody should look at it
    BAD = 2  # does not work


@dataclass(frozen=True)
class Result:
    verdict: Verdict
    text: str


def good(text: str) -> Result:
    return Result(Verdict.GOOD, text)


def look(text: str) -> Result:
    return Result(Verdict.LOOK, text)


def bad(text: str) -> Result:
    return Result(Verdict.BAD, text)


Check = Callable[[], Iterator[Result]]


def database() -> Iterator[Result]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            mode, durable = (cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous"))
        safe = mode == "wal" and durable == 2
        yield good("SQLite with WAL, each commit on the disk") if safe else bad(f"SQLite is in mode {mode}/{durable}")
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            safe = cursor.fetchone()[0] != "off"
        yield good("PostgreSQL, each commit on the disk") if safe else bad("PostgreSQL has synchronous_commit off")
        yield from (look(text) for text in standbys())
    missing, _newer = difference()
    if missing:
        yield bad(f"{len(missing)} changes of the database are missing: run `schakel manage migrate`, or `schakel up`")


def standbys() -> Iterator[str]:
    """D10: a receipt is a promise; a standby that takes over without the last commits breaks it."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('synchronous_standby_names'), count(*) FROM pg_stat_replication")
        names, followers = cursor.fetchone()
    if text := risk_of_standbys(names, followers):
        yield text


def risk_of_standbys(names: str, followers: int) -> str:
    """`names` as PostgreSQL has them in synchronous_standby_names; `followers` are the servers that copy from this one."""
    if names.strip() or not followers:
        return ""
    return (
        f"PostgreSQL is copied to {followers} standby without waiting for it (synchronous_standby_names is empty): "
        "when it takes over, documents whose receipt was given may be missing. That is not supported"
    )


def documents() -> Iterator[Result]:
    """The store keeps what it is given and gives it back. The same few bytes each time."""
    digest = store.keep(b"Schakel's doctor was here.\n")
    store.read(digest)
    yield good("the store keeps documents and gives them back")
    free = shutil.disk_usage(settings.DATA).free
    text = f"{free // 1024**3} GB free in {settings.DATA}"
    yield good(text) if free > LITTLE_ROOM else look(f"only {text}")


def virus_scanner() -> Iterator[Result]:
    """Where one is set: as long as it does not answer, no file of a new document can be opened or sent."""
    if not settings.SCANNER:
        yield good("no virus scanner is set (SCHAKEL_SCANNER): nothing is scanned")
        return
    try:
        scan(b"Schakel's doctor was here.\n", at=settings.SCANNER, timeout=10)
    except NotScanned as fault:
        yield bad(f"the virus scanner at {settings.SCANNER} does not answer ({fault}): new files wait")
    else:
        yield good("the virus scanner answers")
    waiting = Scan.objects.filter(scanned_at=None, attempts__gt=1).count()
    if waiting:
        yield look(f"{waiting} documents are not scanned yet")


def folders() -> Iterator[Result]:
    """The folders in which statements and documents are laid, for we move what we read; and the forwarders' own."""
    if settings.STATEMENTS_FOLDER:
        yield check_folder("bank statements", "SCHAKEL_STATEMENTS_FOLDER", settings.STATEMENTS_FOLDER)
    if settings.DOCUMENTS_FOLDER:
        yield check_folder("documents", "SCHAKEL_DOCUMENTS_FOLDER", settings.DOCUMENTS_FOLDER)
    if settings.FORWARDING_FOLDER:
        yield check_folder("forwarded files", "SCHAKEL_FORWARDING_FOLDER", settings.FORWARDING_FOLDER, how="laid in")


def check_folder(what: str, setting: str, folder: str, *, how: str = "taken from") -> Result:
    probe = Path(folder) / f".doctor-{os.getpid()}"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as fault:
        return bad(f"{what} cannot be {how} {setting}: {fault}")
    return good(f"{what} are {how} {folder}")


def permissions() -> Iterator[Result]:
    """Whether only our own user reads what lies on the disk. The start has put right what it could."""
    yield from others_at(settings.DATA)
    outside = {
        "SCHAKEL_STATEMENTS_FOLDER": settings.STATEMENTS_FOLDER,
        "SCHAKEL_DOCUMENTS_FOLDER": settings.DOCUMENTS_FOLDER,
    }
    for setting, folder in (outside | {"SCHAKEL_FORWARDING_FOLDER": settings.FORWARDING_FOLDER}).items():
        if folder and Path(folder).is_dir():
            yield from others_in_shared(setting, Path(folder).resolve())
    for path in map(Path, [*settings.AP_KEYS, *settings.SMP_KEYS, *filter(None, [settings.PROVIDERS])]):
        if path.exists() and path.stat().st_mode & file_permissions.OTHERS:
            yield bad(f"other users of this machine can read {path}, which holds keys: chmod 600 {path}")


def others_at(data: Path) -> Iterator[Result]:
    opened = list(islice(file_permissions.open_to_others(data), SAMPLE))
    if opened:
        more = "" if len(opened) == 1 else f" and {'at least ' * (len(opened) == SAMPLE)}{len(opened) - 1} more"
        yield bad(
            f"other users of this machine can read {opened[0]}{more}: chmod -R go= {data}, as the user who owns it; "
            "if that changes nothing, its file system knows no rights, and another must hold the data"
        )
    if above := file_permissions.replaceable_from(data):
        yield bad(f"others may write in {above}, and so put something else in the place of {data}: chmod go-w {above}")
    if os.geteuid() not in (0, data.stat().st_uid):
        yield look(f"{data} belongs to another user: run Schakel as that user")
    if not opened and not above:
        yield good(f"only its owner can read {data}")


def others_in_shared(setting: str, folder: Path) -> Iterator[Result]:
    """A folder outside the data is shared on purpose, with a group; within, nobody else comes by."""
    if folder.is_relative_to(settings.DATA):
        if not settings.DEMO:
            yield look(
                f"{setting} lies in the data folder, where no other program comes in: choose a folder outside it"
            )
    elif folder.stat().st_mode & 0o007:
        yield look(
            f"every user of this machine can enter {folder} ({setting}): give it to a group, and chmod 2770 {folder}"
        )


def addresses() -> Iterator[Result]:
    if settings.DEMO:
        yield look("this is the demonstration: never for real clients")
    elif not settings.SECURE:
        yield look(f"{settings.URL} is without TLS: set SCHAKEL_URL to an https address")
    elif not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield look("SCHAKEL_TRUSTED_PROXIES is 0: behind a TLS proxy it must say how many stand before Schakel")
    else:
        yield good(f"people come to {settings.URL}")


def mail_server() -> Iterator[Result]:
    if settings.DEMO:
        yield good("mail stays on a page of the demonstration")
        return
    if not settings.MAIL.hostname:
        yield bad("no mail server: set SCHAKEL_MAIL; without it nobody can sign up or be invited")
        return
    with mail.get_connection():
        yield good(f"{settings.MAIL.hostname} takes mail from us")


def worker() -> Iterator[Result]:
    silence = pulse.silence()
    if silence is None or silence > SILENT:
        since = "ever" if silence is None else f"for {silence:.0f} seconds"
        yield bad(f"no worker was seen {since}: run `schakel up` or `schakel work`")
    else:
        yield good("a worker is at work")
    now = timezone.now()
    for model in (model for model in apps.get_models() if issubclass(model, Due)):
        late = model._default_manager.filter(due_at__lt=now - LATE).order_by("due_at")
        if oldest := late.values_list("due_at", flat=True).first():
            yield look(
                f"{late.count()} × {model._meta.verbose_name} is late, the oldest by {now - oldest}".split(".")[0]
            )


def keys() -> Iterator[Result]:
    """Each of our certificates: from whom, in the trust set, not withdrawn, for how long."""
    ours = current()
    if ours is None:
        yield look(
            "no key for an access point (SCHAKEL_AP_KEYS): clients are reached through a provider, or not at all"
        )
        return
    yield from certificates(ours.keys.all(), pki.Role.ACCESS_POINT, ours)
    if ours.publisher is None:
        yield look("no key for an SMP (SCHAKEL_SMP_KEYS): a provider's SMP must publish the clients")
    else:
        yield from certificates(ours.publisher.keys.all(), pki.Role.SMP, ours)
        if not ours.publisher.smp_id:
            yield bad("SCHAKEL_SMP_ID is empty: the SML does not know which SMP we are")
    for one in expiries(ours):
        left = one.days_left(timezone.now())
        if left < SOON:
            yield (bad if left <= 0 else look)(f"the last certificate of our {one.role.value} ends in {left} days")


def certificates(all_: object, role: pki.Role, ours: AccessPoint) -> Iterator[Result]:
    for key in list(all_):  # type: ignore[call-overload]  # a sequence of keys
        certificate: x509.Certificate = key.certificate
        until = f"until {certificate.not_valid_after_utc:%Y-%m-%d}"
        try:
            seat = pki.check(certificate, role=role, trust=ours.trust, at=ours.clock.now(), revocation=ours.revocation)
        except PeppolError as error:
            subject = certificate.subject.rfc4514_string()
            yield (bad if error.permanent else look)(f"{role.value}, {subject}: {error.said_in('en')} ({error.code})")
        else:
            yield good(f"{role.value} {seat}, network {ours.trust.environment}, {until}")


def clock() -> Iterator[Result]:
    """Compared with the clock of whoever gave out our certificate: nothing else about us is known outside."""
    ours = current()
    urls = list(list_urls(ours.keys.newest().certificate)) if ours and not ours.local else []
    if not urls:
        return
    answer = Web(plain=True).get(urls[0], limit=20_000_000, timeout=TIMEOUT)
    if "date" in answer.headers:
        off = abs((datetime.now(UTC) - parsedate_to_datetime(answer.headers["date"])).total_seconds())
        yield good("the clock is right") if off < WRONG_CLOCK else bad(f"the clock is {off:.0f} seconds off")


def doors() -> Iterator[Result]:
    """Our own doors, at the address others use."""
    ours = current()
    if ours is None:
        return
    asked = [("/as4", 405)]
    if ours.publisher:
        asked.append((f"/smp/{service_provider(ours.seat_id).encode()}", 200))
    for path, wanted in asked:
        status = to_ourselves().get(settings.URL + path, limit=100_000, timeout=TIMEOUT).status
        text = f"{settings.URL}{urlsplit(path).path.split('%')[0]} answers"
        yield good(text) if status == wanted else bad(f"{text} {status} instead of {wanted}: is that address ours?")


def registrations() -> Iterator[Result]:
    standing = Registration.objects.filter(state=Registration.State.REGISTERED)
    if not standing.exists():
        yield look("no company is registered here yet")
        return
    wrong = [row for row in standing.order_by("checked_at", "pk")[:SAMPLE] if is_lost(row)]
    for row in wrong:
        yield look(f"{row} ({row.company}) is registered here, but the network does not point to us")
    if not wrong:
        yield good(f"{standing.count()} addresses are registered here, and the network says the same")


def is_lost(row: Registration) -> bool:
    return row.access_point == "as4" and find_location(row.participant) != HERE


def current() -> AccessPoint | None:
    return access_point.current()


def rules() -> Iterator[Result]:
    """The releases of the rules we judge by: whether somebody looked for a newer one lately."""
    today = timezone.localdate()
    now, to_come = rulesets.in_force(today), rulesets.to_come_after(rulesets.in_force(today).name)
    text = f"judging by {now.name} (BIS Billing {now.billing})"
    if to_come:
        text += f", from {to_come.in_force} by {to_come.name} ({to_come.billing})"
    if today - rulesets.LOOKED_UP > LONG_AGO:
        yield look(f"{text}; this version of Schakel knows the releases of {rulesets.LOOKED_UP}: update it")
    else:
        yield good(text)


CHECKS: dict[str, Check] = {
    "database": database,
    "documents": documents,
    "folders": folders,
    "scanner": virus_scanner,
    "permissions": permissions,
    "address": addresses,
    "mail": mail_server,
    "worker": worker,
    "keys": keys,
    "clock": clock,
    "doors": doors,
    "registrations": registrations,
    "rules": rules,
}


def examine() -> Iterator[tuple[str, Result]]:
    """Every check, whatever becomes of the others."""
    for name, check in CHECKS.items():
        try:
            for result in check():
                yield name, result
        except KeyFileWrong as fault:
            yield name, bad(str(fault))
        except PeppolError as error:
            yield name, (bad if error.permanent else look)(f"{error.said_in('en')} ({error})")
        except Exception as fault:  # a check that breaks is itself a finding, and the others go on
            yield name, bad(f"{type(fault).__name__}: {fault}"[:300])
