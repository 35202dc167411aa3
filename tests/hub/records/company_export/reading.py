"""An export made, and what is in its files."""

import json
import zipfile

from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.people.models import User
from schakel.hub.records.company_export import worker
from schakel.hub.records.company_export.models import CompanyExport
from schakel.hub.records.company_export.start import ask_for_export


class Read:
    """What is in the parts of an export, together."""

    def __init__(self, export: CompanyExport) -> None:
        self.zips = [zipfile.ZipFile(part.place) for part in export.parts.all()]
        self.files = {name: archive.read(name) for archive in self.zips for name in archive.namelist()}

    def lines(self, section: str) -> list[dict]:
        texts = [each.read(f"{section}.jsonl") for each in self.zips if f"{section}.jsonl" in each.namelist()]
        return [json.loads(line) for text in texts for line in text.decode().splitlines()]

    def keys(self, section: str) -> list[int]:
        return sorted(line["id"] for line in self.lines(section))


def made(company: Company, by: User) -> CompanyExport:
    export = ask_for_export(company, by=by)
    for _turn in range(20):
        CompanyExport.objects.filter(pk=export.pk, ended_at=None, due_at__isnull=False).update(due_at=timezone.now())
        worker.work_exports()
        export.refresh_from_db()
        if not export.is_being_made:
            break
    return export
