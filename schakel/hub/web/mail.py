"""A mail: text and HTML from one pair of templates, in the recipient's language, through Django's mail framework."""

from collections.abc import Iterable
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from schakel.hub.web.bounces import bounces_to

File = tuple[str, bytes, str]  # name, bytes, type


def send(
    template: str,
    *,
    to: str,
    language: str,
    context: dict[str, Any],
    key: str = "",
    files: Iterable[File] = (),
    in_name_of: str = "",
    reply_to: str = "",
    bounces: str = "",
) -> "Mail":
    """Sends `<template>.subject.txt`, `.txt` and `.html`; returns it as it went.

    Raises what the mail server raises: the caller tries again.

    A name in the subject may be hostile: line breaks become spaces, so that it can neither add a header nor stop the mail
    (J01). The same `key` gives the same Message-ID: when the line broke before the server said yes, the mail is sent
    again and the second is known for a repeat (J02). `in_name_of` is the name the reader sees before our own address;
    `bounces` the mark by which it is known when it comes back, see bounces.py.
    """
    context = {"url": settings.URL, **context}
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}.subject.txt", context).split())
        text = render_to_string(f"{template}.txt", context).strip() + "\n"
        headers = {"From": sender(in_name_of)}
        if key:
            headers["Message-ID"] = f"<{key}@{settings.HOST}>"
        envelope = bounces_to(bounces) if bounces and settings.MAIL_BOUNCES else sender(in_name_of)
        replies = [reply_to] if reply_to else None
        message = Mail(subject, text, from_email=envelope, to=[to], headers=headers, reply_to=replies)
        message.attach_alternative(render_to_string(f"{template}.html", {**context, "language": language}), "text/html")
    for file in files:
        message.attach(*file)
    message.send()
    return message


class Mail(EmailMultiAlternatives):
    """One that stays the same once it was made: what is kept of it is what left."""

    made: Any = None

    def message(self, **asked: Any) -> Any:
        if self.made is None:
            self.made = super().message(**asked)
        return self.made


def sender(name: str) -> str:
    """Our own address, under another name when there is one; a name cannot begin a header (J01)."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return formataddr((plain, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])) if plain else settings.DEFAULT_FROM_EMAIL
