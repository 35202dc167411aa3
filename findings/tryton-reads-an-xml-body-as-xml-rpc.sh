#!/usr/bin/env bash
# Tryton 8.2.1 with document_incoming 8.2.0 (2026-11): the type of a POST decides whether its body is a document or a remote procedure call.
#
# The route for incoming documents takes the file as the body. As application/octet-stream it answers 204 and keeps the document. As
# application/xml, the type of an invoice (RFC 7303), the server reads the same body as XML-RPC before the route sees it, and answers 400:
# nothing is kept. The older path without /r/ answers 308, which a client that follows no redirect takes for a failure.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check trytond==8.2.1 trytond-document-incoming==8.2.0 proteus==8.2.0
cat > "$work/try.py" <<'PY'
from proteus import Model
from trytond.tests.tools import activate_modules
from trytond.wsgi import app
from werkzeug.test import Client

activate_modules(["document_incoming"])
application = Model.get("res.user.application")(application="document_incoming", user=1)
application.save()
client, headers = Client(app), {"Authorization": f"bearer {application.key}"}
body = b'<?xml version="1.0" encoding="UTF-8"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'


def post(path, content_type):
    return client.post(path, data=body, content_type=content_type, headers=headers).status_code


new, old = "/:memory:/r/document_incoming?name=f.xml", "/:memory:/document_incoming?name=f.xml"
seen = {kind: post(new, kind) for kind in ("application/octet-stream", "application/xml", "text/xml")}
seen["older path"] = post(old, "application/octet-stream")
kept = [bytes(each.data) for each in Model.get("document.incoming").find([])]
print(seen, len(kept), "kept")
as_seen = {"application/octet-stream": 204, "application/xml": 400, "text/xml": 400, "older path": 308}
raise SystemExit(0 if seen == as_seen and kept == [body] else "changed")
PY
"$work/venv/bin/python" -Wignore "$work/try.py"
