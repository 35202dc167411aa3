#!/usr/bin/env bash
# openapi-python-client 0.29.1 (2026-11) leaves out a route whose body is binary under any type but application/octet-stream.
#
# A request body described as application/xml or application/pdf, with a schema of `type: string, format: binary`, is valid OpenAPI 3.1. The
# generator says "Unsupported content type" and writes no function for the route; an answer of such a type is dropped from the function, which
# then returns nothing. The command still ends with 0. With application/octet-stream beside the others, body and answer are bytes.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check openapi-python-client==0.29.1
cat > "$work/describe.py" <<'PY'
import json, sys

binary = {"schema": {"type": "string", "format": "binary"}}


def described(*types):
    content = dict.fromkeys(types, binary)
    route = {
        "operationId": "send_invoice",
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "The file", "content": content}},
    }
    only_answer = {"operationId": "get_invoice", "responses": route["responses"]}
    paths = {"/invoices": {"post": route}, "/invoice": {"get": only_answer}}
    return {"openapi": "3.1.0", "info": {"title": "Invoices", "version": "1"}, "paths": paths}


for name, types in {"xml": ["application/xml"], "both": ["application/octet-stream", "application/xml"]}.items():
    json.dump(described(*types), open(f"{sys.argv[1]}/{name}.json", "w"))
PY
cd "$work"
venv/bin/python describe.py .
for name in xml both; do
  venv/bin/openapi-python-client generate --path "$name.json" --meta none --output-path "client_$name" > "$name.log" 2>&1
  echo "$name: exit 0, $(grep -c 'Endpoint will not be generated' "$name.log" || true) route left out, $(grep -c 'response will be omitted' "$name.log" || true) answer left out"
done
test ! -e client_xml/api/default/send_invoice.py
grep -q 'response will be omitted' xml.log
test -e client_both/api/default/send_invoice.py
grep -q 'File(payload=BytesIO(response.content))' client_both/api/default/get_invoice.py
echo "as seen"
