#!/usr/bin/env bash
# pycoda 1.1.0 (2022-05, the newest in November 2026) shows every structured communication of a CODA file as a Belgian one.
#
# Record 2.1 says in positions 63-65 of which kind a structured communication is: 100 is an ISO 11649 creditor reference,
# 101 the Belgian +++ddd/dddd/ddddd+++, 127 a direct debit (date, kind, creditor, mandate). pycoda takes the twelve characters
# after the kind whatever it is, so RF18 5390 0754 7034 reads as +++RF1/8539/00754+++ (the last four digits are gone) and a
# direct debit reads as a reference made of its settlement date.
# Source of the layout: Febelfin, Coded statement of account (CODA), annex I.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pycoda==1.1.0
cat > "$work/try.py" <<'PY'
from coda.parser import Parser


def record(kind, **fields):
    line = kind.ljust(128)
    for place, text in fields.items():
        start = int(place[1:]) - 1
        line = line[:start] + text + line[start + len(text):]
    return line


def movement(number, cents, sign, kind, text):
    head = f"{number:04d}0000"
    first = record("21" + head, _11="REF", _32=sign, _33=f"{cents * 10:015d}", _48="241126", _54="00150000",
                   _62="1", _63=(kind + text)[:53], _116="241126", _122="228", _125="0", _126="1", _128="0")
    second = record("22" + head, _11=(kind + text)[53:106], _126="1", _128="0")
    third = record("23" + head, _11="BE71096123456769", _48="KLANT", _83=(kind + text)[106:], _126="0", _128="0")
    return [first, second, third]


direct_debit = "241126" + "110" + "BE12ZZZ0400000001".ljust(35) + "MANDATE 77".ljust(35) + "FACTUUR 2026-009".ljust(62)
body = [
    record("1", _2="2228", _6="BE71096123456769", _40="EUR", _43="0", _44=f"{1000000:015d}", _59="231126", _126="228"),
    *movement(1, 10000, "0", "100", "RF18539007547034"),
    *movement(2, 5000, "0", "101", "010806817183"),
    *movement(3, 3000, "1", "127", direct_debit),
    record("8", _2="228", _5="BE71096123456769", _39="EUR", _42="0", _43=f"{1120000:015d}", _58="241126", _128="0"),
]
lines = [record("0", _2="0000", _6="241126", _12="096", _15="05", _84="00000", _128="2"), *body]
lines.append(record("9", _17=f"{len(body):06d}", _23=f"{30000:015d}", _38=f"{150000:015d}", _128="2"))
(statement,) = Parser().parse(("\r\n".join(lines) + "\r\n").encode("cp1252"))
seen = [(m.communication_type, m.communication.split(" ")[0]) for m in statement.movements]
for row in seen:
    print(*row)
expected = [("100", "+++RF1/8539/00754+++"), ("101", "+++010/8068/17183+++"), ("127", "+++241/1261/10BE1+++")]
raise SystemExit(0 if seen == expected else f"changed: expected {expected}")
PY
"$work/venv/bin/python" "$work/try.py"
