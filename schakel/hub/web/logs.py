"""One event, one line (L10): line breaks and control characters are shown, not obeyed; a long message is cut."""

import logging
import unicodedata

LONGEST = 4000  # characters


class OneLine(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()[:LONGEST]
        record.msg = "".join(repr(c)[1:-1] if unicodedata.category(c) == "Cc" else c for c in text)
        record.args = ()
        return True
