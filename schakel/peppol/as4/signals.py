"""What an access point answers: a signed receipt, or an error signal. Written and read.

Source: OASIS ebMS 3.0 sections 5.2.3 and 6, AS4 profile section 5.1.8, ebBP signals 2.0, Peppol AS4 profile 2.0.3.
"""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from schakel.base.blanks import strip, without
from schakel.peppol.as4 import signature, soap, tokens
from schakel.peppol.as4.ebms import moment
from schakel.peppol.as4.errors import As4Error, Code
from schakel.peppol.as4.names import DS, EB, EBBP, SOAP_XML
from schakel.peppol.as4.receive import Received
from schakel.peppol.as4.soap import attribute, invalid, only, text
from schakel.peppol.doors import Key
from schakel.peppol.xml import text_of

SIGNAL_TYPE = f"{SOAP_XML}; charset=UTF-8"  # the Content-Type of everything written here


@dataclass(frozen=True, slots=True)
class SignalledError:
    """One eb:Error of an error signal, as the other side wrote it."""

    code: str
    severity: str
    detail: str
    about: str = ""  # the message id it names, if it does


@dataclass(frozen=True, slots=True)
class Signal:
    """What an answer is about, and either `problems` or the references (URI and digest) a receipt acknowledges."""

    ref_to_message_id: str
    problems: tuple[SignalledError, ...] = ()
    acknowledged: tuple[tuple[str, str], ...] = ()  # digests in base64


def receipt(received: Received, *, message_id: str, key: Key, at: datetime) -> bytes:
    """A signed receipt with NonRepudiationInformation: a copy of each ds:Reference of the message received.

    To be stored with the message before it is sent, and sent again unchanged for a duplicate.
    """
    parts = "".join(
        "<ebbp:MessagePartNRInformation>"
        f"{signature.canonical(reference.element, []).decode()}</ebbp:MessagePartNRInformation>"
        for reference in received.references
    )
    content = (
        f'<eb:Receipt><ebbp:NonRepudiationInformation xmlns:ebbp="{EBBP}">{parts}'
        "</ebbp:NonRepudiationInformation></eb:Receipt>"
    )
    return _signed(_signal(content, ref_to=received.message_id, message_id=message_id, at=at), key)


def error_signal(error: As4Error, *, message_id: str, key: Key, at: datetime) -> bytes:
    """The signed answer to a message we refuse. It tells the code and what it means, or the reason."""
    kind, told = error.kind, error.reason or error.kind.error_detail
    named = "" if error.message_id is None else f' refToMessageInError="{attribute(error.message_id)}"'
    content = (
        f'<eb:Error category="{kind.category}" errorCode="{kind.ebms}" origin="ebMS"{named} severity="failure"'
        f' shortDescription="{kind.short_description}"><eb:ErrorDetail>{text(told)}</eb:ErrorDetail></eb:Error>'
    )
    return _signed(_signal(content, ref_to=error.message_id, message_id=message_id, at=at), key)


def read(messaging: etree._Element) -> Signal:
    """Raises As4Error EBMS:0009 when it is not one signal with a receipt or errors."""
    signal = only(messaging, f"{{{EB}}}SignalMessage")
    errors = tuple(_problem(error) for error in signal.iterchildren(f"{{{EB}}}Error"))
    found = only(signal, f"{{{EB}}}MessageInfo").find(f"{{{EB}}}RefToMessageId")
    ref_to = text_of(found)
    if errors:
        return Signal(ref_to, problems=errors)
    return Signal(ref_to, acknowledged=tuple(_acknowledged(only(signal, f"{{{EB}}}Receipt"))))


def _signal(content: str, *, ref_to: str | None, message_id: str, at: datetime) -> str:
    reference = "" if ref_to is None else f"<eb:RefToMessageId>{text(ref_to)}</eb:RefToMessageId>"
    return (
        f"<eb:SignalMessage><eb:MessageInfo><eb:Timestamp>{moment(at)}</eb:Timestamp>"
        f"<eb:MessageId>{text(message_id)}</eb:MessageId>{reference}</eb:MessageInfo>{content}</eb:SignalMessage>"
    )


def _signed(content: str, key: Key) -> bytes:
    messaging = soap.messaging(content)
    security = tokens.write_security(signature.sign(soap.digests(messaging), key=key))
    return soap.write(messaging, security=security)


def _problem(error: etree._Element) -> SignalledError:
    detail = error.find(f"{{{EB}}}ErrorDetail")
    told = (error.get("errorDetail"), text_of(detail), text_of(error.find(f"{{{EB}}}Description")))
    code = Code.NOT_SERVICED.code if Code.NOT_SERVICED.code in told else error.get("errorCode", "")
    about = error.get("refToMessageInError", "")
    return SignalledError(strip(code).upper(), error.get("severity", ""), next(filter(None, told), ""), about)


def _acknowledged(receipt_element: etree._Element) -> list[tuple[str, str]]:
    information = only(receipt_element, f"{{{EBBP}}}NonRepudiationInformation")
    found = []
    for part in information.iterchildren(f"{{{EBBP}}}MessagePartNRInformation"):
        reference = only(part, f"{{{DS}}}Reference")
        value = text_of(only(reference, f"{{{DS}}}DigestValue"))
        found.append((reference.get("URI", ""), without(value)))
    if not found:
        raise invalid("a receipt that acknowledges nothing")
    return found
