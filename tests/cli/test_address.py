"""Where Schakel listens and the address in its mails agree."""

import errno
import os
import socket
import threading

import click
import pytest

from schakel.cli.address import choose_bind, require_free, warn_of_difference, why_not


@pytest.mark.parametrize(
    ("url", "bind", "listens", "links"),
    [
        (None, None, "localhost:8000", "http://localhost:8000"),
        (None, "localhost:8101", "localhost:8101", "http://localhost:8101"),
        (None, "8101", "localhost:8101", "http://localhost:8101"),
        (None, "0.0.0.0:8101", "0.0.0.0:8101", "http://localhost:8101"),
        (None, "[::1]:8101", "[::1]:8101", "http://[::1]:8101"),
        (None, "192.168.1.5:8101", "192.168.1.5:8101", "http://192.168.1.5:8101"),
        ("http://localhost:8101", None, "localhost:8101", "http://localhost:8101"),
        ("https://schakel.example.be", None, "localhost:8000", "https://schakel.example.be"),
        ("https://schakel.example.be:8443", None, "localhost:8000", "https://schakel.example.be:8443"),
        ("https://schakel.example.be", "localhost:8101", "localhost:8101", "https://schakel.example.be"),
        ("https://schakel.example.be", "unix:/run/schakel", "unix:/run/schakel", "https://schakel.example.be"),
    ],
)
def test_what_is_listened_on_and_what_links_begin_with_agree(url, bind, listens, links, monkeypatch):
    monkeypatch.delenv("SCHAKEL_URL", raising=False)
    if url:
        monkeypatch.setenv("SCHAKEL_URL", url)
    assert choose_bind(bind) == listens
    assert os.environ["SCHAKEL_URL"] == links


@pytest.mark.parametrize("bind", ["localhost:many", "localhost:99999", "[::1"])
def test_what_is_no_address_is_said_to_be_none(bind):
    with pytest.raises(click.ClickException, match="address and a port"):
        choose_bind(bind)


@pytest.mark.parametrize(
    ("url", "warned"),
    [("http://localhost:8000", True), ("http://localhost:8101", False), ("https://hub.example", False)],
)
def test_links_that_would_lead_nowhere_are_warned_of(url, warned, monkeypatch, capsys):
    monkeypatch.setenv("SCHAKEL_URL", url)
    warn_of_difference("localhost:8101")
    assert bool(capsys.readouterr().err) is warned


def test_a_taken_port_is_refused_with_the_way_out():
    with socket.socket() as other:
        other.bind(("localhost", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"Port {port} is taken.*--bind localhost:{port + 1}"):
            require_free(f"localhost:{port}")
    require_free(f"localhost:{port}", wait=10.0)  # a child that began just now may hold it for a moment


def test_a_port_that_is_left_in_a_moment_is_waited_for():
    other = socket.socket()
    other.bind(("localhost", 0))
    other.listen()
    port = other.getsockname()[1]
    threading.Timer(0.3, other.close).start()
    require_free(f"localhost:{port}", wait=10.0)


def test_a_port_that_one_may_not_have_and_an_address_that_is_not_ours_are_said():
    assert "above 1023" in why_not(OSError(errno.EACCES, "Permission denied"), "localhost", 80)
    with pytest.raises(click.ClickException, match=r"cannot listen on 192\.0\.2\.1:8101"):
        require_free("192.0.2.1:8101")
