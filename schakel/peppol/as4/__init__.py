"""Peppol AS4: how two access points exchange an envelope. Source: Peppol AS4 profile 2.0.3, eDelivery AS4 1.14."""

from schakel.peppol.as4.errors import As4Error, Code, NoReceipt, NotNow, Refused, TooLarge, Unsettled
from schakel.peppol.as4.receive import Limits, Received, not_serviced, receive
from schakel.peppol.as4.send import Delivered, Outgoing, build, build_test, send, verify_receipt
from schakel.peppol.as4.signals import SIGNAL_TYPE, error_signal, receipt

__all__ = [
    "SIGNAL_TYPE",
    "As4Error",
    "Code",
    "Delivered",
    "Limits",
    "NoReceipt",
    "NotNow",
    "Outgoing",
    "Received",
    "Refused",
    "TooLarge",
    "Unsettled",
    "build",
    "build_test",
    "error_signal",
    "not_serviced",
    "receipt",
    "receive",
    "send",
    "verify_receipt",
]
