"""A message handed to the door, in the process of the test."""

from io import BytesIO

from django.http import HttpResponse
from django.test import Client

from schakel.peppol import as4


def post(sent: as4.Outgoing, *, body: bytes | None = None, host: str = "localhost", **environ: object) -> HttpResponse:
    content = sent.body if body is None else body
    return Client(headers={"host": host}).generic("POST", "/as4", content, content_type=sent.content_type, **environ)


def streamed(sent: as4.Outgoing, source: object, length: str = "") -> HttpResponse:
    """As a server hands it over: a stream that ends by itself, with or without a length."""
    environ = {"wsgi.input": source, "wsgi.input_terminated": True, "CONTENT_LENGTH": length}
    environ["CONTENT_TYPE"] = sent.content_type
    return Client(headers={"host": "localhost"}).generic("POST", "/as4", **environ)


class Endless(BytesIO):
    """A body without end; counts what was read of it."""

    taken = 0

    def read(self, size: int = -1, /) -> bytes:
        self.taken += size
        return b"x" * size
