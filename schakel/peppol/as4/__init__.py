"""Peppol AS4: how two access points exchange an envelope. Source: Peppol AS4 profile 2.0.3, eDelivery AS4 1.14."""

from schakel.peppol.as4.errors import As4Error, NoReceipt, NotNow, Refused
from schakel.peppol.as4.receive import Limits, Received, receive
from schakel.peppol.as4.send import Outgoing, build, build_test, send, verify_receipt
from schakel.peppol.as4.signals import SIGNAL_TYPE, error_signal, receipt

__all__ = [
    "SIGNAL_TYPE",
    "As4Error",
    "Limits",
    "NoReceipt",
    "NotNow",
    "Outgoing",
    "Received",
    "Refused",
    "build",
    "build_test",
    "error_signal",
    "receipt",
    "receive",
    "send",
    "verify_receipt",
]
