"""One event, one line (L10): line breaks and control characters are shown, not obeyed; a long message is cut; no key is told."""

import logging
import re
import unicodedata

LONGEST = 4000  # characters
SECRET = re.compile(r"(/invitation/)[^/\s]+")  # the link in a mail is a key (H05)


class OneLine(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        text = SECRET.sub(r"\1…", record.getMessage()[:LONGEST])
        record.msg = "".join(repr(c)[1:-1] if unicodedata.category(c) == "Cc" else c for c in text)
        record.args = ()
        return True
