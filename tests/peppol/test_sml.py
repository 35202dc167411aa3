import pytest

from schakel.peppol.errors import LookupUnavailable, NotRegistered, Untrusted
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.sml import host_name, locate
from tests.peppol.smp_world import BASE, RECEIVER, ZONE, World, naptr

VECTORS = {
    "9915:test": "eh5boavaktmbgzyh2a63dz4qov33fvp5nsdvqklucfraayoodw6a",
    "0088:123abc": "y7dzfxaf3d4cjz4kcgrxtec6twvcga4ky7zwa5boif6mswd4tdrq",
    "0088:123ABC": "y7dzfxaf3d4cjz4kcgrxtec6twvcga4ky7zwa5boif6mswd4tdrq",
    "0010:5798000000001": "xukhfqabqziki3ykvr2fhr4snfa3pf5vpq6k4tonv3lmvsy5arvq",
    "0088:1234567890123": "sjsyvccmqyjxk3weuapffq4x3umcrf4qryherj4vovhmonh7gccq",
    "0088:4035811991021": "lzmedsmzxyd37yc74tzvpycmuanfcmn667jhgbfqddrvmse6nyta",
    "0208:0407214017": "aobsxfpme7lc7y6kkid2qfannnb2cdpkb63lpeivoffcrwnw7j2q",
}


@pytest.fixture
def world(pki, smp_key, bob) -> World:
    return World(pki, smp_key, bob)


@pytest.mark.parametrize(("value", "label"), VECTORS.items())
def test_names_of_the_published_vectors(value, label):
    name = host_name(ParticipantId(value), zone="participant.sml.prod.tech.peppol.org.")
    assert name == f"{label}.iso6523-actorid-upis.participant.sml.prod.tech.peppol.org"


@pytest.mark.parametrize(
    "record",
    [
        naptr(),
        naptr(flags="u", service="META:smp"),
        naptr(regexp=f"|^.*$|{BASE}/|"),
        naptr(f"{BASE}/"),
    ],
)
def test_the_address_is_between_the_second_and_third_delimiter(world, record):
    world.resolver.records[host_name(RECEIVER, zone=ZONE)] = [record]
    assert locate(RECEIVER, network=world.network) == BASE


def test_order_and_preference(world):
    world.resolver.records[host_name(RECEIVER, zone=ZONE)] = [
        naptr("https://third.example.org", order=200, preference=1),
        naptr("https://second.example.org", order=100, preference=20),
        naptr("https://first.example.org", order=100, preference=10),
        naptr("https://other.example.org", order=1, service="E2U+sip"),
    ]
    assert locate(RECEIVER, network=world.network) == "https://first.example.org"


def test_F07_not_registered_only_on_a_definite_negative(world):
    with pytest.raises(NotRegistered) as caught:
        locate(ParticipantId("0208:0203201340"), network=world.network)
    assert caught.value.permanent
    world.resolver.records[host_name(RECEIVER, zone=ZONE)] = None
    with pytest.raises(LookupUnavailable) as failed:
        locate(RECEIVER, network=world.network)
    assert not failed.value.permanent


@pytest.mark.parametrize(
    "regexp", ["", "!", "!.*!", "!.*!!", "!.*!https://a.example.org", "!.*!https://a.example.org!x!"]
)
def test_F07_a_record_that_is_no_address_is_no_registration(world, regexp):
    world.resolver.records[host_name(RECEIVER, zone=ZONE)] = [naptr(regexp=regexp)]
    with pytest.raises(NotRegistered):
        locate(RECEIVER, network=world.network)


@pytest.mark.parametrize(
    "address", ["http://smp.example.org", "https://127.0.0.1", "https://localhost", "file:///etc/passwd"]
)
def test_F07_a_spoofed_record_leads_nowhere(world, address):
    world.resolver.records[host_name(RECEIVER, zone=ZONE)] = [naptr(address)]
    with pytest.raises(Untrusted) as caught:
        locate(RECEIVER, network=world.network)
    assert caught.value.code == "ADDRESS_REFUSED"


def test_the_next_record_is_tried_when_the_first_is_no_address_for_us(world):
    name = host_name(RECEIVER, zone=ZONE)
    world.resolver.records[name] = [
        naptr("http://smp.example.org", order=1),
        naptr("https://10.0.0.1", order=2),
        naptr(),
    ]
    assert locate(RECEIVER, network=world.network) == BASE
