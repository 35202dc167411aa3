#!/usr/bin/env bash
# python-stdnum 2.2 calls a Belgian IBAN invalid whose check digits are right but whose bank is not in the list it carries.
#
# `stdnum.iban` asks the national module, and `stdnum.be.iban` refuses an unknown bank code. The list is a copy of the one the National
# Bank of Belgium publishes; schwifty 2026.10.1 carries a newer copy and names banks that python-stdnum refuses, bunq's and Trade
# Republic's Belgian branches among them, where customers of 2026 have accounts. The accounts below are made: bank code, a serial of 1,
# check digits computed (modulo 97, both national and ISO 13616).
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check python-stdnum==2.2 schwifty==2026.10.1
cat > "$work/try.py" <<'PY'
from schwifty import IBAN
from stdnum import iban


def account(bank):
    number = int(f"{bank}0000001")
    national = f"{bank}0000001{number % 97 or 97:02d}"
    return f"BE{98 - int(national + '111400') % 97:02d}{national}"


seen = {}
for bank in ("128", "167", "606", "875", "919", "096"):
    text = account(bank)
    seen[bank] = (iban.is_valid(text), iban.is_valid(text, check_country=False), IBAN(text).bank_name)
    print(bank, *seen[bank])
refused = [bank for bank, (national, general, name) in seen.items() if general and name and not national]
raise SystemExit(0 if refused == ["128", "167", "606", "875", "919"] and seen["096"][0] else f"changed: refused {refused}")
PY
"$work/venv/bin/python" "$work/try.py"
