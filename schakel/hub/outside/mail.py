"""Why a mail did not leave."""

from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException


@dataclass(frozen=True)
class MailRefusal:
    """Why a mail did not leave (J02)."""

    text: str  # what the server said, or what went wrong on the way to it
    permanent: bool  # the address or the message is refused for good (5xx); everything else is worth another try
    status: int | None = None  # the server's code, where there is one


def mail_refusal(error: Exception) -> MailRefusal:
    if isinstance(error, SMTPRecipientsRefused):
        answers = list(error.recipients.values())
        permanent = bool(answers) and all(code >= 500 for code, _text in answers)
        status = answers[0][0] if answers else None
        return MailRefusal("; ".join(described(code, text) for code, text in answers), permanent, status)
    if isinstance(error, SMTPResponseException):
        permanent = isinstance(error, SMTPDataError) and error.smtp_code >= 500
        return MailRefusal(described(error.smtp_code, error.smtp_error), permanent, error.smtp_code)
    return MailRefusal(f"{type(error).__name__}: {error}", isinstance(error, ValueError))


def described(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
