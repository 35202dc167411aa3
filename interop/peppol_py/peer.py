"""`peppol-py` 1.2.5 as a sender, run in a virtual environment of its own by interop/peers/peppol_py.py.

peer.py DIRECTORY URL    wraps DIRECTORY/document.xml, sends it to URL and waits for the receipt
"""

import datetime
import sys
from pathlib import Path

from lxml import etree
from peppol_py.as4_sender import get_headers_and_body_for_posting_as4_document, post_edelivery_as4_document
from peppol_py.sender import get_document_type_from_ubl, wrap_ubl_in_peppol_standard_business_document_header

PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
SENDER, RECEIVER = "0208:0407214017", "0208:0899965307"


def send(directory, url):
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat()
    document = etree.parse(str(directory / "document.xml")).getroot()
    kind = get_document_type_from_ubl(document, document_type_version="2.1")
    content, envelope = wrap_ubl_in_peppol_standard_business_document_header(
        document, now, kind, PROCESS, SENDER, "BE", RECEIVER
    )
    body, headers = get_headers_and_body_for_posting_as4_document(
        content,
        envelope,
        now,
        kind,
        PROCESS,
        SENDER,
        RECEIVER,
        "POP999001",
        str(Path(__file__).with_name("xmlsec1")),
        str(directory / "theirs.pem"),
        None,
        (directory / "theirs.crt").read_bytes(),
        (directory / "ours.pem").read_bytes(),
        "POP999002",
    )
    post_edelivery_as4_document(url, body, headers, timeout=120, user_agent="interop")


if __name__ == "__main__":
    send(Path(sys.argv[1]), sys.argv[2])
    print("receipt found")
