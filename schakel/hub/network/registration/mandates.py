"""Recording a mandate, which asks the client to confirm it, and keeping the signed paper with it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from schakel.hub.connections.models import Company, Office
from schakel.hub.documents import store
from schakel.hub.documents.filetypes import JPEG, PDF, PNG, safe_name, type_of
from schakel.hub.network.models import Mandate
from schakel.hub.people.models import User, normal

LARGEST_PROOF = 10_000_000  # bytes
PROOF_TYPES = {PDF: "pdf", JPEG: "jpg", PNG: "png"}


class ProofThere(Exception):
    """Permanent: the mandate has another paper, which stays."""

    code = "proof_there"


@dataclass(frozen=True)
class MandateWish:
    """What the office says of a mandate, and who is to confirm it."""

    given_by: str
    given_on: date
    email: str
    language: str
    proof: bytes = b""
    proof_name: str = ""


def record_mandate(company: Company, wish: MandateWish, *, by: User) -> Mandate:
    """The client gets an e-mail of its own, and confirms or refuses."""
    mandate = Mandate(
        company=company,
        given_by=wish.given_by,
        given_on=wish.given_on,
        proof_sha256=store.keep(wish.proof) if wish.proof else "",
        proof_name=wish.proof_name[:200] if wish.proof else "",
        email=wish.email,
        language=wish.language,
        recorded_by=by,
    )
    mandate.renew()
    return mandate


def keep_proof(mandate: Mandate, proof: bytes, name: str) -> None:
    """The signed paper, once. Raises ProofThere."""
    digest = store.keep(proof)
    name = safe_name(name, otherwise=f"mandate.{PROOF_TYPES[type_of(proof)]}")
    without = Mandate.objects.filter(pk=mandate.pk, proof_sha256="")
    if not without.update(proof_sha256=digest, proof_name=name) and mandate.proof_sha256 != digest:
        raise ProofThere
    mandate.refresh_from_db()


def is_of_office(office: Office, email: str) -> bool:
    """Those who ask for a mandate do not give it to themselves (G07)."""
    address = normal(email)
    mine = Q(user__email=address) | Q(user__emailaddress__email=address)
    return bool(office.members.filter(mine).exists())
