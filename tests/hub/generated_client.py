"""Run by test_generated_client.py in an environment of its own, where the generated client is: URL KEY CONNECTION FILE

Uploads documents, lists, downloads, connects a package with an address, and writes an invoice that is e-mailed.
"""

import json
import sys
from pathlib import Path

from schakel_client import AuthenticatedClient
from schakel_client.api.companies import companies
from schakel_client.api.documents import file_document, get_document, get_original, get_pdf, list_documents
from schakel_client.api.forwarding_to_bookkeeping import add_forwarder, list_routes, set_routes
from schakel_client.api.sending_by_e_mail import get_mailing, mail_document, mail_draft
from schakel_client.api.writing import make_draft
from schakel_client.models import (
    DraftIn,
    DraftMailingIn,
    ForwarderIn,
    KindCode,
    MailingIn,
    MailLanguage,
    RouteIn,
    RoutesIn,
)
from schakel_client.types import File

DRAFT = {
    "order_reference": "PO 7",
    "customer": {"name": "Hotel Ter Zee", "number": "0899.965.307", "city": "Gent"},
    "lines": [{"name": "Loaf", "quantity": "2", "price": 12.5, "vat": "6"}],
}


def main(url: str, key: str, bill: Path, sale: Path) -> dict[str, object]:
    client = AuthenticatedClient(base_url=url, token=key, raise_on_unexpected_status=True)
    known = companies.sync(client=client).items[0]
    connections = {each.kind: each.id for each in known.connections}
    filed = file_document.sync(client=client, body=file_of(bill))
    sold = file_document.sync(client=client, body=file_of(sale))
    listed = list_documents.sync(client=client).items
    forwarder = add_forwarder.sync(client=client, body=ForwarderIn(name="Yuki", kind=KindCode.EMAIL, package="yuki"))
    asked = [RouteIn(connection=connections["purchase"], address="in@yuki.example")]
    set_routes.sync(forwarder.id, client=client, body=RoutesIn(routes=asked))
    to = MailingIn(email="zoe@zoe.example", language=MailLanguage.FR)
    refused = mail_document.sync_detailed(sold.documents[0].id, client=client, body=to)
    draft = make_draft.sync(client=client, body=DraftIn.from_dict(DRAFT | {"connection": connections["sales"]}))
    mailed = mail_draft.sync(draft.id, client=client, body=DraftMailingIn(email="zoe@zoe.example"))
    return {
        "listed": sorted(each.number for each in listed),
        "number": get_document.sync(filed.documents[0].id, client=client).number,
        "is_original": get_original.sync(filed.documents[0].id, client=client).payload.read() == bill.read_bytes(),
        "pdf": get_pdf.sync(filed.documents[0].id, client=client).payload.read(5).decode(),
        "contents": forwarder.contents,
        "routes": [each.address for each in list_routes.sync(forwarder.id, client=client).items],
        "refused": [refused.status_code, refused.parsed.code],
        "mailed": [get_mailing.sync(mailed.id, client=client).state, mailed.email],
    }


def file_of(path: Path) -> File:
    return File(payload=path.open("rb"))


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
