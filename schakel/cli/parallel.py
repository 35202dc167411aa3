"""Files checked several at a time, each worker a process of its own."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from schakel.cli.check import CheckRequest
from schakel.cli.files import with_progress
from schakel.einvoice.validation import Verdict

_AT_A_TIME = 16  # files handed to a worker at once, at most
_mine: list[CheckRequest] = []  # of a worker


def check_together(files: list[Path], request: CheckRequest, *, jobs: int) -> Iterator[tuple[str, set[Verdict]]]:
    """As one after the other: the same answers in the same order."""
    # a fork has all that was loaded already, so the first document is checked before; the command has one thread then
    with request.checker:
        yield request.answer(files[0])
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    size = max(1, min(_AT_A_TIME, len(files) // (4 * jobs)))
    with ProcessPoolExecutor(
        jobs, multiprocessing.get_context(method), initializer=_begin, initargs=(request,)
    ) as pool:
        answers = pool.map(_answer, files[1:], chunksize=size)
        for _, answer in zip(with_progress(files[1:]), answers, strict=True):
            yield answer


def _begin(request: CheckRequest) -> None:
    request.checker.__enter__()
    _mine.append(request)


def _answer(path: Path) -> tuple[str, set[Verdict]]:
    return _mine[0].answer(path)
