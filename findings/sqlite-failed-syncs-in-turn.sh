#!/usr/bin/env bash
# SQLite 3.54.1 (as apsw 3.54.1.0 carries it, 2026-11) in WAL mode with synchronous=FULL, on a disk that fails one sync.
#
# strace makes one fdatasync after the other return EIO. Of the syncs of a program that makes a table, writes four rows and closes:
# - one of a file's contents before a commit is told: the commit ends in an I/O error;
# - the next commit after it succeeds, though the kernel may have thrown the pages of the failed one away (Linux tells EIO once);
# - four fail in silence: two of the folder that holds the files, and the two of the checkpoint at closing.
# A program that gives receipts for what it stored has to end at the first EIO, and to sync the folder and copy the log where it sees
# the answer. Wants strace (a Debian package) and Linux.
set -euo pipefail
command -v strace >/dev/null || { echo "strace is missing"; exit 2; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check apsw==3.54.1.0
cat > "$work/write.py" <<'PY'
import sys

import apsw

try:
    database = apsw.Connection(sys.argv[1])
    database.execute("pragma journal_mode=wal").fetchall()
    database.execute("pragma synchronous=full")
    database.execute("create table rows(number)")
except apsw.IOError:
    raise SystemExit(print("not begun"))
told = []
for number in range(4):
    try:
        database.execute("insert into rows values (?)", (number,))
        told.append("kept")
    except apsw.IOError:
        told.append("error")
try:
    database.close()
    told.append("closed")
except apsw.IOError:
    told.append("error at closing")
print(*told, sep=", ")
PY
strace -f -o "$work/calls" -e trace=fdatasync,fsync "$work/venv/bin/python" "$work/write.py" "$work/whole.db" >/dev/null
calls=$(grep -c sync "$work/calls")
for at in $(seq 1 "$calls"); do
    echo "$at $(strace -f -o /dev/null -e trace=fdatasync,fsync -e inject=fdatasync:error=EIO:when="$at" \
        "$work/venv/bin/python" "$work/write.py" "$work/$at.db")"
done | tee "$work/seen"
silent=$(grep -c "kept, kept, kept, kept, closed" "$work/seen" || true)
resumed=$(grep -cE "^[0-9]+ (kept, )*error, kept" "$work/seen" || true)
echo "$calls syncs: $silent fail in silence, $resumed times the commit after an error succeeds"
[ "$calls $silent $resumed" = "13 4 3" ] || { echo "changed"; exit 1; }
