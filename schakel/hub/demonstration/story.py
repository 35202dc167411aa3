"""The demonstration's story: an office, its people, its client companies in every state, and their documents."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from schakel.einvoice.belgium import EnterpriseNumber
from schakel.hub.connections.models import Access, Company, Connection, Invitation, InvitationMail, Member, Office, Role
from schakel.hub.connections.new_company import add_company
from schakel.hub.demonstration import programs
from schakel.hub.demonstration.deals import Deal, document
from schakel.hub.demonstration.finding import add_labels, save_views
from schakel.hub.demonstration.forwarders import forward
from schakel.hub.demonstration.paying import pay
from schakel.hub.demonstration.selling import sell
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Event, Reading, Way
from schakel.hub.payments.models import Reminder
from schakel.hub.payments.payables import read_new
from schakel.hub.payments.reminders import tomorrow
from schakel.hub.people.models import User
from schakel.hub.people.sign_up import join

PASSWORD = "schakel in de demonstratie"  # noqa: S105 -- everybody may know it: it opens made-up people only
LONG = timedelta(days=60)  # so long ago the office began with its clients
READ_AFTER = timedelta(days=3)  # older documents have been read


@cache
def story() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "story.toml").read_text())


def addresses() -> list[str]:
    """Whom a visitor may be, by one click."""
    return [person["email"] for person in [*story()["office"]["people"], *story()["clients"]]]


def welcome() -> str:
    owner = story()["office"]["people"][0]
    return (
        f"\n  Schakel runs: {settings.URL}\n"
        f"  The sign-in page offers the people of the demonstration by one click,\n"
        f"  {owner['name']} of {story()['office']['name']} first. Or sign in as {owner['email']}\n"
        f"  with the password: {PASSWORD}\n  Ctrl-C stops it; the data stay in {settings.DATA}.\n"
    )


def tell_once() -> None:
    """Loads the story into an empty database; does nothing where an office already stands."""
    if not Office.objects.exists():
        with transaction.atomic():
            tell(timezone.now())


def tell(now: datetime) -> None:
    office = people(now)
    owner = User.objects.get(memberships__office=office, memberships__role=Member.Role.OWNER)
    companies = {card["number"]: company(card, office=office, now=now) for card in story()["companies"]}
    for card in story()["companies"]:
        share(companies[card["number"]], card, owner=owner, now=now)
    told = list(deals(now))
    with click.progressbar(told, label="Loading the demonstration") as bar:
        for deal in bar:
            receive(deal, now=now)
    have_read()
    for card in story()["forwarders"]:
        forward(card, companies, owner=owner, now=now)
    while read_new():
        pass
    pay(story()["companies"], companies, owner=owner, now=now)
    sell(story()["written"], companies)
    programs.connect(story()["programs"], office, companies, now=now)
    add_labels(story()["labels"], office)
    save_views(story()["views"], office)
    Reminder.objects.bulk_create(Reminder(user=user, due_at=tomorrow()) for user in User.objects.all())


def people(now: datetime) -> Office:
    office = Office.objects.create(name=story()["office"]["name"], language=story()["office"]["language"])
    for person in story()["office"]["people"]:
        Member.objects.create(office=office, user=joined(person), role=person["role"])
    for person in story()["clients"]:
        joined(person)
    long_ago = now - LONG
    Office.objects.filter(pk=office.pk).update(created_at=long_ago)
    office.members.update(since=long_ago)
    return office


def joined(person: dict[str, str]) -> User:
    return join(person["email"], name=person["name"], language=person["language"], password=PASSWORD)


def company(card: dict[str, Any], *, office: Office, now: datetime) -> Company:
    number = EnterpriseNumber.parse(card["number"])
    made = add_company(office, number, name=card["name"], email=card["email"], language=card["language"])
    long_ago = now - LONG
    Company.objects.filter(pk=made.pk).update(created_at=long_ago)
    made.connections.update(created_at=long_ago)
    return made


def share(company: Company, card: dict[str, Any], *, owner: User, now: datetime) -> None:
    """The two connections as the story has them; told in one letter when they went out on the same day."""
    letters: dict[str, InvitationMail] = {}
    for side in Connection.Side:
        state, _, days = card[side.value].rpartition(" ")
        if state not in Invitation.State:
            continue
        letter = letters.get(days) or create_sent_letter(
            company, owner=owner, at=now - timedelta(days=int(days), hours=3)
        )
        letters[days] = letter
        invite(company.connections.get(side=side), letter, state=Invitation.State(state))


def create_sent_letter(company: Company, *, owner: User, at: datetime) -> InvitationMail:
    letter = InvitationMail.to(company.email, office=company.office, inviter=owner, language=company.language)
    letter.created_at, letter.sent_at, letter.due_at = at, at, None
    letter.expires_at = at + timedelta(hours=settings.INVITATION_HOURS)
    letter.save()
    return letter


def invite(connection: Connection, letter: InvitationMail, *, state: Invitation.State) -> None:
    written = Invitation.State.INVITED if state == Invitation.State.EXPIRED else state
    at = letter.created_at + timedelta(hours=2)
    by = User.objects.filter(email=letter.email_normal).first()
    invitation = Invitation(
        connection=connection, letter=letter, state=written, state_at=at, created_at=letter.created_at
    )
    invitation.state_by = by if state == Invitation.State.ACCEPTED else None
    if state == Invitation.State.ACCEPTED and by:
        invitation.access = Access.objects.create(connection=connection, user=by, role=Role.FULL, since=at)
    invitation.save()


def deals(now: datetime) -> Iterator[Deal]:
    """Every deal of the story, oldest first."""
    numbers = count(1)
    told = [
        deal(card, line, bought=bought, number=next(numbers), now=now)
        for card in story()["companies"]
        for bought in (True, False)
        for line in card["bought" if bought else "sold"]
    ]
    return iter(sorted(told, key=lambda each: -each.days_ago))


def deal(card: dict[str, Any], line: str, *, bought: bool, number: int, now: datetime) -> Deal:
    name, days, *particulars = line.split()
    other = story()["others"][name]
    seller, buyer = (other, card) if bought else (card, other)
    return Deal(
        seller=seller,
        buyer=buyer,
        goods=other["goods"],
        number=number,
        days_ago=int(days),
        particulars=frozenset(particulars),
        today=timezone.localdate(now),
    )


def receive(deal: Deal, *, now: datetime) -> None:
    """Filed as anything that comes in, then moved back to its day."""
    filed = file(document(deal), Way.PEPPOL, sent_elsewhere=True)
    at = min(now - timedelta(days=deal.days_ago) + timedelta(minutes=deal.number), now)
    pks = [each.pk for each in filed.documents]  # type: ignore[union-attr]  # the story's companies are all here
    Document.objects.filter(pk__in=pks).update(received_at=at)
    Event.objects.filter(document__in=pks).update(at=at)


def have_read() -> None:
    """The office and the clients have read what is more than a few days old."""
    old = Document.objects.filter(received_at__lt=timezone.now() - READ_AFTER)
    for user in User.objects.all():
        seen = old.reachable_by(user)
        Reading.objects.bulk_create(Reading(document=each, user=user) for each in seen)
