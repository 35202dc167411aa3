"""What runs in the spawned process: Saxon, one document at a time, with compiled stylesheets kept."""

import os
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from schakel.base.blanks import squeeze

Spoken = tuple[str, str, str, str]  # rule, flag, location, text
Answer = tuple[list[Spoken], str]  # what the rules said; why the file stopped, or nothing


def serve(connection: Connection) -> None:
    """Answer requests of (paths of stylesheets, document as text) until None comes."""
    from saxonche import PySaxonProcessor  # only here: the parent never loads it

    with Path(os.devnull).open("w") as nowhere:  # Saxon writes what it answers to its standard error too
        os.dup2(nowhere.fileno(), 2)
    with PySaxonProcessor(license=False) as processor:
        compiled: dict[str, Any] = {}
        connection.send("ready")
        while (request := connection.recv()) is not None:
            stylesheets, document = request
            connection.send([_answer(processor, compiled, path, document) for path in stylesheets])


def _answer(processor: Any, compiled: dict[str, Any], path: str, document: str) -> Answer:
    try:
        if path not in compiled:
            compiled[path] = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=path)
        source = processor.parse_xml(xml_text=document)
        return _spoken(compiled[path].transform_to_string(xdm_node=source)), ""
    except Exception as stopped:  # Saxon raises one type of its own for all it cannot do
        return [], str(stopped) or type(stopped).__name__


def _spoken(result: str | None) -> list[Spoken]:
    from lxml import etree

    root = etree.fromstring((result or "<none/>").encode())
    return [
        (
            failed.get("id", ""),
            failed.get("flag") or failed.get("role") or "fatal",
            failed.get("location", ""),
            squeeze("".join(map(str, failed.itertext()))),
        )
        for failed in root.iter("{*}failed-assert", "{*}successful-report")
    ]
