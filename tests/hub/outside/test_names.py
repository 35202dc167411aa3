"""Against a name server of our own that answers as told."""

import socket
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from schakel.hub.outside import Dns
from schakel.peppol.errors import Unreachable

NAME = "abc.iso6523-actorid-upis.sml.example."
RECORD = '100 10 "U" "Meta:SMP" "!.*!https://smp.example!" .'


@pytest.fixture
def server():
    """Its address, and what it answers: a function from question to answer, or None for silence."""
    told = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", 0))

        def serve():
            while True:
                try:
                    data, whom = wire.recvfrom(4096)
                except OSError:
                    return
                answer = told["say"](dns.message.from_wire(data))
                if answer is not None:
                    wire.sendto(answer.to_wire(), whom)

        threading.Thread(target=serve, daemon=True).start()
        yield Dns((f"127.0.0.1#{wire.getsockname()[1]}",)), told


def answer(question, *records, rcode=dns.rcode.NOERROR):
    made = dns.message.make_response(question)
    made.set_rcode(rcode)
    made.answer = list(records)
    return made


def test_the_records_of_a_name(server):
    resolver, told = server
    told["say"] = lambda asked: answer(asked, dns.rrset.from_text(NAME, 60, "IN", "NAPTR", RECORD))
    [record] = resolver.naptr(NAME, timeout=2)
    assert (record.order, record.preference, record.flags, record.service) == (100, 10, "U", "Meta:SMP")
    assert (record.regexp, record.replacement) == ("!.*!https://smp.example!", ".")


@pytest.mark.parametrize("rcode", [dns.rcode.NXDOMAIN, dns.rcode.NOERROR])
def test_F07_a_definite_negative(server, rcode):
    resolver, told = server
    told["say"] = lambda asked: answer(asked, rcode=rcode)
    assert resolver.naptr(NAME, timeout=2) == []


@pytest.mark.parametrize("rcode", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_F07_trouble_is_no_negative(server, rcode):
    resolver, told = server
    told["say"] = lambda asked: answer(asked, rcode=rcode)
    with pytest.raises(Unreachable):
        resolver.naptr(NAME, timeout=2)


def test_F07_silence_is_no_negative(server):
    resolver, told = server
    told["say"] = lambda asked: None
    with pytest.raises(Unreachable):
        resolver.naptr(NAME, timeout=0.3)


def test_F07_a_loop_of_aliases(server):
    resolver, told = server
    loop = [dns.rrset.from_text(f"a{n}.example.", 60, "IN", "CNAME", f"a{(n + 1) % 3}.example.") for n in range(3)]
    told["say"] = lambda asked: answer(asked, *loop)
    with pytest.raises(Unreachable):
        resolver.naptr("a0.example.", timeout=1)
