"""Our access point and SMP as the settings describe them."""

from django.conf import settings

from schakel.hub.network.access_points.key_files import RollingKeys, read_keys
from schakel.hub.network.access_points.own import AccessPoint, Publisher, network_from_settings
from schakel.hub.network.access_points.sml_key import IndexerConnection, SmlConnection
from schakel.peppol import directory, network
from schakel.peppol.doors import Clock


def access_point() -> AccessPoint | None:
    """Our access point as the settings describe it; None without a key.

    Raises KeyFileWrong (permanent) when a file does not hold what it should.
    """
    if not settings.AP_KEYS:
        return None
    around = network_from_settings()
    return AccessPoint(
        keys=RollingKeys(read_keys(settings.AP_KEYS, settings.AP_PASSWORD), around.clock),
        trust=around.trust,
        revocation=around.revocation,
        clock=around.clock,
        http=around.http,
        resolver=around.resolver,
        zone=around.zone,
        publisher=publisher_from_settings(around.clock),
    )


def publisher_from_settings(clock: Clock) -> Publisher | None:
    if not settings.SMP_KEYS:
        return None
    keys = read_keys(settings.SMP_KEYS, settings.SMP_PASSWORD)
    test = settings.NETWORK == "test"
    return Publisher(
        keys=RollingKeys(keys, clock),
        smp_id=settings.SMP_ID,
        base=f"{settings.URL}/smp",
        sml=SmlConnection(keys, clock),
        management=settings.SML_URL or (network.TEST_SML if test else network.PRODUCTION_SML),
        directory=directory_from_settings(),
        indexer=IndexerConnection(keys, clock),
    )


def directory_from_settings() -> str:
    """`off`, `on` for that of the network, or an address."""
    of_network = directory.TEST if settings.NETWORK == "test" else directory.PRODUCTION
    return {"off": "", "on": of_network}.get(settings.DIRECTORY, settings.DIRECTORY)
