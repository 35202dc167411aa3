"""What can go wrong on the network, as one tree of exceptions.

Each class says whether trying again can help (`permanent`), each object carries a `code` from the field
where one exists, and `detail` for the log. The sentence a bookkeeper reads is `said_in(language)`; `detail` never reaches
them.

    PeppolError
    ├── InvalidIdentifier      permanent   an id that is not an id
    ├── InvalidXml             permanent   not well-formed, a DOCTYPE, or over a limit
    ├── InvalidEnvelope        permanent   an SBDH the network does not allow
    ├── InvalidMessage         permanent   an MLS, MLR or report that cannot be read
    ├── NotRegistered          permanent   the network does not know the participant
    ├── NotSupported           permanent   known, but not for this document type and process
    ├── LookupUnavailable      temporary   DNS or SMP did not answer
    ├── Untrusted              permanent   a signature or certificate does not hold
    ├── RevocationUnknown      temporary   nobody could say whether a certificate still counts
    ├── RegistrationRefused    permanent   the SML refused a registration
    ├── RegistrationUnavailable temporary  the SML did not answer
    ├── Unreachable            temporary   raised by a door: no answer in time, or more bytes than asked for
    └── As4Error               either      see `schakel.peppol.as4.errors`
"""

from typing import ClassVar

from schakel.base.errors import SchakelError
from schakel.peppol import sentences


class PeppolError(SchakelError):
    """Something the network, or what came from it, did not allow."""

    section = sentences.SECTION
    default_code: ClassVar[str] = "PEPPOL"

    def __init__(self, detail: str, *, code: str | None = None) -> None:
        super().__init__(detail)
        self.code = code or self.default_code

    def said_in(self, language: str) -> str:
        """The sentence for a reader; `language` is nl, fr, en or de, with or without a country."""
        kind = "EBMS" if self.code.startswith("EBMS:") else self.default_code
        return sentences.said(self.code, language, kind=kind)


class InvalidIdentifier(PeppolError):
    default_code = "INVALID_IDENTIFIER"


class InvalidXml(PeppolError):
    default_code = "INVALID_XML"


class InvalidEnvelope(PeppolError):
    default_code = "INVALID_SBD_XML"


class InvalidMessage(PeppolError):
    default_code = "INVALID_MESSAGE"


class NotRegistered(PeppolError):
    default_code = "NOT_REGISTERED"


class NotSupported(PeppolError):
    default_code = "NOT_SUPPORTED"


class LookupUnavailable(PeppolError):
    permanent = False
    default_code = "LOOKUP_UNAVAILABLE"


class Untrusted(PeppolError):
    default_code = "UNTRUSTED"


class RevocationUnknown(PeppolError):
    permanent = False
    default_code = "REVOCATION_UNKNOWN"


class RegistrationRefused(PeppolError):
    default_code = "REGISTRATION_REFUSED"


class RegistrationUnavailable(PeppolError):
    permanent = False
    default_code = "REGISTRATION_UNAVAILABLE"


class Unreachable(PeppolError):
    permanent = False
    default_code = "UNREACHABLE"
