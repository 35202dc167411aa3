"""What a log may say. One event, one line (L10): line breaks and control characters are shown, not obeyed; a long message is cut.
Each line has the id of its request, command or worker's step, "-" without one.

No log tells a key (H05, J07): neither one that stands in an address of ours, as the routes say, nor an API key, wherever it
stands. Keys are masked where a record is made, so that every log has it from there: ours, Django's, the web server's.
"""

import json
import logging
import re
import unicodedata
from datetime import UTC, datetime
from functools import cache
from typing import Any

from schakel.hub import request_id
from schakel.hub.web.secret_links import secrets_in_addresses

LONGEST = 4000  # characters
MASK = "…"
KEY_MARK = "schakel_"  # how every API key begins, so that one is recognised where it should not stand
KEY_LIKE = re.compile(rf"{KEY_MARK}[\w-]{{20,}}")
SHOWN_OF_KEY = len(KEY_MARK) + 8  # characters, as on the page of the keys


class OneLine(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()[:LONGEST]
        record.msg = "".join(repr(c)[1:-1] if unicodedata.category(c) == "Cc" else c for c in text)
        record.args = ()
        record.request_id = getattr(record, "request_id", request_id.current() or "-")
        return True


class JsonFormatter(logging.Formatter):
    """A line a record, for programs: what happened, with the traceback, and the members of `fields` where the caller gave some."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if trace := record.exc_text or (self.formatException(record.exc_info) if record.exc_info else ""):
            line["exception"] = trace[-LONGEST:]  # the end of it says what happened
        return json.dumps(line, ensure_ascii=False)


class MaskedRecord(logging.LogRecord):
    """A record that was made without keys, in its message and in its traceback."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            message = self.getMessage()
        except Exception:  # the words do not fit the message, which is no reason to lose the line or the request
            self.msg, self.args = f"{self.msg} {self.args}", ()
            message = self.msg
        if (clean := masked(message)) != message:
            self.msg, self.args = clean, ()
        if self.exc_info and self.exc_info[0]:
            self.exc_text = masked(logging.Formatter().formatException(self.exc_info))


def mask_keys() -> None:
    """From now on, in every log of this process."""
    logging.setLogRecordFactory(MaskedRecord)


def masked(text: str) -> str:
    text = KEY_LIKE.sub(lambda key: f"{key[0][:SHOWN_OF_KEY]}{MASK}", text)
    if "/" not in text and "%2" not in text:
        return text
    try:
        return addresses().sub(rf"\g<1>{MASK}", text)
    except Exception:  # the addresses are being read just now, so that nobody has asked for one yet
        return text


@cache
def addresses() -> re.Pattern[str]:
    return secrets_in_addresses()
