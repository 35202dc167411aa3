"""Into a folder of this machine (often one that the network shares): below what the operator opened, an office in its own."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.forwarding.kinds import paths
from schakel.hub.forwarding.kinds.folder import send
from schakel.hub.forwarding.kinds.kind import ForwarderKind, Outcome, Parcel, Place
from schakel.hub.forwarding.models import Forwarder


class Folder(ForwarderKind):
    code: ClassVar = "folder"
    position: ClassVar = 30
    name: ClassVar = _("Into a folder")
    word: ClassVar = _("into a folder")
    guide: ClassVar = _(
        "Files go into a folder that the operator of this installation opened for your office. Let your "
        "package read that folder. In it, each company gets its own folder; you can change its name."
    )
    address_label: ClassVar = _("Folder")
    sentences: ClassVar = {"not_here": _("The operator of this installation has not set a folder for this.")}

    def is_offered(self) -> bool:
        return bool(settings.FORWARDING_FOLDER)

    def destination(self, options: Mapping[str, Any]) -> str:
        return "folder"

    def turn(self, forwarder: Forwarder) -> str:
        return f"folder {forwarder.office_id}"

    def check_address(self, text: str) -> str:
        return paths.clean_path(text)

    def usual_address(self, connection: Connection) -> str:
        return paths.usual_folder(connection)

    def send(self, parcel: Parcel, to: Place) -> Outcome:
        return send.send(parcel, to)


KIND = Folder()
