import pytest

from schakel.peppol.errors import Untrusted
from schakel.peppol.web_address import require_web_address


@pytest.mark.parametrize(
    "url",
    [
        "https://smp.example.org",
        "https://SMP.example.org/",
        "https://smp.example.org:443/a/b-c_d~e/%3A%3A",
        "https://xn--bcher-kva.example",
    ],
)
def test_plain_addresses_are_taken(url):
    assert require_web_address(url) == url.rstrip("/")


REFUSED = """
http://smp.example.org ftp://smp.example.org file:///etc/passwd gopher://smp.example.org smp.example.org
https://127.0.0.1 https://2130706433 https://127.1 https://0x7f.1 https://0177.0.0.1 https://[::1] https://localhost
https://user:pass@smp.example.org https://smp.example.org@evil.example https://smp.example.org:8443
https://smp.example.org:0 https://smp.example.org:x https://smp.example.org/../admin https://smp.example.org/a/%2E./b
https://smp.example.org/a?b https://smp.example.org/a# https://smp.example.org/a\\b https://smp.example.org/\u00e9
https://-smp.example.org https://smp..example.org https:///path https://[bad https://10.0.0.1
"""


@pytest.mark.parametrize("url", REFUSED.split())
def test_F06_addresses_that_are_no_address_of_a_service(url):
    with pytest.raises(Untrusted) as caught:
        require_web_address(url)
    assert caught.value.code == "ADDRESS_REFUSED"


def test_F06_white_space_and_length():
    for url in ("https://smp.example.org/a b", "https://smp.example.org/\n", "https://smp.example.org/" + "a" * 2_000):
        with pytest.raises(Untrusted):
            require_web_address(url)


def test_a_question_only_where_it_may_be():
    assert require_web_address("https://ap.example.org/as4?a=b", query=True) == "https://ap.example.org/as4?a=b"
    with pytest.raises(Untrusted):
        require_web_address("https://ap.example.org/as4?a=b#c", query=True)


def test_a_demonstration_may_stay_on_this_machine():
    assert require_web_address("http://127.0.0.1:8000/smp/", local=True) == "http://127.0.0.1:8000/smp"
    for url in ("file:///etc/passwd", "http://u@127.0.0.1", "http:///x"):
        with pytest.raises(Untrusted):
            require_web_address(url, local=True)
