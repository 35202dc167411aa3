"""peppol-commons: the classes with which phase4 and many others read envelopes, and the Directory its business cards."""

import base64

from interop.peers.java import JavaPeer

NAME = "peppol-commons 12.4.0"
UNIT = "\x1f"


class Refused(Exception):
    """It does not take what it was handed, and says why."""


class PeppolCommons(JavaPeer):
    PROJECT, MAIN, MEMORY = "peppol_commons", "be.schakel.interop.Commons", "500m"

    def envelope(self, data: bytes) -> tuple[str, ...]:
        """Sender, receiver, document type, process, country, id, MLS_TO and MLS_TYPE. Raises Refused."""
        return tuple(self._ask("envelope", data).decode().split(UNIT))

    def written_again(self, data: bytes) -> bytes:
        """The envelope as it writes it. Raises Refused."""
        return self._ask("envelope_again", data)

    def card(self, data: bytes) -> tuple[str, ...]:
        """Scheme and value of the participant, name, country, numbers and day. Raises Refused."""
        return tuple(self._ask("card", data).decode().split(UNIT))

    def _ask(self, kind: str, data: bytes) -> bytes:
        said = self.ask(kind, data)
        if said.startswith("ERROR"):
            raise Refused(said)
        return base64.b64decode(said)
