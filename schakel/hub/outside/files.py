"""Files laid on somebody's SFTP server: only where its key is the one that was accepted (F09), under a temporary name that
becomes the real one when all of it is there, and never over another file (F10).

The server's address is checked where it is connected to, as for the web; port 22, or what the operator allows.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.conf import settings

from schakel.hub.outside.targets import RESOLVING, TargetRefused, pinned
from schakel.peppol.errors import Unreachable

try:
    import asyncssh
except ImportError:  # the extra `sftp` was not installed
    asyncssh = None  # type: ignore[assignment]

PORT = 22
CONNECTING = 15.0  # seconds until signed in
ALGORITHMS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
)  # of a server's key
T = TypeVar("T")


class NoClient(Unreachable):
    """Permanent: this installation has no SFTP."""

    permanent: ClassVar[bool] = True
    default_code = "NO_SFTP"


class HostKeyChanged(Unreachable):
    """Permanent until a person accepts it: the server shows another key than the accepted one."""

    permanent: ClassVar[bool] = True
    default_code = "HOST_KEY_CHANGED"


class SignInRefused(Unreachable):
    """Permanent: the server knows neither password nor key."""

    permanent: ClassVar[bool] = True
    default_code = "SIGN_IN_REFUSED"


class FolderRefused(Unreachable):
    """Permanent: no such folder, a link instead of one, or no right to write in it."""

    permanent: ClassVar[bool] = True
    default_code = "FOLDER_REFUSED"


class NameTaken(Unreachable):
    """Permanent: other bytes lie under this name, and under the other one that was offered."""

    permanent: ClassVar[bool] = True
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
    return asyncssh is not None


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
    key = run(asked_key(address_of(host, port), port), timeout=CONNECTING)
    if key is None:
        raise Unreachable(f"{host} shows no key")
    return key.export_public_key("openssh").decode().strip(), str(key.get_fingerprint())


async def asked_key(address: str, port: int) -> Any:
    return await asyncssh.get_server_host_key(address, port, config=None)


def lay(server: Server, folder: Sequence[str], files: Sequence[Laid], *, mark: str, timeout: float) -> None:
    """All files, in this order, in a folder below the one that the server opens. `mark` names the temporary ones.

    What lies there already with the same bytes is left so: laid again after a crash, nothing doubles (J06).

    Raises:
        HostKeyChanged, SignInRefused, FolderRefused, NameTaken, TargetRefused, NoClient   permanent
        Unreachable   temporary; whether a file arrived is then not known
    """
    address = address_of(server.host, server.port)
    run(laid(server, address, folder, files, mark), timeout=timeout)


def run(deed: Coroutine[Any, Any, T], *, timeout: float) -> T:
    """To its end within the time; what goes wrong, in our own words."""
    if asyncssh is None:
        deed.close()
        raise NoClient("asyncssh")
    try:
        return asyncio.run(asyncio.wait_for(deed, timeout))
    except asyncssh.HostKeyNotVerifiable as fault:
        raise HostKeyChanged(str(fault)[:300]) from fault
    except asyncssh.PermissionDenied as fault:
        raise SignInRefused(str(fault)[:300]) from fault
    except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPPermissionDenied) as fault:
        raise FolderRefused(str(fault)[:300]) from fault
    except (OSError, TimeoutError, asyncssh.Error, asyncssh.KeyImportError) as fault:
        raise Unreachable(f"{type(fault).__name__} {fault}"[:300]) from fault


async def laid(server: Server, address: str, folder: Sequence[str], files: Sequence[Laid], mark: str) -> None:
    trusted = asyncssh.import_public_key(server.host_key)
    async with (
        asyncssh.connect(
            address,
            server.port,
            config=None,
            username=server.user,
            password=server.password or None,
            client_keys=[asyncssh.import_private_key(server.private_key)] if server.private_key else None,
            known_hosts=([trusted], [], []),
            server_host_key_algs=asked_for(trusted),
            agent_path=None,
            connect_timeout=CONNECTING,
            login_timeout=CONNECTING,
        ) as connection,
        connection.start_sftp_client() as sftp,
    ):
        place = await entered(sftp, folder)
        for number, file in enumerate(files):
            await laid_one(sftp, place, file, temporary=f"{place}/.{mark}-{number}.part")


def asked_for(trusted: Any) -> list[str]:
    """The accepted key's own algorithms first; then the others, so that a server without that key shows the one it has."""
    own = [name.decode() for name in trusted.sig_algorithms if name.decode() in ALGORITHMS]
    return list(dict.fromkeys([*own, *ALGORITHMS]))


async def entered(sftp: Any, folder: Sequence[str]) -> str:
    """The folder's path, made where it is missing; a link on the way is not followed."""
    place = str(await sftp.realpath(".")).rstrip("/")
    for part in folder:
        place = f"{place}/{part}"
        try:
            found = await sftp.lstat(place)
        except asyncssh.SFTPNoSuchFile:
            await sftp.mkdir(place)
        else:
            if found.type != asyncssh.FILEXFER_TYPE_DIRECTORY:
                raise FolderRefused(f"{place} is no folder")
    return place


async def laid_one(sftp: Any, place: str, file: Laid, *, temporary: str) -> None:
    for name in (file.name, file.otherwise):
        target = f"{place}/{name}"
        if not await sftp.exists(target) and not await sftp.islink(target):
            async with sftp.open(temporary, "wb") as out:
                await out.write(file.data)
            await sftp.rename(temporary, target)
            return
        if await is_same(sftp, target, file.data):
            return
    raise NameTaken(file.name)


async def is_same(sftp: Any, target: str, data: bytes) -> bool:
    found = await sftp.lstat(target)
    if found.type != asyncssh.FILEXFER_TYPE_REGULAR or found.size != len(data):
        return False
    async with sftp.open(target, "rb") as file:
        return bool(await file.read(len(data) + 1) == data)
