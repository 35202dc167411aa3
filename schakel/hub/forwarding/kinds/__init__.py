"""The kinds of forwarder, a folder each."""

from schakel.hub.forwarding.kinds.email import Email
from schakel.hub.forwarding.kinds.kind import Kind
from schakel.hub.forwarding.kinds.pull import Pull

KINDS: dict[str, Kind] = {kind.code: kind for kind in (Email(), Pull())}
"""By their code, in the order in which they are offered."""
