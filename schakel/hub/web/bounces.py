"""A mail that came back (J03): the mail server hands it to us. What it is about, its room knows by the mark in the address.

The envelope's sender of a mail that may be missed is `bounces+<mark>@hub.example`; only whoever saw that mail knows its mark.
A notice of a delay, an answer by a machine or a person, and whatever else comes to that address, says nothing.

Source: RFC 3464 (delivery status notifications), section 2.3.3: Action is failed, delayed, delivered, relayed, expanded.
"""

import email
import re
from dataclasses import dataclass
from email.message import Message
from email.policy import default as modern

from django.conf import settings

WHO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
LONGEST = 500  # characters of what the server said
LARGEST = 1_000_000  # bytes that are looked at
MOST_PARTS = 50  # and mails within mails
PARTS = re.compile(rb"(?i)boundary[^=\n]{0,20}=|message[^/\n]{0,20}/")


@dataclass(frozen=True)
class Bounce:
    id: str  # 32 hex digits
    edition: int  # the number behind it, else 1
    said: str  # by the other server


def bounces_to(mark: str) -> str:
    """The envelope's sender for a mail with this mark: an id, with or without the number of an edition."""
    if not settings.MAIL_BOUNCES:
        return settings.DEFAULT_FROM_EMAIL
    name, _at, host = settings.MAIL_BOUNCES.partition("@")
    return f"{name}+{mark}@{host}"


def bounce(data: bytes, *, recipient: str = "") -> Bounce | None:
    """None: it is no bounce, or of no mail of ours.

    What is about the delivery comes before the mail that came back, which may be long and is not read.
    """
    data = data[:LARGEST]
    if len(PARTS.findall(data)) > MOST_PARTS:
        return None
    mail = email.message_from_bytes(data, policy=modern)
    said, mark = failure(mail), mark_of(mail, recipient)
    return Bounce(mark[1].lower(), int(mark[2] or 1), said) if said is not None and mark else None


def failure(mail: Message) -> str | None:
    """What the other server says of a mail it gave up; None: it says something else."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload() if part.is_multipart() else []:
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                return f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}".strip()[:LONGEST]
    return None


def mark_of(mail: Message, recipient: str) -> re.Match[str] | None:
    """By the address it came to."""
    name, _at, host = settings.MAIL_BOUNCES.partition("@")
    if not host:
        return None
    text = " ".join([recipient, *(str(value) for header in WHO for value in mail.get_all(header, []))])
    pattern = rf"{re.escape(name)}\+([0-9a-f]{{32}})(?:\.(\d{{1,5}}))?@{re.escape(host)}"
    return re.search(pattern, text, re.IGNORECASE)
