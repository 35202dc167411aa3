"""Every request has an id: in its answer, on its error page, in each line of the log, and in the rows it leaves to the worker."""

from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse

from schakel.hub import request_id


class RequestIds:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META[request_id.KEY] = mark = request_id.of_request(request.META)
        with request_id.working_as(mark):
            response = self.get_response(request)
        response.headers[request_id.HEADER] = mark
        if response.streaming and not getattr(response, "file_to_stream", None):  # a file makes no line of ours
            response.streaming_content = stream_as(mark, response.streaming_content)  # type: ignore[attr-defined]
        return response


def stream_as(mark: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of an answer that is made while it is sent."""
    following = iter(pieces)
    while True:
        with request_id.working_as(mark):
            piece = next(following, None)
        if piece is None:
            return
        yield piece
