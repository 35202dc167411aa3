"""`as4` 0.2.0 as an access point, run in a virtual environment of its own by interop/peers/python_as4.py.

peer.py send DIRECTORY URL       sends DIRECTORY/document.xml to URL and verifies the receipt
peer.py receive DIRECTORY        reads DIRECTORY/message, writes the payload and the signal it answers
peer.py speed DIRECTORY COUNT    prints receives a second and builds a second
"""

import json
import sys
import time
import urllib.request
from pathlib import Path

from as4.core.common import AS4LocalPrivateKey
from as4.peppol import (
    build_peppol_message,
    create_peppol_external_party,
    create_peppol_internal_party,
    parse_peppol_message,
    parse_peppol_receipt,
    peppol_security_policy,
)
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

DOCUMENT_TYPE = (
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:en16931:2017#compliant"
    "#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1"
)


class Side:
    def __init__(self, directory):
        self.directory = directory
        pem = (directory / "theirs.pem").read_bytes()
        certificate = x509.load_pem_x509_certificate(pem)
        key = AS4LocalPrivateKey(load_pem_private_key(pem, None))
        self.local = create_peppol_internal_party("POP999002", certificate, key)
        self.other = x509.load_pem_x509_certificate((directory / "ours.pem").read_bytes())
        root, issuer = x509.load_pem_x509_certificates((directory / "authorities.pem").read_bytes())
        self.policy = peppol_security_policy(root, intermediates=[issuer])

    def build(self):
        message = build_peppol_message(
            (self.directory / "document.xml").read_bytes(),
            local_party=self.local,
            remote_party=create_peppol_external_party("POP999001", self.other),
            sender="0208:0407214017",
            recipient="0208:0899965307",
            document_type_identifier_scheme="busdox-docid-qns",
            document_type_identifier_value=DOCUMENT_TYPE,
            process_identifier="urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
            sender_country_id="BE",
        )
        body, boundary = message.get_request_data()
        return message, message.get_http_headers(boundary), body

    def send(self, url):
        message, headers, body = self.build()
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")
        with urllib.request.urlopen(request) as response:
            receipt = parse_peppol_receipt(response.read(), self.other)
        if receipt.error is not None:
            return f"refused: {receipt.error}"
        receipt.verify_non_repudiation(message.signed_references)
        return "receipt verified"

    def receive(self):
        headers = json.loads((self.directory / "headers.json").read_text())
        body = (self.directory / "message").read_bytes()
        exchange = parse_peppol_message(headers, body, self.local, security_policy=self.policy)
        signal_headers, signal = exchange.build_signal()
        (self.directory / "signal").write_bytes(signal)
        (self.directory / "signal.json").write_text(json.dumps(signal_headers))
        for content in exchange.message.decrypted_data.values():
            (self.directory / "payload").write_bytes(content)
        return str(exchange.state)

    def speed(self, count):
        headers = json.loads((self.directory / "headers.json").read_text())
        body = (self.directory / "message").read_bytes()

        def receive():
            exchange = parse_peppol_message(headers, body, self.local, security_policy=self.policy)
            assert exchange.successful, exchange.error
            exchange.build_signal()

        return json.dumps({"receives": rate(receive, count), "builds": rate(self.build, count)})


def rate(work, count):
    work()
    start = time.process_time()
    for _ in range(count):
        work()
    return count / (time.process_time() - start)


if __name__ == "__main__":
    side = Side(Path(sys.argv[2]))
    command = sys.argv[1]
    if command == "send":
        print(side.send(sys.argv[3]))
    elif command == "receive":
        print(side.receive())
    else:
        print(side.speed(int(sys.argv[3])))
