"""What goes and comes through providers: worker steps that hand over, look what became of it, and collect the inbox.

A document that was collected becomes a Transmission like any other, in an envelope of what the provider told, and only then
is acknowledged: a crash in between brings the same one again, which is known by its id.
"""

import hashlib
import logging
import time
from contextlib import suppress
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from schakel.hub import journal
from schakel.hub.documents import store
from schakel.hub.due import work_each
from schakel.hub.journal.entries import ReceiptGiven
from schakel.hub.network.access_points import unclaimed
from schakel.hub.network.access_points.account import Account
from schakel.hub.network.access_points.accounts import account_of, find_account, has_accounts, sent_by_provider
from schakel.hub.network.access_points.accounts_file import accounts_in_file
from schakel.hub.network.access_points.own import the_network
from schakel.hub.network.access_points.provider import (
    UNKNOWN,
    CannotTell,
    DeliveryStatus,
    InboxDocument,
    InboxItem,
    OutcomeUnknown,
    Provider,
    StatusUpdate,
    Submission,
)
from schakel.hub.network.inbound.recipient import find_company
from schakel.hub.network.inbound.store import insert_message
from schakel.hub.network.models import Attempt, Inbox, Notice, ProviderAccount, Transmission, UnclaimedDocument
from schakel.hub.network.outbound.lookup import destination
from schakel.peppol import sbdh
from schakel.peppol.errors import PeppolError

BATCH = 4
UNCLAIMED = 20  # documents
LEASE = timedelta(minutes=10)
MOST_TRIES = 24
BETWEEN = timedelta(minutes=1)  # looks into an inbox
LONGEST_LOOK = 120.0  # seconds, after which others come first: a queue may have no end
PER_ACCOUNT = timedelta(seconds=0.5)  # at least, for each account of an office
FIRST_LOOK = timedelta(minutes=2)  # at what became of it
MOST_LOOKS = 20  # over some two days

State = Transmission.State
OUT = Q(direction=Transmission.Direction.OUT)

log = logging.getLogger(__name__)


def send_queued() -> int:
    """The worker's step: hands over what companies at a provider send."""
    if not has_accounts():
        return 0
    rows = Transmission.claim(OUT, Q(state=State.QUEUED), sent_by_provider(), batch=BATCH, lease=LEASE)
    return work_each(rows, hand_over, most=MOST_TRIES)


def hand_over(row: Transmission) -> None:
    account = account_or_later(row)
    if account is None:
        return
    readdress_where_found(row)
    envelope = sbdh.unwrap(store.read(row.envelope_sha256))
    try:
        handed = find_or_hand_over(row, envelope, account.provider)
    except PeppolError as error:
        record_failure(row, error, account=account)
        return
    with transaction.atomic():
        Attempt.objects.create(transmission=row, peer=account.name[:20])
        row.end_attempt(
            peer=account.name[:20], reference=handed.id[:200], receipt=handed.evidence, state=State.SENT,
            state_at=timezone.now(), due_at=timezone.now() + FIRST_LOOK, attempts=0, last_error="",
        )  # fmt: skip


def account_or_later(row: Transmission) -> Account | None:
    """None: it is looked at again later, as its key cannot be read, or as its company left the account just now."""
    try:
        if account := account_of(row.sender_id):
            return account
        row.postpone(timezone.now())
    except PeppolError as error:
        row.retry(str(error)[:500], most=MOST_TRIES)
    return None


def readdress_where_found(row: Transmission) -> None:
    """Under the number by which the receiver is on the network; as it is where nobody can say, for the provider knows more."""
    if network := the_network():
        with suppress(PeppolError):
            destination(row, network=network)


def find_or_hand_over(row: Transmission, envelope: sbdh.Envelope, provider: Provider) -> Submission:
    """Where nobody knows whether it was, the provider is asked first; a person who tries again knows what they do."""
    last = row.tries.order_by("-at", "-pk").values_list("code", flat=True).first()
    if last == UNKNOWN:
        try:
            return provider.resume(envelope.header, envelope.document, row.reference)
        except CannotTell:
            if row.attempts > 1:
                raise
    return provider.send(envelope.header, envelope.document)


def record_failure(row: Transmission, error: PeppolError, *, account: Account) -> None:
    """At an end, or later again. The provider's own id is kept, for whoever asks what became of it."""
    with transaction.atomic():
        if isinstance(error, OutcomeUnknown) and error.reference:
            Transmission.objects.filter(pk=row.pk).update(reference=error.reference[:200])
        Attempt.objects.create(
            transmission=row, peer=account.name[:20], code=error.code[:60], detail=error.detail[:2000]
        )
        row.retry(str(error)[:500], most=0 if error.permanent else MOST_TRIES)
        if row.due_at is None:
            row.set_state(State.FAILED)
            Notice.request(row.company_id)


def check_sent() -> int:
    """The worker's step: what became of what a provider took."""
    if not has_accounts():
        return 0
    rows = Transmission.claim(OUT, Q(state=State.SENT) & ~Q(reference=""), sent_by_provider(), batch=BATCH)
    return work_each(rows, check_delivery, most=MOST_LOOKS)


def check_delivery(row: Transmission) -> None:
    account = account_or_later(row)
    if account is None:
        return
    try:
        status, evidence = account.provider.delivery_status(row.reference)
    except PeppolError as error:
        row.retry(str(error)[:500], most=MOST_LOOKS)
        return
    if status is DeliveryStatus.WAITING:
        row.retry("", most=MOST_LOOKS)
        return
    state, why = state_of(status, evidence)
    row.end_attempt(state=state, state_at=timezone.now(), receipt=evidence, due_at=None, last_error=why)


def collect() -> int:
    """The worker's step: looks into each provider's inbox in turn, or at once when its webhook called."""
    in_file = [account.name for account in accounts_in_file()]
    for name in in_file:
        Inbox.objects.get_or_create(account=name, defaults={"due_at": timezone.now()})
    named = Q(account__in=in_file) | Q(account__in=ProviderAccount.objects.values("name"))
    rows = Inbox.claim(named, batch=BATCH, lease=LEASE)
    return work_each(rows, empty_inbox, most=30_000, longest=timedelta(minutes=30))


def empty_inbox(inbox: Inbox) -> None:
    until, pause = time.monotonic() + LONGEST_LOOK, pause_between_looks()
    try:
        account = find_account(inbox.account)
        if account is None:
            return  # removed just now, and its inbox with it
        for item in account.provider.waiting(partial(is_kept, account)):
            if receive(item, account=account):
                account.provider.acknowledge(item.token or item.id)
            if time.monotonic() > until:
                pause = timedelta(0)
                break
    except PeppolError as error:
        inbox.retry(str(error)[:500], most=30_000, longest=timedelta(minutes=30))
        return
    inbox.end_attempt(due_at=timezone.now() + pause, attempts=0, last_error="")


def pause_between_looks() -> timedelta:
    """A minute; longer where there are so many accounts that looking would be all the worker does."""
    return max(BETWEEN, PER_ACCOUNT * ProviderAccount.objects.count())


def claim_unclaimed() -> int:
    """The worker's step: what was for nobody here, whose receiver may be served by now."""
    return work_each(UnclaimedDocument.claim(batch=UNCLAIMED, lease=LEASE), fetch_unclaimed, most=MOST_TRIES)


def fetch_unclaimed(row: UnclaimedDocument) -> None:
    """For a company that goes through the same account: only who has its key could have read it there (G01)."""
    try:
        account = unclaimed.account_for(row)
        found = account.provider.fetch_document(row.document) if account else None
    except PeppolError as error:
        row.retry(str(error)[:500], most=0 if error.permanent else MOST_TRIES)
        return
    if account and found and store_document(found, account=account):
        row.delete()
    else:
        row.postpone(timezone.now() + unclaimed.AGAIN)


def is_kept(account: Account, id_: str) -> bool:
    return Transmission.objects.incoming().filter(peer=account.name[:20], message_id=id_[:300]).exists()


def receive(item: InboxItem | StatusUpdate, *, account: Account) -> bool:
    """Whether it is to be acknowledged: all that is to be known of it is kept here."""
    if isinstance(item, StatusUpdate):
        record_status(item, account=account)
        return True
    is_in_queue = not account.provider.leaves_waiting
    try:
        document = account.provider.fetch_document(item.id)
    except PeppolError as error:
        if not error.permanent:
            raise
        log.error("%s: %s cannot be read: %s", account.name, item.id, error)
        if is_in_queue:
            unclaimed.keep_unread(item, error, account=account)
        return is_in_queue
    is_stored = store_document(document, account=account)
    if is_in_queue and not is_stored:
        unclaimed.keep(document, account=account)
    return is_in_queue or is_stored


def record_status(news: StatusUpdate, *, account: Account) -> None:
    """What became of something that was handed over; also of one whose handing over nobody knew of."""
    ids = Q(reference=news.id) if news.id else Q()
    ids |= Q(instance_id=news.own) if news.own else Q()
    if news.status is DeliveryStatus.WAITING or not ids:
        return
    mine = Transmission.objects.outgoing().filter(account.own_transmissions(), ids)
    sent = mine.filter(state__in=[State.QUEUED, State.SENT])
    state, why = state_of(news.status, news.evidence)
    sent.update(
        state=state, state_at=timezone.now(), receipt=news.evidence, due_at=None, interrupted_attempts=0, last_error=why,
        peer=account.name[:20], reference=(news.id or news.own)[:200],
    )  # fmt: skip


def state_of(status: DeliveryStatus, evidence: bytes) -> tuple[Transmission.State, str]:
    return (
        (State.CONFIRMED, "")
        if status is DeliveryStatus.SENT
        else (State.REJECTED, evidence[:2000].decode(errors="replace"))
    )


def store_document(collected: InboxDocument, *, account: Account) -> bool:
    """Whether it is kept here now; of what is for nobody here the log has a line."""
    header = collected.header
    to = find_company(header)
    if to is None or not account.takes_for(to.company):
        log.warning("%s: %s is for %s, who is not served here", account.name, collected.id, header.receiver.value)
        return False
    entry = entry_of(collected, account.name)
    insert_message(entry, to=to)
    journal.write(entry)
    return True


def entry_of(collected: InboxDocument, account: str) -> ReceiptGiven:
    """A provider gets no receipt of ours, but from then on no longer has it for us."""
    header = collected.header
    envelope = sbdh.wrap(header, collected.document)
    return ReceiptGiven(
        at=timezone.now().isoformat(),
        peer=account[:20],
        message_id=collected.id[:300],
        instance_id=header.instance_id[:300],
        sender=str(header.sender),
        receiver=str(header.receiver),
        document_type=str(header.document_type),
        process=str(header.process),
        country_c1=header.country_c1[:2],
        sent_at="",
        reference=collected.id[:200],
        envelope_sha256=hashlib.sha256(envelope).hexdigest(),
        raw_sha256=hashlib.sha256(collected.evidence).hexdigest(),
        receipt=b"",
        envelope=envelope,
        raw=collected.evidence,
    )
