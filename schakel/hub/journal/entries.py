"""What a line of the journal says. Names and fields are for ever: a journal of today is read in ten years."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Begin:
    """The first line of each file."""

    KIND: ClassVar[str] = "begin"
    at: str  # UTC, ISO 8601, as in all lines
    node: str  # name of the machine
    process: int
    follows: str = ""  # the file that this process wrote before
    after: str = ""  # the hash of the last line of that
    format: int = 1


@dataclass(frozen=True)
class End:
    """The last line of a file that was full: another follows."""

    KIND: ClassVar[str] = "end"
    at: str


@dataclass(frozen=True)
class ReceiptGiven:
    """A message is in the database, and its receipt may go out. Written again each time that the receipt is given."""

    KIND: ClassVar[str] = "receipt"
    at: str
    peer: str  # seat id of the access point, or the name of a provider's account
    message_id: str
    instance_id: str
    sender: str
    receiver: str
    document_type: str
    process: str
    country_c1: str
    sent_at: str  # empty: not known
    reference: str  # a provider's own id
    envelope_sha256: str
    raw_sha256: str
    receipt: bytes
    envelope: bytes
    raw: bytes


@dataclass(frozen=True)
class NumberTaken:
    """A document is about to be issued with this number. Whether it was, `NumberUsed` says."""

    KIND: ClassVar[str] = "number"
    at: str
    id: str
    enterprise_number: str  # of the company whose numbers they are
    vat_number: str
    company: str  # its name, for the list
    side: str
    draft: int  # the row of the draft that is issued
    series: str
    year: int  # 0: the sequence does not begin again each year
    number: int
    text: str  # as it is on the document
    sha256: str
    document: bytes


@dataclass(frozen=True)
class NumberUsed:
    """The document was issued: the database has it. Without it the process ended meanwhile, or nothing was issued."""

    KIND: ClassVar[str] = "used"
    at: str
    id: str  # that of NumberTaken


Entry = Begin | End | ReceiptGiven | NumberTaken | NumberUsed
KINDS: dict[str, type[Entry]] = {each.KIND: each for each in (Begin, End, ReceiptGiven, NumberTaken, NumberUsed)}
