"""Every route of the API with every key that must not open it (G01–G04, ADR 0110): a route without a case here fails.

Another company's thing answers exactly as what does not exist; a key that is dead, or missing, gets 401 whatever it asks.
"""

import json
import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import get_args

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ninja import Schema

from schakel.hub.api import api
from schakel.hub.connections.models import Company, Connection, Office, Scope
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.network.outbound.document import send
from schakel.hub.people.models import User
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
from tests.hub.payments.camt import camt, out
from tests.hub.scope import Watched
from tests.hub.test_every_address import NOBODY_HAS, everything

pytestmark = pytest.mark.django_db
OWN_SALE = invoice(number="S-1", seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307"))


@pytest.fixture
def alice(world):
    return User.objects.get(name="Alice")


@pytest.fixture
def office(world):
    return Office.objects.get(pk=world["office"])


@pytest.fixture
def other_office(world):
    return Office.objects.get(name="Office Diane")


@pytest.fixture
def diane(world):
    return User.objects.get(name="Diane")


@pytest.fixture
def bob(world):
    return User.objects.get(name="Bob")


@pytest.fixture
def bakery(world):
    return Company.objects.get(pk=world["company"])


@pytest.fixture
def more(world, office, sales, alice):
    """What only programs ask for."""
    sent = file(invoice(number="S-0", seller=party("Bakery", BAKERY), buyer=party("Mill", MILL)), Way.UPLOAD).documents[
        0
    ]
    forwarder = Forwarder.objects.create(office=office, name="Ledger", kind="pull", created_by=alice)
    Route.objects.create(forwarder=forwarder, connection=sales, since="2020-01-01T00:00Z")
    forward = Forward.objects.create(document=sent, forwarder=forwarder, connection=sales, turn="pull")
    return {**world, "sent": send(sent).pk, "fetchable": forward.pk}


@dataclass(frozen=True)
class Case:
    """`of` names in the world what the path is about; empty: a list, or the key itself. `also` is a status that is fine."""

    scope: Scope | None
    of: str = ""
    body: bytes | dict = b""
    also: int = 0
    by_office: bool = False  # a key of one company does not do it


CASES = {
    "GET /key": Case(None),
    "GET /companies": Case(None),
    "GET /companies/{company_id}": Case(None, "company"),
    "POST /companies": Case(Scope.COMPANIES, body={"number": "0100000169", "name": "New"}, by_office=True),
    "GET /companies/{company_id}/connections": Case(Scope.COMPANIES, "company"),
    "GET /audit-entries": Case(Scope.AUDIT, by_office=True),
    "GET /companies/{company_id}/log": Case(Scope.READ, "company"),
    "GET /members": Case(Scope.COMPANIES, by_office=True),
    "DELETE /members/{member_id}": Case(Scope.MEMBERS, "member", by_office=True),
    "GET /member-invitations": Case(Scope.MEMBERS, by_office=True),
    "POST /member-invitations": Case(Scope.MEMBERS, body={"email": "new@alice.example"}, by_office=True),
    "POST /member-invitations/{invitation_id}/withdrawals": Case(Scope.MEMBERS, "member_invitation", by_office=True),
    "GET /invitations": Case(Scope.INVITE, by_office=True),
    "GET /invitations/{invitation_id}": Case(Scope.INVITE, "invitation", by_office=True),
    "POST /invitations": Case(Scope.INVITE, body={"company": 1}, also=422, by_office=True),
    "POST /invitation-reminders": Case(Scope.INVITE, body={"invitations": [1]}, also=422, by_office=True),
    "POST /invitations/{invitation_id}/withdrawals": Case(Scope.INVITE, "invitation", by_office=True),
    "GET /mandates": Case(Scope.INVITE, by_office=True),
    "GET /mandates/{mandate_id}": Case(Scope.INVITE, "mandate", by_office=True),
    "POST /mandates": Case(Scope.INVITE, body={"company": 1}, also=409, by_office=True),
    "POST /mandates/{mandate_id}/reminders": Case(Scope.INVITE, "mandate", by_office=True),
    "PUT /mandates/{mandate_id}/proof": Case(Scope.INVITE, "mandate", b"%PDF-1.7 another", also=409, by_office=True),
    "GET /mandates/{mandate_id}/proof": Case(Scope.INVITE, "mandate", by_office=True),
    "POST /company-imports": Case(Scope.COMPANIES, body=b"KBO;Naam\n0100000169;New\n", by_office=True),
    "GET /company-imports": Case(Scope.COMPANIES, by_office=True),
    "GET /company-imports/{import_id}": Case(Scope.COMPANIES, "company_import", by_office=True),
    "GET /company-imports/{import_id}/rows": Case(Scope.COMPANIES, "company_import", by_office=True),
    "POST /company-imports/{import_id}/start": Case(Scope.COMPANIES, "company_import", also=409, by_office=True),
    "DELETE /company-imports/{import_id}": Case(Scope.COMPANIES, "company_import", also=409, by_office=True),
    "GET /runs": Case(Scope.INVITE, by_office=True),
    "POST /runs": Case(Scope.INVITE, body={"companies": [1]}, also=422, by_office=True),
    "GET /runs/{run_id}": Case(Scope.INVITE, "run", by_office=True),
    "GET /runs/{run_id}/rows": Case(Scope.INVITE, "run", by_office=True),
    "POST /runs/{run_id}/retries": Case(Scope.INVITE, "run", by_office=True),
    "POST /runs/{run_id}/stop": Case(Scope.INVITE, "run", by_office=True),
    "GET /registrations": Case(Scope.INVITE, by_office=True),
    "GET /provider-accounts": Case(Scope.ACCOUNTS, by_office=True),
    "POST /provider-accounts": Case(Scope.ACCOUNTS, body={"provider": "peppyrus", "key": "k"}, by_office=True),
    "GET /provider-accounts/{account_id}": Case(Scope.ACCOUNTS, "provider_account", by_office=True),
    "PATCH /provider-accounts/{account_id}": Case(Scope.ACCOUNTS, "provider_account", {"key": "k"}, by_office=True),
    "DELETE /provider-accounts/{account_id}": Case(Scope.ACCOUNTS, "provider_account", by_office=True),
    "POST /provider-accounts/{account_id}/tries": Case(Scope.ACCOUNTS, "provider_account", by_office=True),
    "GET /provider-accounts/{account_id}/companies": Case(Scope.ACCOUNTS, "provider_account", by_office=True),
    "POST /provider-accounts/{account_id}/companies": Case(
        Scope.ACCOUNTS, "provider_account", {"company": 1}, by_office=True
    ),
    "DELETE /provider-accounts/{account_id}/companies/{company_id}": Case(
        Scope.ACCOUNTS, "provider_account", also=404, by_office=True
    ),
    "GET /documents": Case(Scope.READ),
    "POST /documents": Case(Scope.FILE, body=invoice(number="New")),
    "GET /documents/{document_id}": Case(Scope.READ, "document"),
    "GET /labels": Case(Scope.READ),
    "PUT /documents/{document_id}/labels": Case(Scope.FILE, "document", {"labels": []}),
    "PUT /documents/{document_id}/history": Case(Scope.FILE, "document", {"history": True}),
    "GET /documents/{document_id}/original": Case(Scope.READ, "document"),
    "GET /documents/{document_id}/pdf": Case(Scope.READ, "document"),
    "GET /documents/{document_id}/attachments/{index}": Case(Scope.READ, "document"),
    "GET /documents/{document_id}/events": Case(Scope.READ, "document"),
    "GET /waiting-files/{file_id}": Case(None, "sent_long"),
    "GET /drafts": Case(Scope.SEND),
    "POST /drafts": Case(Scope.SEND, body={"connection": "sales"}),
    "GET /drafts/{draft_id}": Case(Scope.SEND, "draft"),
    "PUT /drafts/{draft_id}": Case(Scope.SEND, "draft", {"note": "New"}),
    "DELETE /drafts/{draft_id}": Case(Scope.SEND, "draft"),
    "GET /drafts/{draft_id}/attachments": Case(Scope.SEND, "draft"),
    "POST /drafts/{draft_id}/attachments": Case(Scope.SEND, "draft", b"%PDF-1.7"),
    "DELETE /attachments/{attachment_id}": Case(Scope.SEND, "attachment"),
    "POST /drafts/{draft_id}/documents": Case(Scope.SEND, "draft"),
    "POST /drafts/{draft_id}/transmissions": Case(Scope.SEND, "draft", also=422),
    "GET /mailings": Case(Scope.SEND),
    "GET /mailings/{mailing_id}": Case(Scope.SEND, "mailing"),
    "POST /documents/{document_id}/mailings": Case(Scope.SEND, "sale", {"email": "a@mill.example", "language": "nl"}),
    "POST /drafts/{draft_id}/mailings": Case(Scope.SEND, "draft", {"email": "a@mill.example"}, also=422),
    "GET /transmissions": Case(Scope.SEND),
    "POST /transmissions": Case(Scope.SEND, body=OWN_SALE),
    "POST /documents/{document_id}/transmissions": Case(Scope.SEND, "sale"),
    "GET /transmissions/{transmission_id}": Case(Scope.SEND, "sent"),
    "GET /transmissions/{transmission_id}/evidence": Case(Scope.SEND, "sent"),
    "GET /participants/{participant}": Case(Scope.SEND),
    "GET /answers": Case(Scope.READ),
    "POST /documents/{document_id}/answers": Case(Scope.SEND, "document", {"status": "PD"}),
    "GET /answers/{answer_id}/proof": Case(Scope.READ, "answer"),
    "GET /protests": Case(Scope.READ),
    "POST /documents/{document_id}/protests": Case(
        Scope.SEND, "document", {"says": "UQ", "reasons": ["price"], "email": "a@mill.example"}, also=422
    ),
    "POST /protests/{protest_id}/withdrawals": Case(Scope.SEND, "protest", also=422),
    "GET /protests/{protest_id}/proof": Case(Scope.READ, "protest"),
    "GET /open-items": Case(Scope.STATEMENTS),
    "GET /companies/{company_id}/statements": Case(Scope.STATEMENTS, "company"),
    "POST /companies/{company_id}/statements": Case(Scope.STATEMENTS, "company", camt(out("-1.00"))),
    "GET /packages": Case(Scope.FORWARDERS),
    "GET /forwarders": Case(Scope.FORWARDERS),
    "POST /forwarders": Case(
        Scope.FORWARDERS, body={"name": "Books", "kind": "pull", "pattern": "{nonsense}"}, also=422, by_office=True
    ),
    "GET /forwarders/{forwarder_id}": Case(Scope.FORWARDERS, "forwarder", by_office=True),
    "PATCH /forwarders/{forwarder_id}": Case(Scope.FORWARDERS, "forwarder", {"is_on": False}, by_office=True),
    "DELETE /forwarders/{forwarder_id}": Case(Scope.FORWARDERS, "forwarder", by_office=True),
    "GET /forwarders/{forwarder_id}/routes": Case(Scope.FORWARDERS, "forwarder", by_office=True),
    "POST /forwarders/{forwarder_id}/routes": Case(
        Scope.FORWARDERS, "forwarder", {"routes": [{"connection": 1}]}, also=422, by_office=True
    ),
    "DELETE /forwarders/{forwarder_id}/routes/{connection_id}": Case(
        Scope.FORWARDERS, "forwarder", also=404, by_office=True
    ),
    "GET /forwards": Case(Scope.FETCH),
    "GET /forwards/{forward_id}": Case(Scope.FETCH, "fetchable"),
    "GET /forwards/{forward_id}/files/{index}": Case(Scope.FETCH, "fetchable"),
    "POST /forwards/{forward_id}/acknowledgements": Case(Scope.FETCH, "fetchable"),
}


INTO_OWN_OFFICE = {
    "POST /companies",
    "POST /provider-accounts",
    "POST /company-imports",
    "POST /member-invitations",
}  # whoever asks adds to an office of their own


@cache
def routes() -> dict[str, dict]:
    """`GET /documents/{document_id}` → its description."""
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": told
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, told in methods.items()
    }


def ask(program: Program, route: str, pk: object):
    """`pk` goes in the first place of the path, 0 in the second."""
    method, _, path = route.replace("{participant}", f"0208:{MILL}").partition(" ")
    for value in (pk, 0):
        before, brace, after = path.partition("{")
        path = f"{before}{value}{after.partition('}')[2]}" if brace else path
    return program.ask(method, path, body_of(route))


def body_of(route: str) -> bytes | dict:
    body = CASES[route].body
    if body == {"connection": "sales"}:
        return {"connection": Connection.objects.get(company__name="Bakery Cornflower", side="sales").pk}
    return body


def test_every_route_has_a_case():
    assert set(routes()) == set(CASES)


def test_no_two_shapes_have_one_name():
    """The description knows a shape by its name alone: the second would stand where the first is meant."""
    shapes = [each for each in Schema.__subclasses__() if each.__module__.startswith("schakel.")]
    more = [each for shape in shapes for each in shape.__subclasses__()]
    described = json.dumps(api.get_openapi_schema())
    meant = [each for each in {*shapes, *more} if f'/schemas/{each.__name__}"' in described]
    names = sorted(each.__name__ for each in meant)
    assert "DocumentOut" in names
    assert names == sorted(set(names))


def test_no_two_lists_of_values_have_one_name():
    """Like shapes: of two models with a `State`, one would stand where the other is meant."""
    shapes = [each for each in Schema.__subclasses__() if each.__module__.startswith("schakel.")]
    fields = [field.annotation for shape in shapes for field in shape.model_fields.values()]
    names = sorted(each.__name__ for each in {enum for annotation in fields for enum in enums_in(annotation)})
    assert {"InvitationState", "MandateState", "MemberRole"} <= set(names)
    assert names == sorted(set(names))


def enums_in(annotation: object) -> list[type[Enum]]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [annotation]
    return [enum for part in get_args(annotation) for enum in enums_in(part)]


@pytest.mark.parametrize("route", sorted(CASES))
def test_the_description_names_the_scope(route):
    scope = CASES[route].scope
    assert routes()[route]["security"] == [{"Key": [scope.value] if scope else []}]


@pytest.mark.parametrize("route", sorted(CASES))
def test_G01_no_key_that_must_not_opens_a_route(more, route, bakery, office, other_office, alice, bob, diane):
    case = CASES[route]
    pk = more.get(case.of, NOBODY_HAS)
    revoked, secret = key_of(bakery, alice)
    revoked.end(alice)
    left = key_of(office, bob)[1]
    others = key_of(other_office, diane)[1]
    other_scopes = [scope for scope in Scope if scope != case.scope]
    narrow = key_of(bakery, alice, *other_scopes)[1]
    office.members.get(user=bob).delete()
    before = everything()
    for dead in (Program(), Program(secret), Program(left)):
        assert ask(dead, route, pk).status_code == 401
    if case.scope:
        assert ask(Program(narrow), route, pk).status_code == 403
    if case.of:
        theirs, nowhere = ask(Program(others), route, pk), ask(Program(others), route, NOBODY_HAS)
        assert (theirs.status_code, theirs.content) == (404, nowhere.content)
    elif route not in INTO_OWN_OFFICE:
        assert not any(
            secret in ask(Program(others), route, pk).text for secret in ("Cornflower", BAKERY, "Alice", "To discuss")
        )
    assert everything() == before


@pytest.mark.parametrize("route", sorted(CASES))
def test_G09_G10_who_may_comes_in_reads_what_is_theirs_and_no_cache_keeps_it(more, route, bakery, office, alice):
    """So that the test above can fail."""
    scope, of = CASES[route].scope, CASES[route].of
    of_key = office if CASES[route].by_office else bakery
    program = Program(key_of(of_key, alice, *([scope] if scope else []))[1])
    program.client = Watched(alice.pk, **program.client.defaults)
    status = ask(program, route, more.get(of)).status_code
    assert status < 300 or status == CASES[route].also


def test_I07_no_list_reads_more_than_two_hundred_rows(more, office, alice):
    """One row more is read, to know whether there is a next page; a count ends at a thousand and one, the keys
    of what a search found at five thousand and one, those of connections at two thousand and one; documents of a few
    connections are only counted, to fifty thousand and one."""
    program = Program(key_of(office, alice)[1])
    lists = [route for route, told in routes().items() if "limit" in {each["name"] for each in told["parameters"]}]
    assert len(lists) > 8
    for route in lists:
        path = re.sub(r"\{\w+\}", str(more.get(CASES[route].of)), route.removeprefix("GET "))
        with CaptureQueriesContext(connection) as asked:
            assert program.get(path, limit=10**9).status_code == 200
        read = {int(rows) for each in asked for rows in re.findall(r"LIMIT (\d+)", each["sql"])}
        assert 100 < max(read - {1001, 2001, 5001, 50001}) <= 201, route


def test_G03_a_key_of_one_company_sees_that_company_only(world, bakery, office, alice):
    """Of two companies of one office, each key sees its own."""
    other = company_of(office, "Baker Two", "0899965307")
    for of, names in (
        (bakery, {"Bakery Cornflower"}),
        (other, {"Baker Two"}),
        (office, {"Bakery Cornflower", "Baker Two", *(f"Lender {n}" for n in range(1, 6))}),
    ):
        program = Program(key_of(of, alice)[1])
        assert {each["name"] for each in program.get("/companies").json()["items"]} == names
        seen = {each["company"]["name"] for each in program.get("/documents").json()["items"]}
        assert seen == names & {"Bakery Cornflower"}
