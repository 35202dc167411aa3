"""Flit's build back end, with the translations compiled: what `pip install`, `pip wheel` and an editable install call.

A package that would speak English only is not built: each raises IncompleteCatalogue (ADR 0215).
"""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

from flit_core import buildapi
from flit_core.buildapi import (  # noqa: F401 -- asked for by name (PEP 517, PEP 660)
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

from schakel.base.languages import LANGUAGES as SPOKEN
from scripts import words
from scripts.catalogues import ROOT, IncompleteCatalogue, compile_complete, compiled, sources


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    compile_complete()
    name = buildapi.build_wheel(wheel_directory, config_settings, metadata_directory)
    with ZipFile(Path(wheel_directory) / name) as wheel:
        inside = set(wheel.namelist())
    catalogues = [*(compiled(path) for _language, path in sources()), *map(words.file_of, SPOKEN)]
    if missing := {path.relative_to(ROOT).as_posix() for path in catalogues} - inside:
        raise IncompleteCatalogue(f"not in the wheel: {', '.join(sorted(missing))}")
    return name


def build_editable(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    compile_complete()
    return buildapi.build_editable(wheel_directory, config_settings, metadata_directory)
