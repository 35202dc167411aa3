"""Every row that names a person, of all rooms: what of it they get, and what becomes of it when they are erased.

A test holds this table against the models, so that a room that names a person in a new row says so here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from schakel.hub.people.models import User


class Fate(StrEnum):
    """When the account is erased."""

    DELETED = "deleted"
    SETTLED = "settled"  # ended as its room ends it, or refused until the person ended it
    STAYS = "stays"  # it names a former person by a number: the law, or others, need who did it


@dataclass(frozen=True)
class Holding:
    model: str  # `connections.Access`
    field: str  # by which the row names the person
    fate: Fate
    shown: tuple[str, ...] = ()  # what the person gets of each row, beside its id; never what is of others, or a secret

    @property
    def name(self) -> str:
        return f"{self.model}.{self.field}"

    def rows(self, user: User) -> QuerySet[Any]:
        found: QuerySet[Any] = apps.get_model(self.model)._base_manager.filter(**{self.field: user}).order_by("pk")
        return found

    def values(self, user: User) -> Iterator[dict[str, Any]]:
        yield from self.rows(user).values("pk", *self.shown).iterator(chunk_size=1000)


D, S, K = Fate.DELETED, Fate.SETTLED, Fate.STAYS
HOLDINGS = (
    Holding("account.EmailAddress", "user", D, ("email", "verified", "primary")),
    Holding("mfa.Authenticator", "user", D, ("type", "created_at", "last_used_at")),
    Holding("usersessions.UserSession", "user", D, ("created_at", "last_seen_at", "ip", "user_agent")),
    Holding("connections.Member", "user", S, ("office__name", "role", "since")),
    Holding(
        "connections.Access", "user", S, ("connection__company__name", "connection__side", "role", "since", "ended_at")
    ),
    Holding("connections.Access", "ended_by", K, ("ended_at",)),
    Holding("connections.ApiKey", "created_by", K, ("name", "prefix", "made_at")),
    Holding("connections.ApiKey", "responsible", S, ("name", "prefix", "scopes", "made_at", "used_at", "ended_at")),
    Holding("connections.ApiKey", "ended_by", K, ("ended_at",)),
    Holding("connections.Change", "asked_by", S, ("company__name", "kind", "asked_at", "state", "ended_at")),
    Holding("connections.Change", "ended_by", K, ("company__name", "kind", "ended_at")),
    Holding("connections.Confirmation", "by", K, ("change__company__name", "change__kind", "at")),
    Holding("connections.CompanyImport", "by", K, ("name", "at")),
    Holding("connections.Handover", "member", K, ("office__name", "at")),
    Holding("connections.Handover", "successor", K, ("office__name", "at")),
    Holding("connections.Handover", "by", K, ("office__name", "at")),
    Holding("connections.InvitationMail", "inviter", K, ("office__name", "created_at", "sent_at")),
    Holding("connections.Invitation", "state_by", K, ("state", "state_at")),
    Holding("connections.MemberInvitation", "state_by", K, ("state", "state_at")),
    Holding("connections.InvitationReminder", "by", K, ()),
    Holding("connections.ElsewhereAnswer", "user", D, ("office__name", "number", "at")),
    Holding("documents.BulkAction", "by", D, ("action", "at", "done", "ended_at")),
    Holding("documents.History", "decided_by", K, ("document", "decided_at")),
    Holding("documents.Twin", "decided_by", K, ("earlier", "later", "decided_at")),
    Holding("documents.BillWarning", "confirmed_by", K, ("bill", "code", "confirmed_at")),
    Holding("documents.DocumentLabel", "by", K, ("document",)),
    Holding("documents.LegalHold", "by", K, ("document", "reason", "at")),
    Holding("documents.LegalHold", "ended_by", K, ("document", "ended_at")),
    Holding("documents.SavedView", "owner", D, ("name", "query")),
    Holding("documents.StartView", "user", D, ("view",)),
    Holding("documents.Quarantine", "by", K, ("document", "at")),
    Holding("documents.Quarantine", "ended_by", K, ("document", "ended_at")),
    Holding("documents.Reading", "user", D, ("document", "at")),
    Holding("documents.Event", "by", K, ("document", "kind", "at", "way")),
    Holding("documents.WaitingFile", "by", D, ("name", "at")),
    Holding("payments.Approver", "user", S, ("company__name", "is_deputy")),
    Holding("payments.Approval", "by", K, ("document", "at")),
    Holding("payments.PaymentFile", "prepared_by", K, ("company__name",)),
    Holding("payments.PaymentFile", "approved_by", K, ("company__name",)),
    Holding("payments.PaymentFile", "taken_by", K, ("company__name",)),
    Holding("payments.PaymentFile", "ended_by", K, ("company__name",)),
    Holding("payments.Payment", "by", K, ("document", "how", "at")),
    Holding("payments.Payment", "ended_by", K, ("document", "how", "ended_at")),
    Holding("payments.Reminder", "user", D, ()),
    Holding("overview.TodayChoice", "user", D, ("only_mine", "weekly_mail")),
    Holding("payments.Statement", "by", K, ("company__name",)),
    Holding("sales.Draft", "made_by", K, ("made_at",)),
    Holding("sales.Mailing", "by", K, ("document", "created_at")),
    Holding("sales.Gap", "by", K, ()),
    Holding("sales.Recurrence", "by", K, ()),
    Holding("sales.Upload", "by", K, ("name", "at")),
    Holding("forwarding.Dispatch", "held_by", K, ("document", "held_at")),
    Holding("forwarding.Forwarder", "created_by", K, ("name",)),
    Holding("network.Answer", "by", K, ("document", "at", "status")),
    Holding("network.Mandate", "recorded_by", K, ("company__name", "given_on", "recorded_at")),
    Holding("network.Protest", "by", K, ("document", "at", "says")),
    Holding("network.Change", "by", K, ()),
    Holding("network.Run", "by", K, ()),
    Holding("network.ProviderAccount", "created_by", K, ("name", "created_at")),
    Holding("records.CompanyExport", "by", D, ("company__name", "at", "ended_at")),
    Holding("records.DeletionList", "made_by", K, ("company__name", "year", "made_at")),
    Holding("records.DeletionList", "confirmed_by", K, ("company__name", "year", "confirmed_at")),
)
