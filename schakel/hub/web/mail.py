"""A mail: text and HTML from one pair of templates, in the recipient's language, through Django's mail framework."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation


def send(template: str, *, to: str, language: str, context: dict[str, Any], key: str = "") -> None:
    """Sends `<template>.subject.txt`, `.txt` and `.html`. Raises what the mail server raises: the caller tries again.

    A name in the subject may be hostile: line breaks become spaces, so that it can neither add a header nor stop the mail
    (J01). The same `key` gives the same Message-ID: when the line broke before the server said yes, the mail is sent
    again and the second is known for a repeat (J02).
    """
    context = {"url": settings.URL, **context}
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}.subject.txt", context).split())
        text = render_to_string(f"{template}.txt", context).strip() + "\n"
        headers = {"Message-ID": f"<{key}@{settings.HOST}>"} if key else {}
        message = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
        message.attach_alternative(render_to_string(f"{template}.html", {**context, "language": language}), "text/html")
    message.send()
