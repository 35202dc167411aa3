"""What the installation remembers of its backups."""

from datetime import datetime

from schakel.hub.records.backup import CreatedBackup
from schakel.hub.records.models import Backup


def record_backup(created: CreatedBackup, address: str) -> Backup:
    manifest = created.manifest
    return Backup.objects.create(
        name=manifest.name,
        place=address,
        begun_at=datetime.fromisoformat(manifest.begun_at),
        finished_at=datetime.fromisoformat(manifest.finished_at),
        files=manifest.file_count,
        new_files=created.new.files,
        damaged_files=len(manifest.damaged),
        new_bytes=created.new.bytes,
    )
