"""The one door out. Everything that reaches another machine passes here; tests replace it and the internet is gone.

Mail goes through Django's mail framework, which the settings point at a server of the operator's.
"""

from schakel.hub.outside.clock import SystemClock
from schakel.hub.outside.mail import MailRefusal, mail_refusal
from schakel.hub.outside.names import Dns
from schakel.hub.outside.targets import TargetRefused, require_target
from schakel.hub.outside.web import Web, modern_tls, retry_after, to_ourselves

__all__ = [
    "Dns",
    "MailRefusal",
    "SystemClock",
    "TargetRefused",
    "Web",
    "mail_refusal",
    "modern_tls",
    "require_target",
    "retry_after",
    "to_ourselves",
]
