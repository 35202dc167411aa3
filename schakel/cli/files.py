"""The files that a command is given, and the one that it writes: `-` is standard input or output."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from schakel.cli.options import safe
from schakel.einvoice.language import Words

STANDARD = Path("-")
EXISTING = click.Path(exists=True, allow_dash=True, path_type=Path)
EXISTING_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
_MANY = 20  # files from which on a person sees a bar

NOTHING_IN = Words("cli.files", "nothing_in")
NO_SUCH = Words("cli.files", "no_such")
NO_RIGHT = Words("cli.files", "no_right")
NOT_READ = Words("cli.files", "not_read")


def files_in(paths: Iterable[Path], lang: str) -> tuple[list[Path], bool]:
    """The files themselves, and of folders all XML files inside; and whether some folder held none, which is said."""
    found: list[Path] = []
    is_empty = False
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = [Path(one) for one in _xml_in(os.fspath(path))]
        found.extend(inside)
        if not inside:
            is_empty = True
            click.echo(safe(NOTHING_IN.said_in(lang).format(name_of(path))), err=True)
    return found, is_empty


def _xml_in(folder: str) -> Iterator[str]:
    """In the order of their names, folder by folder; a folder behind a link is not looked into."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _xml_in(entry.path)
        elif entry.name.lower().endswith(".xml") and entry.is_file():
            yield entry.path


def with_progress(files: list[Path]) -> Iterator[Path]:
    """The same, with a progress bar for a person who waits for many."""
    if len(files) < _MANY or not sys.stderr.isatty():
        yield from files
        return
    with click.progressbar(files, file=sys.stderr) as bar:
        yield from bar


def bytes_of(path: Path) -> bytes:
    """Raises OSError."""
    return sys.stdin.buffer.read() if path == STANDARD else path.read_bytes()


def why_unread(error: OSError) -> Words:
    return {FileNotFoundError: NO_SUCH, PermissionError: NO_RIGHT}.get(type(error), NOT_READ)


def name_of(path: Path) -> str:
    """Its name as text, also where the bytes of the name are none."""
    return os.fsencode(path).decode(errors="replace")


def output_option(*, beside: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`-o` of a command that makes one file of another; without it the new one stands beside it with this ending."""
    return click.option(
        "-o",
        "--output",
        type=NEW_FILE,
        help=f"Where to write, - for standard output; beside the file, with {beside} for its ending, when not given. "
        "A file is never written over.",
    )


def target_of(source: Path, output: Path | None, ending: str) -> Path:
    """Where to write: as asked, else beside the source under another ending; what came in by `-` goes out by `-`.

    Never over a file: raises click.UsageError.
    """
    target = output or (STANDARD if source == STANDARD else source.with_suffix(ending))
    if target != STANDARD and target.exists():
        raise click.UsageError(_("{name} exists already.").format(name=name_of(target)))
    return target


def write_to(target: Path, data: bytes) -> None:
    """To a file or to standard output, whatever the bytes are."""
    if target == STANDARD:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        target.write_bytes(data)
