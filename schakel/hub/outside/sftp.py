"""The conversation with an SFTP server. Imported only when there is one: its client takes longer to load than Django."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

import asyncssh

from schakel.hub.outside.files import FolderRefused, HostKeyChanged, Laid, NameTaken, Server, SignInRefused
from schakel.peppol.errors import Unreachable

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


def shown_key(address: str, port: int) -> Any:
    """The key that the server shows, or None."""
    return run(asyncssh.get_server_host_key(address, port, config=None), timeout=CONNECTING)


def lay(
    server: Server, address: str, folder: Sequence[str], files: Sequence[Laid], *, mark: str, timeout: float
) -> None:
    run(laid(server, address, folder, files, mark), timeout=timeout)


def run(deed: Coroutine[Any, Any, T], *, timeout: float) -> T:
    """To its end within the time; what goes wrong, in our own words."""
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
            await upload(sftp, place, file, temporary=f"{place}/.{mark}-{number}.part")


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


async def upload(sftp: Any, place: str, file: Laid, *, temporary: str) -> None:
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
