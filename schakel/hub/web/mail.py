"""A mail: text and HTML from one pair of templates, in the recipient's language, through Django's mail framework."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation


def send(template: str, *, to: str, language: str, context: dict[str, Any]) -> None:
    """Sends `<template>.subject.txt`, `.txt` and `.html`. Raises what the mail server raises: the caller tries again.

    A name in the subject may be hostile: line breaks become spaces, so that it can neither add a header nor stop the mail
    (J01).
    """
    context = {"url": settings.URL, **context}
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}.subject.txt", context).split())
        message = EmailMultiAlternatives(subject, render_to_string(f"{template}.txt", context).strip() + "\n", to=[to])
        message.attach_alternative(render_to_string(f"{template}.html", {**context, "language": language}), "text/html")
    message.send()
