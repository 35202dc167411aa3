"""What a Prometheus reads at `/metrics`: counted from the rows when it is asked, so that every process gives the same answer.

Names follow Prometheus' own advice: a unit at the end, `_total` for what only grows. Nothing names a company, a person or a
document.
"""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from schakel import __version__
from schakel.hub import pulse
from schakel.hub.documents.models import Document
from schakel.hub.forwarding.models import Forwarder
from schakel.hub.forwarding.overview import counts_of_forwarders
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.certificates import expiries
from schakel.hub.network.models import Breaker, Registration, Transmission
from schakel.hub.network.operating.queues import all_queues
from schakel.hub.records.models import Backup, DamagedFile
from schakel.hub.web.health import is_up_to_date

Values = Sequence[tuple[list[str], float]]  # of each: its labels


class Rows(Collector):
    """Every figure of the hub. When one cannot be counted there is no answer: Prometheus sees that, and half of one not."""

    def describe(self) -> Iterable[Metric]:
        return []  # else it would be counted once more when it is registered

    def collect(self) -> Iterator[Metric]:
        for group in (installation, worker, queues, documents, network, forwarding, certificates, backups):
            yield from group()


def installation() -> Iterator[Metric]:
    yield gauge("schakel_info", "Which version answers.", [([__version__], 1)], labels=["version"])
    yield gauge("schakel_tables_current", "1 when the tables are those of this version.", [([], is_up_to_date())])
    disk = shutil.disk_usage(settings.DATA)
    yield gauge("schakel_disk_free_bytes", "Free on the disk of the data folder.", [([], disk.free)])
    yield gauge("schakel_disk_size_bytes", "Size of that disk.", [([], disk.total)])
    yield gauge("schakel_database_size_bytes", "Size of the database.", [([], database_size())])


def database_size() -> int:
    of_sqlite = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with connection.cursor() as cursor:
        cursor.execute(of_sqlite if connection.vendor == "sqlite" else "SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def worker() -> Iterator[Metric]:
    silence = pulse.silence()
    values: Values = [] if silence is None else [([], silence)]
    yield gauge("schakel_worker_silence_seconds", "Since the last sign of life of a worker.", values)


def queues() -> Iterator[Metric]:
    found, now = all_queues(), timezone.now()
    labels = ["queue"]
    due = [([each.name], each.due) for each in found]
    ages = [([each.name], (now - each.oldest).total_seconds() if each.oldest else 0) for each in found]
    later = [([each.name], each.later) for each in found]
    yield gauge("schakel_queue_due", "Rows whose work is due now.", due, labels=labels)
    yield gauge("schakel_queue_oldest_seconds", "How long the row waits that waits longest.", ages, labels=labels)
    yield gauge("schakel_queue_later", "Rows that are tried again later.", later, labels=labels)


def documents() -> Iterator[Metric]:
    last = Document.everything.aggregate(last=Max("pk"))["last"] or 0
    yield counter("schakel_documents", "The highest number a document got.", last)


def network() -> Iterator[Metric]:
    last = Transmission.objects.aggregate(last=Max("pk"))["last"] or 0
    yield counter("schakel_transmissions", "The highest number a message got, received or sent.", last)
    failed = Transmission.objects.filter(state=Transmission.State.FAILED).count()
    yield gauge("schakel_transmissions_failed", "Messages that could not be sent.", [([], failed)])
    paused = Breaker.objects.filter(open_until__gt=timezone.now()).count()
    yield gauge("schakel_destinations_paused", "Access points and providers that do not answer.", [([], paused)])
    states = Registration.objects.order_by().values_list("state").annotate(n=Count("pk"))
    values = [([state], n) for state, n in states]
    yield gauge("schakel_registrations", "Companies by the state of their registration.", values, labels=["state"])


def forwarding() -> Iterator[Metric]:
    forwarders = dict(Forwarder.objects.active().values_list("pk", "kind"))
    of_kind: Counter[tuple[str, str]] = Counter()
    for pk, counts in counts_of_forwarders(forwarders).items():
        for state in ("waiting", "failed", "held"):
            of_kind[forwarders[pk], state] += getattr(counts, state)
    values = [([kind, state], n) for (kind, state), n in of_kind.items()]
    yield gauge(
        "schakel_forwards", "Not in a bookkeeping package, by kind and state.", values, labels=["kind", "state"]
    )


def certificates() -> Iterator[Metric]:
    ours = access_point.current()
    ends = [([one.role.value], one.until.timestamp()) for one in expiries(ours)] if ours else []
    yield gauge(
        "schakel_certificate_expires_timestamp_seconds", "When our last certificate ends.", ends, labels=["role"]
    )


def backups() -> Iterator[Metric]:
    last = Backup.objects.aggregate(last=Max("finished_at"))["last"]
    values: Values = [([], last.timestamp())] if last else []
    yield gauge("schakel_backup_timestamp_seconds", "When the last backup was made.", values)
    damaged = DamagedFile.objects.count()
    yield gauge("schakel_store_damaged_files", "Files of the store that are missing or altered.", [([], damaged)])


def gauge(name: str, about: str, values: Values, *, labels: Sequence[str] = ()) -> Metric:
    family = GaugeMetricFamily(name, about, labels=labels)
    for of, value in values:
        family.add_metric(of, value)
    return family


def counter(name: str, about: str, value: int) -> Metric:
    return CounterMetricFamily(name, about, value=value)
