#!/usr/bin/env bash
# A CODA file may total in two steps: a total of the bank (transaction type 2), a subtotal in it (8), the details of the subtotal (9).
# febelfin-coda 0.5.0 (2026-09) ends in an AttributeError at the first type 9 (it appends a detail to a movement as if that were a list).
# pycoda 1.1.0 (2022-05) calls the subtotal and both details normal movements: 20.00 paid becomes 40.00.
# Source of the layout: Febelfin, Coded statement of account (CODA), annex I, transaction types.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
for package in febelfin-coda==0.5.0 pycoda==1.1.0; do  # both call their module `coda`
    python3 -m venv "$work/${package%%=*}"
    "$work/${package%%=*}/bin/pip" install -q --disable-pip-version-check "$package"
done
cat > "$work/write.py" <<'PY'
import sys


def record(kind, **fields):
    line = kind.ljust(128)
    for place, text in fields.items():
        start = int(place[1:]) - 1
        line = line[:start] + text + line[start + len(text):]
    return line


def movement(detail, cents, kind, text):
    head = f"0001{detail:04d}"
    first = record("21" + head, _11="REF", _32="1", _33=f"{cents * 10:015d}", _48="241126", _54=kind + "0150000", _62="0",
                   _63=text, _116="241126", _122="228", _125="0", _126="1", _128="0")
    return [first, record("22" + head, _126="1", _128="0"), record("23" + head, _126="0", _128="0")]


body = [
    record("1", _2="2228", _6="BE71096123456769", _40="EUR", _43="0", _44=f"{1000000:015d}", _59="231126", _126="228"),
    *movement(0, 2000, "2", "BATCH"),
    *movement(1, 2000, "8", "DEELTOTAAL"),
    *movement(2, 1200, "9", "DEEL EEN"),
    *movement(3, 800, "9", "DEEL TWEE"),
    record("8", _2="228", _5="BE71096123456769", _39="EUR", _42="0", _43=f"{980000:015d}", _58="241126", _128="0"),
]
lines = [record("0", _2="0000", _6="241126", _12="096", _15="05", _84="00000", _128="2"), *body]
lines.append(record("9", _17=f"{len(body):06d}", _23=f"{20000:015d}", _38=f"{0:015d}", _128="2"))
open(sys.argv[1], "w", encoding="cp1252", newline="").write("\r\n".join(lines) + "\r\n")
PY
python3 "$work/write.py" "$work/two.cod"
cat > "$work/febelfin.py" <<'PY'
import sys
from coda import CODA

try:
    CODA(sys.argv[1])
except AttributeError as error:
    print("febelfin-coda:", error)
else:
    raise SystemExit("changed: febelfin-coda reads it")
PY
cat > "$work/pycoda.py" <<'PY'
import sys
from coda.parser import Parser
from coda.statement import MovementRecordType

(statement,) = Parser().parse_file(sys.argv[1])
paid = sum(m.transaction_amount for m in statement.movements if m.type == MovementRecordType.NORMAL)
print("pycoda: normal movements", paid, "balances differ by", statement.old_balance - statement.new_balance)
raise SystemExit(0 if paid == 40 else "changed")
PY
"$work/febelfin-coda/bin/python" "$work/febelfin.py" "$work/two.cod"
"$work/pycoda/bin/python" "$work/pycoda.py" "$work/two.cod"
