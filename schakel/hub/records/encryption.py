"""Backups that only the holder of a key can read: age, by pyrage. Who makes a backup needs the public half only.

A stranger opens them without Schakel: `age --decrypt --identity KEY FILE.age`. It hides what is inside; it does not prove
who wrote it, and the name of a file stays its sha256.
"""

import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from schakel.hub.records.errors import RecordsError


class Cipher(Protocol):
    @property
    def ending(self) -> str:
        """Of the names of files."""

    @property
    def recipient(self) -> str:
        """The public key; empty: nothing is encrypted."""

    def encrypt(self, data: bytes) -> bytes: ...

    def decrypt(self, data: bytes) -> bytes:
        """Raises RecordsError for another key, and for what was changed."""

    def encrypt_file(self, source: Path, to: Path) -> None: ...

    def decrypt_file(self, source: Path, to: Path) -> None:
        """As `decrypt`."""


@dataclass(frozen=True)
class Clear:
    """Not encrypted."""

    ending: str = ""
    recipient: str = ""

    def encrypt(self, data: bytes) -> bytes:
        return data

    def decrypt(self, data: bytes) -> bytes:
        return data

    def encrypt_file(self, source: Path, to: Path) -> None:
        shutil.copyfile(source, to)

    def decrypt_file(self, source: Path, to: Path) -> None:
        shutil.copyfile(source, to)


@dataclass(frozen=True)
class Age:
    """Encrypted for one public key; opened with the identity that belongs to it, where there is one."""

    recipient: str
    identity: Any = None
    ending: str = ".age"

    def encrypt(self, data: bytes) -> bytes:
        import pyrage

        encrypted: bytes = pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(self.recipient)])
        return encrypted

    def decrypt(self, data: bytes) -> bytes:
        import pyrage

        try:
            opened: bytes = pyrage.decrypt(data, [self.require_identity()])
        except pyrage.DecryptError as fault:
            raise cannot_open(fault) from fault
        return opened

    def encrypt_file(self, source: Path, to: Path) -> None:
        import pyrage

        pyrage.encrypt_file(str(source), str(to), [pyrage.x25519.Recipient.from_str(self.recipient)])

    def decrypt_file(self, source: Path, to: Path) -> None:
        import pyrage

        try:
            pyrage.decrypt_file(str(source), str(to), [self.require_identity()])
        except pyrage.DecryptError as fault:
            raise cannot_open(fault) from fault

    def require_identity(self) -> Any:
        if self.identity is None:
            raise RecordsError("no_key", _("These backups are encrypted: name the file with their key, --key FILE."))
        return self.identity


def cannot_open(fault: Exception) -> RecordsError:
    return RecordsError(
        "damaged",
        _("A file of the backup cannot be decrypted: it was changed, or is damaged (%(fault)s).") % {"fault": fault},
    )


def cipher_for(recipient: str, key: Path | None) -> Cipher:
    """`key` is a file as `age-keygen` writes it. Raises RecordsError for one that does not open what is for `recipient`."""
    if not recipient:
        return Clear()
    if find_spec("pyrage") is None:
        raise RecordsError(
            "no_library", _("Encrypted backups need the package pyrage: pip install 'schakel[encryption]'.")
        )
    import pyrage

    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as fault:
        text = _("%(recipient)s is no public key of age (age1…).")
        raise RecordsError("wrong_key", text % {"recipient": recipient}) from fault
    return Age(recipient, read_identity(recipient, key) if key else None)


def read_identity(recipient: str, key: Path) -> Any:
    import pyrage

    lines = [line.strip() for line in key.read_text("utf-8", "replace").splitlines()]
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                identity = pyrage.x25519.Identity.from_str(line)
            except pyrage.IdentityError:
                continue
            if str(identity.to_public()) == recipient:
                return identity
    raise RecordsError(
        "wrong_key",
        _("%(key)s is not the key of these backups (%(recipient)s).") % {"key": key, "recipient": recipient},
    )
