"""The name of who is paid."""

from schakel.base.characters import says_something, to_sepa
from schakel.base.epc_qr import LONGEST_NAME
from schakel.sepa.errors import SepaError


class NameMissing(SepaError):
    code = "name_missing"


def carried_name(name: str) -> str:
    """The name in the SEPA character set, at most 70 characters. Raises NameMissing (permanent)."""
    carried = to_sepa(name, longest=LONGEST_NAME)
    if not says_something(carried):
        raise NameMissing(name[:40])
    return carried
