"""By SFTP: files are laid on a server of the package, or of the office."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.forwarding.kinds import paths
from schakel.hub.forwarding.kinds.kind import ForwarderKind, Outcome, Parcel, Place
from schakel.hub.forwarding.kinds.sftp import send
from schakel.hub.forwarding.kinds.sftp.form import SftpForm
from schakel.hub.forwarding.models import Forwarder
from schakel.hub.outside import files


class Sftp(ForwarderKind):
    code: ClassVar = "sftp"
    position: ClassVar = 20
    name: ClassVar = _("By SFTP")
    word: ClassVar = _("by SFTP")
    guide: ClassVar = _(
        "Files go to a server, in a folder for each company. The first test shows the server's key: "
        "compare it with the one its owner gave you, then accept it. If the key ever changes, we send "
        "nothing more until you check it."
    )
    form: ClassVar = SftpForm
    address_label: ClassVar = _("Folder")
    sentences: ClassVar = {
        "host_key": _(
            "The server shows a different key than before. It may be another server: ask its owner before "
            "you accept the key."
        ),
        "no_host_key": _("The key of the server has not been accepted yet. Press Test, compare, and accept it."),
        "sign_in": _("The server refused the user name, the password or the key."),
        "no_client": _("This installation is missing what SFTP needs. Ask the operator."),
    }

    def is_offered(self) -> bool:
        return files.is_possible()

    def destination(self, options: Mapping[str, Any]) -> str:
        return f"sftp {options.get('host')}:{options.get('port')}"

    def check_address(self, text: str) -> str:
        return paths.clean_path(text)

    def usual_address(self, connection: Connection) -> str:
        return paths.usual_folder(connection)

    def prepare(self, forwarder: Forwarder) -> None:
        """Nothing leaves before a person accepted the server's key."""
        if not forwarder.options["host_key"]:
            forwarder.stopped = Forwarder.Stopped.NO_KEY

    def shown_key(self, options: Mapping[str, Any]) -> tuple[str, str] | None:
        return files.shown_key(options["host"], options["port"])

    def accept_key(self, options: Mapping[str, Any], key: str) -> dict[str, Any]:
        return {**options, "host_key": key}

    def send(self, parcel: Parcel, to: Place) -> Outcome:
        return send.send(parcel, to)


KIND = Sftp()
