"""Files laid on somebody's SFTP server: only where its key is the one that was accepted (F09), under a temporary name that
becomes the real one when all of it is there, and never over another file (F10).

The server's address is checked where it is connected to, as for the web; port 22, or what the operator allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, ClassVar

from django.conf import settings

from schakel.hub.outside.targets import RESOLVING, TargetRefused, pinned
from schakel.peppol.errors import Unreachable

PORT = 22


class RefusedForGood(Unreachable):
    """Permanent: the same again would end the same."""

    permanent: ClassVar[bool] = True


class NoClient(RefusedForGood):
    """Permanent: this installation has no SFTP."""

    default_code = "NO_SFTP"


class HostKeyChanged(RefusedForGood):
    """Permanent until a person accepts it: the server shows another key than the accepted one."""

    default_code = "HOST_KEY_CHANGED"


class SignInRefused(RefusedForGood):
    """Permanent: the server knows neither password nor key."""

    default_code = "SIGN_IN_REFUSED"


class FolderRefused(RefusedForGood):
    """Permanent: no such folder, a link instead of one, or no right to write in it."""

    default_code = "FOLDER_REFUSED"


class NameTaken(RefusedForGood):
    """Permanent: other bytes lie under this name, and under the other one that was offered."""

    default_code = "NAME_TAKEN"


@dataclass(frozen=True)
class Server:
    """`host_key` is a line as OpenSSH writes it, `ssh-ed25519 AAAA…`; `private_key` is PEM or OpenSSH."""

    host: str
    port: int
    user: str
    host_key: str = ""
    password: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class Laid:
    """A file to be laid: the name it gets, and the one it gets when other bytes lie there already."""

    name: str
    otherwise: str
    data: bytes = field(repr=False)


def is_possible() -> bool:
    return find_spec("asyncssh") is not None


def require_server(host: str, port: int) -> None:
    """To be asked when somebody fills in a server (F01). Raises TargetRefused (permanent) or Unreachable (temporary)."""
    address_of(host, port)


def address_of(host: str, port: int) -> str:
    """The one address to connect to, once all of the host have passed."""
    host = host.strip().rstrip(".").lower()
    is_allowed = f"{host}:{port}" in settings.ALLOWED_TARGETS
    if not host or not host.isascii() or any(c <= " " or c in "/@\\" for c in host):
        raise TargetRefused(f"{host!r:.200} is no server we go to")
    if port != PORT and not is_allowed:
        raise TargetRefused(f"{host}: port {port} is not {PORT}")
    return pinned(host, port, allowed=is_allowed, timeout=RESOLVING)[0]


def shown_key(host: str, port: int) -> tuple[str, str]:
    """The key that the server shows now, and its fingerprint `SHA256:…`, for a person to compare. Raises as `lay`."""
    key = client().shown_key(address_of(host, port), port)
    if key is None:
        raise Unreachable(f"{host} shows no key")
    return key.export_public_key("openssh").decode().strip(), str(key.get_fingerprint())


def lay(server: Server, folder: Sequence[str], files: Sequence[Laid], *, mark: str, timeout: float) -> None:
    """All files, in this order, in a folder below the one that the server opens. `mark` names the temporary ones.

    What lies there already with the same bytes is left so: laid again after a crash, nothing doubles (J06).

    Raises:
        HostKeyChanged, SignInRefused, FolderRefused, NameTaken, TargetRefused, NoClient   permanent
        Unreachable   temporary; whether a file arrived is then not known
    """
    address = address_of(server.host, server.port)
    client().lay(server, address, folder, files, mark=mark, timeout=timeout)


def client() -> Any:
    """What speaks SFTP. Raises NoClient (permanent) where the extra `sftp` was not installed."""
    try:
        from schakel.hub.outside import sftp
    except ImportError:
        raise NoClient("asyncssh") from None
    return sftp
