from ipaddress import ip_address

import pytest

from schakel.hub.outside import TargetRefused, require_target, targets
from schakel.peppol.errors import Unreachable


def names(monkeypatch, **known: list[str]) -> None:
    """A resolver that knows these names."""

    def getaddrinfo(host, port, **_named):
        if host not in known:
            raise OSError("no such name")
        return [(None, None, None, "", (address, port)) for address in known[host]]

    monkeypatch.setattr(targets.socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "[::1]", "[fe80::1]",
     "[fd00::1]", "[::ffff:10.0.0.1]"],
)  # fmt: skip
def test_F01_private_addresses(host):
    with pytest.raises(TargetRefused):
        require_target(f"https://{host}/hook")


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0x7f.1", "0177.0.0.1", "localhost", "LOCALHOST."])
def test_F02_what_it_resolves_to_counts_and_not_the_text(host):
    with pytest.raises(TargetRefused):
        require_target(f"https://{host}/hook")


@pytest.mark.parametrize(
    "address",
    ["64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "224.0.0.1", "ff02::1", "::ffff:0:127.0.0.1", "64:ff9b:1::1",
     "192.0.0.1", "198.18.0.1", "203.0.113.5", "240.0.0.1", "255.255.255.255", "2001:db8::1", "2001:0:4136::1", "fec0::1"],
)  # fmt: skip
def test_F03_embedded_and_special_addresses(address):
    assert not targets.is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "193.191.245.10", "2606:4700:4700::1111", "64:ff9b::808:808"]
)
def test_public_addresses_pass(address):
    assert targets.is_public(ip_address(address))


def test_F04_every_address_of_a_name_must_pass(monkeypatch):
    names(monkeypatch, **{"good.example": ["1.1.1.1"], "mixed.example": ["1.1.1.1", "10.0.0.1"]})
    require_target("https://good.example/hook")
    with pytest.raises(TargetRefused):
        require_target("https://mixed.example/hook")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://good.example/", "ftp://good.example/", "http://good.example/",
     "https://good.example:22/", "https://good.example:25/", "https://good.example:6379/", "https://user:secret@good.example/",
     "https:///nohost", "https://good.example:port/", "https://good.example\\@127.0.0.1/", "https://good.exa mple/",
     "https://[::1/", "good.example", "", "https://goöd.example/"],
)  # fmt: skip
def test_F05_scheme_port_and_form(monkeypatch, url):
    names(monkeypatch, **{"good.example": ["1.1.1.1"]})
    with pytest.raises(TargetRefused):
        require_target(url)


def test_http_is_for_what_is_signed_itself(monkeypatch):
    names(monkeypatch, **{"crl.example": ["1.1.1.1"]})
    require_target("http://crl.example/list.crl", plain=True)
    with pytest.raises(TargetRefused):
        require_target("http://crl.example:8080/list.crl", plain=True)


def test_F11_the_operator_allows_a_target_of_his_own(settings, monkeypatch):
    names(monkeypatch, **{"erp.lan": ["10.0.0.7"]})
    settings.ALLOWED_TARGETS = {"erp.lan:8080"}
    require_target("http://erp.lan:8080/in")
    for other in ("http://erp.lan:8081/in", "https://erp.lan/in", "file://erp.lan:8080/in"):
        with pytest.raises(TargetRefused):
            require_target(other)


def test_a_name_that_does_not_resolve_may_do_so_later(monkeypatch):
    names(monkeypatch)
    with pytest.raises(Unreachable) as caught:
        require_target("https://gone.example/")
    assert not caught.value.permanent
