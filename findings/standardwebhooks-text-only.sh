#!/usr/bin/env bash
# The reference libraries of Standard Webhooks (Python 1.1.0, npm 1.1.1, 2026-11) sign and verify text, not bytes, and expect JSON.
#
# The specification signs `id.timestamp.payload` over the raw body. With a body of ISO 8859-1 (a legal XML invoice) the Python verifier ends
# in a UnicodeDecodeError and the JavaScript one finds "no matching signature", though the signature is right. A right signature over an XML
# body in UTF-8 is accepted and then thrown away: both parse the body as JSON unless told not to (json_parse=False, jsonParse: false).
# And sign() of the Python library replaces the time zone of the moment it is given instead of converting it: one written with
# Europe/Brussels signs a timestamp of one hour later than the header says, and is refused.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check standardwebhooks==1.1.0
cat > "$work/try.py" <<'PY'
import base64, hashlib, hmac, json, sys, time
from datetime import datetime, timedelta, timezone

from standardwebhooks import Webhook

key = bytes(range(24))
webhook = Webhook("whsec_" + base64.b64encode(key).decode())


def headers(body):
    moment = str(int(time.time()))
    mac = hmac.new(key, f"msg_1.{moment}.".encode() + body, hashlib.sha256).digest()
    return {"webhook-id": "msg_1", "webhook-timestamp": moment, "webhook-signature": "v1," + base64.b64encode(mac).decode()}


def outcome(body):
    try:
        webhook.verify(body, headers(body))
    except Exception as error:
        return type(error).__name__
    return "accepted"


bodies = {"json": b'{"a": 1}', "xml": b"<Invoice/>", "latin": '<?xml version="1.0" encoding="ISO-8859-1"?><Naam>Andr\u00e9</Naam>'.encode("latin-1")}
print(seen := {name: outcome(body) for name, body in bodies.items()})
brussels = datetime.now(timezone(timedelta(hours=1)))
same = webhook.sign("msg_1", brussels, "{}") == webhook.sign("msg_1", brussels.astimezone(timezone.utc), "{}")
print("the same moment in two time zones has the same signature:", same)
json.dump({name: [base64.b64encode(body).decode(), headers(body)] for name, body in bodies.items()}, open(sys.argv[1], "w"))
raise SystemExit(0 if seen == {"json": "accepted", "xml": "JSONDecodeError", "latin": "UnicodeDecodeError"} and not same else "changed")
PY
cd "$work"
"$work/venv/bin/python" try.py signed.json
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts standardwebhooks@1.1.1
cat > try.js <<'JS'
const { Webhook } = require("standardwebhooks");
const webhook = new Webhook("whsec_" + Buffer.from([...Array(24).keys()]).toString("base64"));
const seen = {};
for (const [name, [body, headers]] of Object.entries(require("./signed.json"))) {
  try {
    webhook.verify(Buffer.from(body, "base64"), headers);
    seen[name] = "accepted";
  } catch (error) {
    seen[name] = error.constructor.name;
  }
}
console.log(JSON.stringify(seen));
const asSeen = JSON.stringify(seen) === JSON.stringify({ json: "accepted", xml: "SyntaxError", latin: "WebhookVerificationError" });
if (!asSeen) console.log("changed");
process.exit(asSeen ? 0 : 1);
JS
node try.js
