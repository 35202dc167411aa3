"""The files of pages (style, scripts, pictures) where the server finds them, under names that change with what is in them."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.files.storage import storages
from django.core.management import call_command

from schakel.hub.web.schema_changes import alone


def collect_static_files() -> None:
    """D18: one process at a time, and aside; then each file takes its place as a whole, the list of names last.

    So a server that runs or starts at the same time never meets a file or a list that is half written or gone.
    """
    place = Path(settings.STATIC_ROOT)
    aside = place.with_name(f"{place.name}-new")
    with alone():
        shutil.rmtree(aside, ignore_errors=True)  # of a process that was killed
        collect = collectstatic.Command()
        storage: Any = type(storages["staticfiles"])
        collect.storage = storage(location=str(aside), base_url=settings.STATIC_URL)
        call_command(collect, verbosity=0, interactive=False)
        names = getattr(collect.storage, "manifest_name", "")
        for made in sorted(aside.rglob("*"), key=lambda path: path.name == names):
            if made.is_file():
                target = place / made.relative_to(aside)
                target.parent.mkdir(parents=True, exist_ok=True)
                made.replace(target)
        shutil.rmtree(aside)
