"""Tryton takes documents by POST: our forwarder of that kind, set up as packages.toml says. In an environment of its own."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from interop.others.environments import python_with
from interop.others.handed import OURS, Handed, Missing, Row
from interop.others.tryton import PACKAGES

NAME = "Tryton 8.2 with document_incoming 8.2.0 (PyPI)"
MORE = ("trytond-edocument-ubl==8.2.0", "trytond-document-incoming==8.2.0", "trytond-document-incoming-invoice==8.2.0")


def run(handed: Handed, folder: Path) -> Iterator[Row]:
    python = python_with(folder / "venv", *PACKAGES, *MORE)
    command = [python, "-Wignore", Path(__file__).with_name("tryton_post_peer.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder) as peer:
        assert peer.stdin
        assert peer.stdout
        first = peer.stdout.readline()
        if not first:
            raise Missing("Tryton does not start")
        there = json.loads(first)
        sent = [
            post(handed.ubl, there, **change) for change in ({}, {"content_type": ""}, {"header_value": "bearer no"})
        ]
        peer.stdin.close()
        kept = [json.loads(line) for line in peer.stdout]
    right, as_xml, no_key = sent
    invoices = ", ".join(f"{each['name']} {each['state']}" for each in kept)
    is_one = [each["state"] for each in kept] == ["done"] and kept[0]["result"].startswith("account.invoice,")
    yield Row(OURS, "an invoice, by POST", f"{right}; {invoices}", right == "sent 204" and is_one)
    yield Row(OURS, "the same as application/xml", as_xml, as_xml == "post_refused 400")
    yield Row(OURS, "the same with another key", no_key, no_key == "post_key 401")


def post(data: bytes, there: dict[str, str], *, content_type: str | None = None, header_value: str = "") -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.hub.settings")
    import django  # after the settings are named

    django.setup()
    from django.conf import settings

    from schakel.hub.forwarding.kinds.kind import Parcel, ParcelFile, Place
    from schakel.hub.forwarding.kinds.post.send import send
    from schakel.hub.forwarding.packages import packages

    settings.ALLOWED_TARGETS = {f"127.0.0.1:{there['port']}"}
    options = dict(packages()["tryton"].options)
    options["url"] = options["url"].replace(
        "https://tryton.example/DATABASE", f"http://127.0.0.1:{there['port']}/:memory:"
    )
    options |= {} if content_type is None else {"content_type": content_type}
    parcel = Parcel(
        id="interop",
        event="interop",
        subject="",
        text="",
        link="",
        files=(ParcelFile("2026-11-20_Mill_2026-1184.xml", "application/xml", data),),
        facts={"number": "2026-1184", "company": {"enterprise_number": "0214168971"}},
    )
    secrets = {"header_value": header_value or f"bearer {there['key']}"}
    outcome = send(parcel, Place(SimpleNamespace(options=options), "", secrets))
    return f"{outcome.code or outcome.result.value} {outcome.status}"
