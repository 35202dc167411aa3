#!/usr/bin/env bash
# Belgian enterprise numbers begin with 0 or with 1 (FPS Economy, Crossroads Bank for Enterprises). Three JavaScript packages disagree:
#
# - jsvat 2.5.4 refuses every number that begins with 1, so a firm founded lately cannot be a customer in a shop that uses it;
# - jsvat-next 3.0.4 and stdnum 1.12.0 (npm) take them;
# - of an old number of nine digits, still printed on paper, jsvat and stdnum say valid and jsvat-next says invalid.
# The numbers are made: eight digits and 97 minus their remainder.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts jsvat@2.5.4 jsvat-next@3.0.4 stdnum@1.12.0
cat > try.js <<'JS'
const jsvat = require("jsvat");
const next = require("jsvat-next");
const { stdnum } = require("stdnum");

const made = (base) => "BE" + base + String(97 - (Number(base) % 97)).padStart(2, "0");
const numbers = { "begins with 0": made("04031707"), "begins with 1": made("10000000"), "nine digits": made("04031707").replace("BE0", "BE") };
const seen = {};
for (const [name, number] of Object.entries(numbers)) {
  seen[name] = [jsvat.checkVAT(number, [jsvat.belgium]).isValid, next.checkVAT(number, [next.belgium]).isValid, stdnum.BE.vat.validate(number).isValid];
  console.log(name, number, ...seen[name]);
}
const expected = { "begins with 0": [true, true, true], "begins with 1": [false, true, true], "nine digits": [true, false, true] };
const asSeen = JSON.stringify(seen) === JSON.stringify(expected);
if (!asSeen) console.log("changed");
process.exit(asSeen ? 0 : 1);
JS
node try.js
