"""XML that no reader of ours may fall for, and what each must hold (B01, B02, B03)."""

import socket
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

DECLARED = '<?xml version="1.0" encoding="{}"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY a0 "lol">{ENTITIES}]>'
GROWING = ("<x>&a9;</x>", '<x y="&a9;"/>', "<x>" + "&a3;" * 5_000 + "</x>")


def assert_refused_at_once(parse: Callable[[bytes], object], refusal: type[Exception], body: str) -> None:
    tracemalloc.start()
    start = time.perf_counter()
    with pytest.raises(refusal):
        parse((LAUGHS + body).encode())
    assert time.perf_counter() - start < 0.5  # a bound against explosion, not a benchmark
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def assert_nothing_is_opened(read: Callable[[str], str], folder: Path) -> None:
    """`read` gives the text of what it takes, or of the refusal."""
    secret = folder / "secret"
    secret.write_text("do not tell")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        place = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        for attack in attacks(secret.as_uri(), place):
            assert "do not tell" not in read(attack)
        with pytest.raises(TimeoutError):
            listener.accept()


def attacks(file: str, place: str) -> list[str]:
    return [
        f'<!DOCTYPE a [<!ENTITY b SYSTEM "{file}">]><a>&b;</a>',
        f'<!DOCTYPE a [<!ENTITY b SYSTEM "{place}">]><a>&b;</a>',
        f'<!DOCTYPE a [<!ENTITY % b SYSTEM "{place}">%b;]><a/>',
        f'<!DOCTYPE a [<!ENTITY % b SYSTEM "{file}">%b;]><a/>',  # were it opened, its text would be a syntax error
        f'<!DOCTYPE a SYSTEM "{file}"><a/>',
        f'<!DOCTYPE a SYSTEM "{place}"><a/>',
        f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{file}" parse="text"/></a>',
        f'<?xml-stylesheet href="{place}" type="text/xsl"?><a/>',
        f'<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {place}"/>',
    ]
