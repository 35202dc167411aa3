"""What the installation remembers of its backups."""

from datetime import datetime

from django.db import connection

from schakel.hub.audit.actions import Action
from schakel.hub.audit.models import TABLE as AUDIT_LOG
from schakel.hub.audit.record import record
from schakel.hub.records.backup import CreatedBackup
from schakel.hub.records.manifest import Manifest
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


def record_restore(manifest: Manifest, address: str) -> None:
    """In the log that was restored: its next row. A backup from before there was a log has no place for it."""
    connection.close()  # it may be of the database that moved aside
    if AUDIT_LOG in manifest.facts.rows:
        record(Action.RESTORED, detail=f"{manifest.name} {address}")
    connection.close()
