"""Where a database must not lie: SQLite's log and locks do not hold between machines (D08)."""

import os
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")  # proc(5)
OVER_THE_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "ocfs2", "gfs2", "9p"}
)
OVER_THE_NETWORK_BY_FUSE = ("fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.ceph", "fuse.nfs")


def network_file_system(path: str, mounts: str | None = None) -> str:
    """The kind of the network file system on which this path lies; empty when it is none, or nobody can say."""
    told = mounts if mounts is not None else MOUNTS.read_text(errors="replace") if MOUNTS.exists() else ""
    kind = kind_of(os.path.realpath(path), told)
    return kind if kind in OVER_THE_NETWORK or kind.startswith(OVER_THE_NETWORK_BY_FUSE) else ""


def kind_of(path: str, mounts: str) -> str:
    """Of the deepest place that is mounted above the path; of two at one place the later hides the earlier."""
    best, found = "", ""
    for line in mounts.splitlines():
        before, dash, after = line.partition(" - ")
        if not dash or len(before.split()) < 5:
            continue
        place = before.split()[4].replace("\\040", " ")
        inside = place == "/" or path == place or path.startswith(f"{place}/")
        if inside and len(place) >= len(best):
            best, found = place, after.split()[0]
    return found
