#!/usr/bin/env bash
# sepa-qr 0.0.2 (npm; some 3,000 downloads a month in November 2026) writes a free text into the line of the structured reference.
#
# EPC069-12 gives line 10 to the structured reference, line 11 to free text and line 12 to the payer's information. The payload of this
# package has eleven lines: what is handed over as `remittance` comes on line 10, `information` on line 11. A bank that checks line 10
# refuses the transfer; one that does not fills its field for the structured communication with a sentence.
# The QR it draws is decoded again with jsqr 1.4.0, through pngjs 7.0.0.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts sepa-qr@0.0.2 jsqr@1.4.0 pngjs@7.0.0
cat > try.js <<'JS'
const sepaQr = require("sepa-qr");
const { PNG } = require("pngjs");
const jsQR = require("jsqr");

const chunks = [];
const image = sepaQr({ name: "Bakkerij BV", iban: "BE71096123456769", amount: "12.50", remittance: "Factuur 2026-009", information: "Dank u", type: "png", size: 8 });
image.on("data", (chunk) => chunks.push(chunk));
image.on("end", () => {
  const png = PNG.sync.read(Buffer.concat(chunks));
  const lines = jsQR(new Uint8ClampedArray(png.data), png.width, png.height).data.split("\n");
  lines.forEach((line, index) => console.log(index + 1, line));
  const asSeen = lines.length === 11 && lines[9] === "Factuur 2026-009" && lines[10] === "Dank u";
  if (!asSeen) console.log("changed");
  process.exit(asSeen ? 0 : 1);
});
JS
node try.js
