"""Who an enterprise is, by its number: from the register that the operator imported."""

from collections.abc import Collection
from dataclasses import dataclass

from schakel.hub.connections.models.kbo import KboEnterprise

AT_ONCE = 500  # numbers in one question to the database


@dataclass(frozen=True)
class Enterprise:
    """As a register has it, in the language that was asked for where it knows one; empty texts are not known."""

    number: str  # ten digits
    name: str
    street: str = ""
    post_code: str = ""
    city: str = ""


def find_enterprises(numbers: Collection[str], *, language: str) -> dict[str, Enterprise]:
    """Those that are known, by number. `numbers` have ten digits."""
    wanted, found = sorted(set(numbers)), {}
    for start in range(0, len(wanted), AT_ONCE):
        for row in KboEnterprise.objects.filter(number__in=wanted[start : start + AT_ONCE]):
            found[row.number] = of_register(row, language)
    return found


def find_enterprise(number: str, *, language: str) -> Enterprise | None:
    return find_enterprises([number], language=language).get(number)


def of_register(row: KboEnterprise, language: str) -> Enterprise:
    texts = {"name": row.name, "street": row.street, "city": row.city} | row.in_others.get(language, {})
    return Enterprise(row.number, post_code=row.post_code, **texts)
