"""The kinds of forwarder, a folder each."""

from schakel.hub.forwarding.kinds.email import Email
from schakel.hub.forwarding.kinds.folder import Folder
from schakel.hub.forwarding.kinds.kind import ForwarderKind
from schakel.hub.forwarding.kinds.pull import Pull
from schakel.hub.forwarding.kinds.sftp import Sftp
from schakel.hub.forwarding.kinds.webhook import Webhook

KINDS: dict[str, ForwarderKind] = {kind.code: kind for kind in (Email(), Sftp(), Folder(), Webhook(), Pull())}
"""By their code, in the order in which they are offered."""
