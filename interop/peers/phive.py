"""phive, the validator behind most Peppol access points: the official files of Peppol as it runs them."""

import json
from typing import NamedTuple

from interop.peers.java import JavaPeer

RULES = "phive-rules-peppol 4.3.7: Peppol 2026.5, EN 16931 1.3.16"


class Official(NamedTuple):
    """What the official files say of one document. Where the schema refuses it no rule is asked."""

    schema: list[str]
    fatal: frozenset[str]
    warnings: frozenset[str]
    stops: list[str]  # the rule file itself ended with an error

    @property
    def valid(self) -> bool:
        return not (self.schema or self.fatal or self.stops)

    @property
    def verdict(self) -> str:
        """`valid`, or what refused it: `schema`, `stops` or `rules`."""
        return "valid" if self.valid else "schema" if self.schema else "stops" if self.stops else "rules"


class Phive(JavaPeer):
    PROJECT, MAIN, MEMORY = "phive", "be.schakel.interop.Judge", "1500m"

    def judge(self, kind: str, data: bytes) -> Official:
        """What is wrong with a document of this kind.

        Kinds: invoice, credit_note, self_billed_…, invoice_response, mls, mlr, and the monthly reports tsr and eusr.
        """
        said = json.loads(self.ask(kind, data))
        return Official(said["schema"], frozenset(said["fatal"]), frozenset(said["warning"]), said["stop"])
