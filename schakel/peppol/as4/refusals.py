"""Which errors of another access point end a message for good. What is not in the table passes: it is sent again.

A code ends it when it is a verdict on the bytes we sent or on who may get them: the same message would meet the same
answer. Codes for the other side's own trouble, for an error without a name, and codes that nobody knows do not: an invoice
tried a few times too often harms less than one that is called failed and is sent anew. HTTP 5xx says "not now" whatever the code.

Source: OASIS ebMS 3.0 core section 6.7.1 and 6.7.2, AS4 profile section 3.1, Peppol AS4 profile 2.0.3 (NOT_SERVICED).
"""

FINAL = {
    "EBMS:0001": "a value that they do not know stays unknown",
    "EBMS:0002": "a feature that they do not have",
    "EBMS:0003": "two values that contradict each other stay as they are",
    "EBMS:0007": "MIME that they read otherwise",
    "EBMS:0008": "a feature that does not fit the rest",
    "EBMS:0009": "a header that they cannot read",
    "EBMS:0010": "not agreed between us",
    "EBMS:0101": "our signature or certificate does not count there",
    "EBMS:0103": "not secured as they want it",
    "EBMS:0303": "they cannot unpack it",
    "PEPPOL:NOT_SERVICED": "the receiver is not theirs; Peppol AS4 profile 2.0.3",
}

PASSING = {
    "EBMS:0004": "Other: no code fits. Products answer so when their own store or database fails",
    "EBMS:0005": "ConnectionFailure: they do not reach whom they hand it to",
    "EBMS:0006": "EmptyMessagePartitionChannel: of a pull, which Peppol has not",
    "EBMS:0011": "ExternalPayloadError: they could not fetch something",
    "EBMS:0102": "FailedDecryption: a key that was renewed; the next try looks the certificate up anew",
    "EBMS:0201": "DysfunctionalReliability: their own machinery",
    "EBMS:0202": "DeliveryFailure: not handed on yet",
    "EBMS:0301": "MissingReceipt: about a receipt, not about our message",
    "EBMS:0302": "InvalidReceipt: likewise",
}


def is_final(code: str, *, status: int) -> bool:
    """Whether this code, with this HTTP status, means that the same message is never taken."""
    return status < 500 and code in FINAL
