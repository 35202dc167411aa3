"""Where Schakel listens, and the address that stands in its mails: the two must agree."""

import errno
import os
import socket
import time
from gettext import gettext as _
from urllib.parse import urlsplit

import click

PORT = 8000
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
EVERYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104 -- compared with, not listened on
NOT_TCP = ("unix:", "fd://")


def choose_bind(bind: str | None) -> str:
    """What to listen on, as gunicorn writes it. Sets SCHAKEL_URL from it where it is not given.

    Raises:
        ClickException   what was given is no address
    """
    url = os.environ.get("SCHAKEL_URL")
    if bind is None:
        bind = bind_of(url) if url else f"localhost:{PORT}"
    if bind.startswith(NOT_TCP):
        return bind
    host, port = host_and_port(bind)
    if not url:
        os.environ["SCHAKEL_URL"] = f"http://{in_url('localhost' if host in EVERYWHERE else host)}:{port}"
    return f"{in_url(host)}:{port}"


def warn_of_difference(bind: str) -> None:
    """Where no proxy can stand in between, links with another port lead nowhere."""
    url = os.environ.get("SCHAKEL_URL", "")
    if not bind.startswith(NOT_TCP) and is_direct(url) and (urlsplit(url).port or 80) != host_and_port(bind)[1]:
        text = _("Warning: links begin with {url} (SCHAKEL_URL), but Schakel listens on {bind}.")
        click.echo(text.format(url=url, bind=bind), err=True)


def bind_of(url: str) -> str:
    """Where to listen when only SCHAKEL_URL is given: its own port when nothing can stand in between, else the usual."""
    try:
        parts = urlsplit(url)
        return f"{in_url(str(parts.hostname))}:{parts.port or 80}" if is_direct(url) else f"localhost:{PORT}"
    except ValueError as fault:
        raise click.ClickException(_("SCHAKEL_URL is not an address: {fault}.").format(fault=fault)) from fault


def is_direct(url: str) -> bool:
    """Without TLS and on this machine: there is no proxy in front that listens on another port."""
    return urlsplit(url).scheme == "http" and urlsplit(url).hostname in THIS_MACHINE


def in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def host_and_port(bind: str) -> tuple[str, int]:
    if bind.isdecimal():
        bind = f"localhost:{bind}"
    try:
        parts = urlsplit(f"//{bind}")
        return parts.hostname or "", PORT if parts.port is None else parts.port
    except ValueError as fault:
        raise click.ClickException(_("--bind wants an address and a port, as in localhost:8000.")) from fault


def require_free(bind: str, *, wait: float = 0.0) -> None:
    """Raises ClickException when Schakel cannot listen there: taken, not allowed, or no address of this machine.

    `wait` is for how many seconds a taken port is looked at again: the children of a server that was killed hold it for a
    moment.
    """
    if bind.startswith(NOT_TCP):
        return
    host, port = host_and_port(bind)
    until = time.monotonic() + wait
    while fault := refusal(host, port):
        if getattr(fault, "errno", None) != errno.EADDRINUSE or time.monotonic() >= until:
            raise click.ClickException(why_not(fault, host, port)) from fault
        time.sleep(0.1)


def refusal(host: str, port: int) -> Exception | None:
    """Why nobody can listen there; None when somebody can."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was left just now counts as free
            probe.bind((host, port))
    except (OSError, OverflowError) as fault:
        return fault
    return None


def why_not(fault: Exception, host: str, port: int) -> str:
    code = getattr(fault, "errno", None)
    if code == errno.EADDRINUSE:
        return _(
            "Port {port} is taken: another program listens on it, perhaps another Schakel. "
            "Stop that one, or choose another port: schakel up --bind {host}:{next} (make run PORT={next})."
        ).format(port=port, host=host, next=port + 1)
    if code in (errno.EACCES, errno.EPERM):
        return _(
            "Schakel may not listen on port {port}: choose one above 1023, with a proxy in front of Schakel."
        ).format(port=port)
    return _("Schakel cannot listen on {host}:{port}: {fault}.").format(host=host, port=port, fault=fault)
