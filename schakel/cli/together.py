"""Files judged several at a time, each worker a process of its own."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from schakel.cli.files import shown

if TYPE_CHECKING:
    from schakel.cli.validation import CheckRequest
    from schakel.einvoice.validation import Verdict

_AT_A_TIME = 16  # files handed to a worker at once, at most
_mine: "list[Asked]" = []  # of a worker


def together(files: list[Path], asked: "Asked", *, jobs: int) -> "Iterator[tuple[str, set[Verdict]]]":
    """As one after the other: the same answers in the same order."""
    # a fork has all that was loaded already, so the first document is judged before; the command has one thread then
    with asked.judge:
        yield asked.answer(files[0])
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    size = max(1, min(_AT_A_TIME, len(files) // (4 * jobs)))
    with ProcessPoolExecutor(jobs, multiprocessing.get_context(method), initializer=_begin, initargs=(asked,)) as pool:
        answers = pool.map(_answer, files[1:], chunksize=size)
        for _, answer in zip(shown(files[1:]), answers, strict=True):
            yield answer


def _begin(asked: "Asked") -> None:
    asked.judge.__enter__()
    _mine.append(asked)


def _answer(path: Path) -> "tuple[str, set[Verdict]]":
    return _mine[0].answer(path)
