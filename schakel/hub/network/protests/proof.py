"""The proof of a protest as one file: what was said, the mail as it went, the answer over the network with its receipt."""

from collections.abc import Iterator

from schakel.hub.documents import store
from schakel.hub.network.evidence import pack, parts
from schakel.hub.network.models import Protest
from schakel.hub.network.protests.letter import letter_text
from schakel.hub.network.protests.reasons import CODES

TIME = "%Y-%m-%d %H:%M:%S UTC"


def proof(protest: Protest) -> bytes:
    """A ZIP. Raises store.Damaged when the store lost a part of it."""
    return pack(files_of(protest))


def files_of(protest: Protest) -> Iterator[tuple[str, bytes]]:
    yield "proof.txt", "".join(f"{line}\n" for line in facts(protest)).encode()
    yield "protest.txt", f"{letter_text(protest)}\n".encode()
    document = store.read(protest.document.sha256)
    yield ("document.pdf" if document.startswith(b"%PDF") else "document.xml"), document
    if protest.sha256:
        yield "protest.eml", store.read(protest.sha256)
    if protest.answer:
        yield "peppol/answer.xml", store.read(protest.answer.sha256)
        yield from ((f"peppol/{name}", data) for name, data in parts(protest.answer.transmission))


def facts(protest: Protest) -> Iterator[str]:
    """In English, for whoever has to check it; times in UTC."""
    document = protest.document
    yield f"{protest.says}: {protest.at:{TIME}} by {protest.by or 'somebody who left'} for {protest.company}"
    yield f"document: {document.number} of {document.party}, issued {document.issue_date}"
    yield f"sha256 of the document: {document.sha256}, received {document.received_at:{TIME}}"
    for each in protest.reasons:
        yield f"reason: {each} ({CODES[each].reason.value})"
    yield f"e-mail: {protest.email or 'none'}: {protest.state} at {protest.state_at:{TIME}}"
    if protest.sha256:
        yield f"sha256 of the e-mail, as the mail server took it over: {protest.sha256}"
    if protest.answer:
        yield f"over Peppol: {protest.answer.transmission.state}, see peppol/proof.txt"
    else:
        yield "over Peppol: it could not be answered there"
