"""What becomes of a mail that fails: one policy for all that the worker mails.

A refusal for good (the address or the message, 5xx) is not tried again; anything else is, each time later, up to a number of
tries. What is no trouble of mails ends the worker's try as everywhere: no memory, a disk that failed (D16).
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from schakel.hub import storage_failure
from schakel.hub.due import Due
from schakel.hub.outside import mail_refusal

MOST_TRIES = 8  # over some four hours
LONGEST_TEXT = 500  # characters

log = logging.getLogger(__name__)
Person = TypeVar("Person")


@dataclass(frozen=True)
class MailFailure:
    text: str  # what the server said, or what went wrong on the way to it
    is_final: bool  # refused for good, or tried often enough


def mail_failure(error: Exception, row: Due, *, most: int = MOST_TRIES) -> MailFailure:
    """What an error says of the mail of this row. Raises the error again when it is not about mail."""
    if isinstance(error, MemoryError):
        raise error
    storage_failure.end_if_lost(error)
    refusal = mail_refusal(error)
    log.warning("mail of %s %s: %s", type(row).__name__, row.pk, refusal.text, exc_info=not isinstance(error, OSError))
    return MailFailure(refusal.text[:LONGEST_TEXT], refusal.permanent or row.attempts >= most)


def retry_mail(row: Due, error: Exception, *, most: int = MOST_TRIES) -> None:
    """Later again, or never; the row says why. One that cannot be mailed does not hold up the others (D13)."""
    failure = mail_failure(error, row, most=most)
    row.retry(failure.text, most=0 if failure.is_final else most)


def send_to_each(people: Iterable[Person], send: Callable[[Person], object]) -> list[Person]:
    """Writes to every one, whatever becomes of the mail to another. Returns those whose mail was taken over.

    An address that refuses for good counts as done. Raises what is worth another try: at once when the mail server does not
    answer, else after all were tried. Then all are written to again, by the same key, by which the second is known (J02).
    """
    taken: list[Person] = []
    later: list[Exception] = []
    for person in people:
        try:
            send(person)
        except MemoryError:
            raise
        except Exception as error:
            storage_failure.end_if_lost(error)
            refusal = mail_refusal(error)
            log.warning("a notice: %s", refusal.text, exc_info=not isinstance(error, OSError))
            if isinstance(error, OSError) and refusal.status is None:
                raise
            if not refusal.permanent:
                later.append(error)
        else:
            taken.append(person)
    if later:
        raise later[0]
    return taken
