"""What `schakel doctor` checks: whether everything an installation needs is there and works, in the reader's language."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from schakel.einvoice.validation import rulesets
from schakel.hub import pulse
from schakel.hub.doctor import records, renewal
from schakel.hub.doctor.disk import folders, permissions
from schakel.hub.doctor.journal_folder import journal
from schakel.hub.doctor.verdict import Result, bad, good, look
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
from schakel.hub.web.schema_changes import difference
from schakel.peppol import pki
from schakel.peppol.doors import Key
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


Check = Callable[[], Iterator[Result]]


def database() -> Iterator[Result]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            mode, durable = (cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous"))
        safe = mode == "wal" and durable == 2
        wrong = _("SQLite is in the wrong mode: %(mode)s") % {"mode": f"{mode}/{durable}"}
        yield good(_("SQLite with WAL, each commit on the disk")) if safe else bad(wrong)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            safe = cursor.fetchone()[0] != "off"
        wrong = _("PostgreSQL has synchronous_commit off")
        yield good(_("PostgreSQL, each commit on the disk")) if safe else bad(wrong)
        yield from (look(text) for text in standbys())
    missing, _newer = difference()
    if missing:
        yield bad(
            ngettext(
                "%(n)s change of the database is missing: run `schakel manage migrate` or `schakel up`",
                "%(n)s changes of the database are missing: run `schakel manage migrate` or `schakel up`",
                len(missing),
            )
            % {"n": len(missing)}
        )


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
    return _(
        "PostgreSQL is copied to %(n)s standby without waiting for it (synchronous_standby_names is empty): "
        "when it takes over, documents with a receipt may be missing. That is not supported"
    ) % {"n": followers}


def documents() -> Iterator[Result]:
    """The store keeps what it is given and gives it back. The same few bytes each time."""
    digest = store.keep(b"Schakel's doctor was here.\n")
    store.read(digest)
    yield good(_("the store keeps documents and returns them"))
    free = shutil.disk_usage(settings.DATA).free
    room = {"free": free // 1024**3, "folder": settings.DATA}
    if free > LITTLE_ROOM:
        yield good(_("%(free)s GB free in %(folder)s") % room)
    else:
        yield look(_("only %(free)s GB free in %(folder)s") % room)


def virus_scanner() -> Iterator[Result]:
    """Where one is set: as long as it does not answer, no file of a new document can be opened or sent."""
    if not settings.SCANNER:
        yield good(_("no virus scanner is set (SCHAKEL_SCANNER): nothing is scanned"))
        return
    try:
        scan(b"Schakel's doctor was here.\n", at=settings.SCANNER, timeout=10)
    except NotScanned as fault:
        where = {"address": settings.SCANNER, "fault": fault}
        yield bad(_("the virus scanner at %(address)s does not respond (%(fault)s): new files wait") % where)
    else:
        yield good(_("the virus scanner responds"))
    waiting = Scan.objects.filter(scanned_at=None, attempts__gt=1).count()
    if waiting:
        yield look(
            ngettext("%(n)s document is not scanned yet", "%(n)s documents are not scanned yet", waiting)
            % {"n": waiting}
        )


def addresses() -> Iterator[Result]:
    if settings.DEMO:
        yield look(_("this is the demonstration: never for real clients"))
    elif not settings.SECURE:
        yield look(_("%(url)s is without TLS: set SCHAKEL_URL to an https address") % {"url": settings.URL})
    elif not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield look(
            _("SCHAKEL_TRUSTED_PROXIES is 0: behind a TLS proxy, set it to the number of proxies in front of Schakel")
        )
    else:
        yield good(_("people use %(url)s") % {"url": settings.URL})


def mail_server() -> Iterator[Result]:
    if settings.DEMO:
        yield good(_("e-mail stays on a page of the demonstration"))
        return
    if not settings.MAIL.hostname:
        yield bad(_("no mail server: set SCHAKEL_MAIL; without it nobody can sign up or be invited"))
        return
    with mail.get_connection():
        yield good(_("%(host)s accepts our e-mail") % {"host": settings.MAIL.hostname})


def worker() -> Iterator[Result]:
    silence = pulse.silence()
    if silence is None or silence > SILENT:
        yield bad(said_of_silence(silence))
    else:
        yield good(_("a worker is running"))
    now = timezone.now()
    for model in (model for model in apps.get_models() if issubclass(model, Due)):
        late = model._default_manager.filter(due_at__lt=now - LATE).order_by("due_at")
        if oldest := late.values_list("due_at", flat=True).first():
            values = {"n": late.count(), "what": model._meta.verbose_name, "by": str(now - oldest).split(".")[0]}
            yield look(_("%(n)s × %(what)s is late, the oldest by %(by)s") % values)


def said_of_silence(silence: float | None) -> str:
    if silence is None:
        return _("no worker was ever seen: run `schakel up` or `schakel work`")
    values = {"seconds": f"{silence:.0f}"}
    return _("no worker was seen for %(seconds)s seconds: run `schakel up` or `schakel work`") % values


def keys() -> Iterator[Result]:
    """Each of our certificates: from whom, in the trust set, not withdrawn, for how long."""
    ours = current()
    if ours is None:
        yield look(
            _("no key for an access point (SCHAKEL_AP_KEYS): clients are reached through a provider, or not at all")
        )
        return
    yield from certificates(ours.keys.all(), pki.Role.ACCESS_POINT, ours)
    if ours.publisher is None:
        yield look(_("no key for an SMP (SCHAKEL_SMP_KEYS): a provider's SMP must publish the clients"))
    else:
        yield from certificates(ours.publisher.keys.all(), pki.Role.SMP, ours)
        if not ours.publisher.smp_id:
            yield bad(_("SCHAKEL_SMP_ID is empty: the SML does not know which SMP we are"))
    for one in expiries(ours):
        left = one.days_left(timezone.now())
        if left < SOON:
            text = ngettext(
                "the last certificate of our %(role)s expires in %(n)s day",
                "the last certificate of our %(role)s expires in %(n)s days",
                left,
            )
            yield (bad if left <= 0 else look)(text % {"role": one.role.value, "n": left})


def certificates(keys: Iterable[Key], role: pki.Role, ours: AccessPoint) -> Iterator[Result]:
    """A new one is checked for the day on which it begins; an old one that has ended beside another only takes up space."""
    now = ours.clock.now()
    held = [key.certificate for key in keys]
    ended = [one for one in held if one.not_valid_after_utc <= now]
    for certificate in held:
        if certificate in ended and len(ended) < len(held):
            subject = certificate.subject.rfc4514_string()
            yield look(
                _("%(role)s, %(subject)s has expired: remove its file") % {"role": role.value, "subject": subject}
            )
            continue
        at = max(now, certificate.not_valid_before_utc)
        try:
            seat = pki.check(certificate, role=role, trust=ours.trust, at=at, revocation=ours.revocation)
        except PeppolError as error:
            subject = certificate.subject.rfc4514_string()
            yield (bad if error.permanent else look)(
                f"{role.value}, {subject}: {error.said_in(reader())} ({error.code})"
            )
        else:
            values = {"role": role.value, "seat": seat, "network": ours.trust.environment}
            values |= {"until": f"{certificate.not_valid_after_utc:%Y-%m-%d}"}
            yield good(_("%(role)s %(seat)s, network %(network)s, until %(until)s") % values)


def clock() -> Iterator[Result]:
    """Compared with the clock of whoever gave out our certificate: nothing else about us is known outside."""
    ours = current()
    urls = list(list_urls(ours.keys.newest().certificate)) if ours and not ours.local else []
    if not urls:
        return
    answer = Web(plain=True).get(urls[0], limit=20_000_000, timeout=TIMEOUT)
    if "date" in answer.headers:
        off = abs((datetime.now(UTC) - parsedate_to_datetime(answer.headers["date"])).total_seconds())
        wrong = _("the clock is %(seconds)s seconds off") % {"seconds": f"{off:.0f}"}
        yield good(_("the clock is right")) if off < WRONG_CLOCK else bad(wrong)


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
        values = {"url": settings.URL + urlsplit(path).path.split("%")[0], "status": status, "wanted": wanted}
        if status == wanted:
            yield good(_("%(url)s responds") % values)
        else:
            yield bad(_("%(url)s answers %(status)s instead of %(wanted)s: is that address ours?") % values)


def registrations() -> Iterator[Result]:
    standing = Registration.objects.filter(state=Registration.State.REGISTERED)
    if not standing.exists():
        yield look(_("no company is registered here yet"))
        return
    wrong = [row for row in standing.order_by("checked_at", "pk")[:SAMPLE] if is_lost(row)]
    for row in wrong:
        values = {"address": row, "company": row.company}
        yield look(_("%(address)s (%(company)s) is registered here, but the network does not point to us") % values)
    if not wrong:
        yield good(_("%(n)s addresses are registered here, and the network agrees") % {"n": standing.count()})


def is_lost(row: Registration) -> bool:
    return row.access_point == "as4" and find_location(row.participant) != HERE


def reader() -> str:
    """The language in which the doctor answers."""
    return get_language() or "en"


def current() -> AccessPoint | None:
    return access_point.current()


def rules() -> Iterator[Result]:
    """The releases of the rules we judge by: whether somebody looked for a newer one lately."""
    today = timezone.localdate()
    now, to_come = rulesets.in_force(today), rulesets.to_come_after(rulesets.in_force(today).name)
    text = _("checking against %(name)s (BIS Billing %(billing)s)") % {"name": now.name, "billing": now.billing}
    if to_come:
        next_ = {"on": to_come.in_force, "name": to_come.name, "billing": to_come.billing}
        text += _(", from %(on)s against %(name)s (%(billing)s)") % next_
    if today - rulesets.LOOKED_UP > LONG_AGO:
        old = _("this version of Schakel knows the releases of %(on)s: update it") % {"on": rulesets.LOOKED_UP}
        yield look(f"{text}; {old}")
    else:
        yield good(text)


CHECKS: dict[str, Check] = {
    "database": database,
    "journal": journal,
    "documents": documents,
    "backups": records.backups,
    "store": records.damaged_files,
    "audit": records.audit_log,
    "folders": folders,
    "scanner": virus_scanner,
    "permissions": permissions,
    "address": addresses,
    "mail": mail_server,
    "worker": worker,
    "keys": keys,
    "sml": renewal.sml,
    "statuses": renewal.statuses,
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
            yield name, (bad if error.permanent else look)(f"{error.said_in(reader())} ({error})")
        except Exception as fault:  # a check that breaks is itself a finding, and the others go on
            yield name, bad(f"{type(fault).__name__}: {fault}"[:300])
