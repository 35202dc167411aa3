"""What goes wrong between two access points, in the codes both sides know.

    PeppolError
    └── As4Error                 a message we refuse, or an answer that is not the receipt we need
        ├── TooLarge  permanent  more bytes than we take in
        ├── NotNow    temporary  whether the sender's certificate still counts cannot be found out at the moment
        ├── Refused   permanent  the other access point answered with an error signal
        └── NoReceipt temporary  it answered, but not with proof that it has our message
            └── Unsettled temporary  an error signal that ends nothing: it will pass, or is not about our message

`code` is `EBMS:nnnn`, or `PEPPOL:NOT_SERVICED` where the profile wants that detail. `detail` is for our log and never
leaves the house: what the other side reads is made from the code, and from a `reason` out of a closed list where the code alone
would help nobody. What decryption or a signature failed on is never told.

Source: OASIS ebMS 3.0 section 6.7, AS4 profile section 3.1, Peppol AS4 profile 2.0.3.
"""

from enum import Enum
from typing import ClassVar

from schakel.peppol.doors import Answer
from schakel.peppol.errors import PeppolError


class Code(Enum):
    """Code, short description and category of each error we send; severity is always `failure`."""

    VALUE_NOT_RECOGNIZED = ("EBMS:0001", "ValueNotRecognized", "Content")
    VALUE_INCONSISTENT = ("EBMS:0003", "ValueInconsistent", "Content")
    OTHER = ("EBMS:0004", "Other", "Content")
    MIME_INCONSISTENCY = ("EBMS:0007", "MimeInconsistency", "Unpackaging")
    INVALID_HEADER = ("EBMS:0009", "InvalidHeader", "Unpackaging")
    PROCESSING_MODE_MISMATCH = ("EBMS:0010", "ProcessingModeMismatch", "Processing")
    FAILED_AUTHENTICATION = ("EBMS:0101", "FailedAuthentication", "Processing")
    FAILED_DECRYPTION = ("EBMS:0102", "FailedDecryption", "Processing")
    POLICY_NONCOMPLIANCE = ("EBMS:0103", "PolicyNoncompliance", "Processing")
    MISSING_RECEIPT = ("EBMS:0301", "MissingReceipt", "Communication")
    INVALID_RECEIPT = ("EBMS:0302", "InvalidReceipt", "Communication")
    DECOMPRESSION_FAILURE = ("EBMS:0303", "DecompressionFailure", "Communication")
    NOT_SERVICED = ("PEPPOL:NOT_SERVICED", "Other", "Content")

    def __init__(self, code: str, short_description: str, category: str) -> None:
        self.code = code
        self.short_description = short_description
        self.category = category

    @property
    def ebms(self) -> str:
        """The errorCode attribute; Peppol's own code travels as the detail of EBMS:0004."""
        return "EBMS:0004" if self is Code.NOT_SERVICED else self.code

    @property
    def error_detail(self) -> str:
        """What the other side may read besides the code: its meaning, never the circumstances."""
        return self.code if self is Code.NOT_SERVICED else self.short_description


class As4Error(PeppolError):
    """A message we refuse.

    `reason` is a word such as CERTIFICATE_EXPIRED that the other side may read.
    `message_id` is what the message claims to be called, unverified, only good for refToMessageInError.
    `http_status` goes with the error signal: 200, since the signal itself tells; 413 when we stopped reading.
    """

    default_code: ClassVar[str] = "EBMS"
    http_status: int = 200

    def __init__(self, kind: Code, detail: str, *, reason: str = "") -> None:
        super().__init__(detail, code=kind.code)
        self.kind = kind
        self.reason = reason
        self.message_id: str | None = None


class TooLarge(As4Error):
    """More bytes than we take in; the rest was not read."""

    http_status = 413


class NotNow(As4Error):
    """Not a verdict on the message: with HTTP 503 the sender comes again with it."""

    permanent: ClassVar[bool] = False
    http_status = 503


class Refused(As4Error):
    """The other access point understood us and said no. `code` is its code, `detail` its words: trust neither."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(Code.OTHER, detail)
        self.code = code


class NoReceipt(As4Error):
    """No proof that the message arrived: it stays unsent and is sent again under the same message id.

    `answer` is what came instead: its status and Retry-After say when.
    """

    permanent: ClassVar[bool] = False

    def __init__(self, kind: Code, detail: str, *, answer: Answer) -> None:
        super().__init__(kind, f"HTTP {answer.status}, {detail}")
        self.answer = answer


class Unsettled(NoReceipt):
    """An error signal after which the message goes again. `code` is theirs when it is about our message, else EBMS:0301."""

    def __init__(self, detail: str, *, answer: Answer, code: str = Code.MISSING_RECEIPT.code) -> None:
        super().__init__(Code.MISSING_RECEIPT, detail, answer=answer)
        self.code = code
