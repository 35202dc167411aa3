#!/usr/bin/env bash
# schwifty 2026.10.1 (PyPI, 2026-10) and ibantools 4.5.4 (npm) do not know that SEPA has grown since 2024.
#
# Albania and Montenegro were admitted to the geographical scope of the SEPA schemes in November 2024, Moldova, North Macedonia and Serbia
# after them (EPC409-09 lists all five). Both packages say of valid accounts in these countries that they are outside. A payment page that
# asks them refuses an account that a Belgian bank pays like a domestic one.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check schwifty==2026.10.1
cat > "$work/try.py" <<'PY'
from schwifty import IBAN

ACCOUNTS = ["AL47212110090000000235698741", "MD24AG000225100013104168", "ME25505000012345678951", "MK07250120000058984",
            "RS35260005601001611379"]
seen = {text[:2]: (IBAN(text).is_valid, IBAN(text).in_sepa_zone) for text in ACCOUNTS}
print("schwifty: valid, in SEPA:", seen)
assert IBAN("GB29NWBK60161331926819").in_sepa_zone
raise SystemExit(0 if set(seen.values()) == {(True, False)} else "changed")
PY
"$work/venv/bin/python" "$work/try.py"
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ibantools@4.5.4
node -e '
const { isSEPACountry } = require("ibantools");
const seen = Object.fromEntries(["AL", "MD", "ME", "MK", "RS", "GB"].map((country) => [country, isSEPACountry(country)]));
console.log("ibantools: in SEPA:", JSON.stringify(seen));
const asSeen = JSON.stringify(seen) === JSON.stringify({ AL: false, MD: false, ME: false, MK: false, RS: false, GB: true });
if (!asSeen) console.log("changed");
process.exit(asSeen ? 0 : 1);
'
