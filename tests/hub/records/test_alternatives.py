"""Other programs that docs/operating/backup.md names, where they are installed: each brings back what can be restored."""

import os
import shutil
import subprocess

import pytest

from schakel.hub.records.folder import open_folder
from schakel.hub.records.restore import restore_backup
from schakel.hub.records.verify import verify_backup

pytestmark = pytest.mark.django_db  # for its tables


@pytest.mark.processes
@pytest.mark.skipif(not shutil.which("restic"), reason="restic is tried where it is: apt-get install restic")
def test_L01_restic_carries_the_folder_of_the_backups_elsewhere(here, elsewhere, tmp_path):
    here.back_up()
    env = {**os.environ, "RESTIC_REPOSITORY": str(tmp_path / "restic"), "RESTIC_PASSWORD": "a long password"}
    env["RESTIC_CACHE_DIR"] = str(tmp_path / "cache")
    for words in (["init"], ["backup", "."], ["check"], ["restore", "latest", "--target", str(tmp_path / "back")]):
        subprocess.run(["restic", *words], env=env, cwd=here.backups, check=True, capture_output=True)
    (moved,) = (path.parent for path in (tmp_path / "back").rglob("schakel-backups.json"))
    assert verify_backup(open_folder(moved)).faults == []
    assert restore_backup(elsewhere.place, open_folder(moved)).files == 3
