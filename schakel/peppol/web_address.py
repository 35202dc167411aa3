"""Web addresses that others tell us to go to: which we go to at all.

The door that opens the connection looks at the resolved address too; this refuses what is wrong on the face of it.
"""

import re
from urllib.parse import urlsplit

from schakel.peppol.errors import Untrusted

_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.I)
_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")
_PLAIN = re.compile(r"[!-~]{1,2000}")  # the parser would pass over white space and control characters


def require_web_address(url: str, *, query: bool = False, local: bool = False) -> str:
    """The address without a final slash, if it is https on port 443 at a named host with a plain path.

    `query` lets a question follow the path. `local` also lets through http and addresses of this machine.
    Raises Untrusted (permanent), ADDRESS_REFUSED.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused(url) from error
    if not _PLAIN.fullmatch(url) or "@" in parts.netloc or "#" in url or ("?" in url and not query):
        raise _refused(url)
    if not _PATH.fullmatch(parts.path) or not {".", ".."}.isdisjoint(parts.path.lower().replace("%2e", ".").split("/")):
        raise _refused(url)
    public = parts.scheme == "https" and port in (None, 443) and _HOST.fullmatch(parts.hostname or "")
    if not public and not (local and parts.scheme in ("http", "https") and parts.hostname):
        raise _refused(url)
    return url.rstrip("/")


def _refused(url: str) -> Untrusted:
    return Untrusted(f"{url!r:.200} is no address we go to", code="ADDRESS_REFUSED")
