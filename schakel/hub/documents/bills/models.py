"""Bill: what a document is as something to pay and to book. History: one from before. Twin: two documents that may be one
bill. BillWarning: what is odd about one. SupplierName: how the suppliers of an office call themselves."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.documents.amount import AmountField
from schakel.hub.documents.bills.guard import Weight


class Effect(models.TextChoices):
    """What a document counts for; `effects.TABLE` says what follows from each."""

    COUNTS = "counts", _("counts")
    DUPLICATE = "duplicate", _("probably here twice")
    MERGED = "merged", _("the same as another bill")
    REPLACED = "replaced", _("replaced")
    REFUSED = "refused", _("refused")
    CONTESTED = "contested", _("contested")
    CREDITED = "credited", _("credited in full")
    HISTORY = "history", _("history")
    PAPER = "paper", _("paper")


class BillAnswer(models.TextChoices):
    """What a company's answer to the seller means for its bill; every other answer means nothing."""

    REFUSED = "refused", _("refused")
    CONTESTED = "contested", _("contested")
    ACCEPTED = "accepted", _("accepted")  # it counts as before, and its time to contest is over


class Hold(models.TextChoices):
    """Why a document that would go to bookkeeping waits: an option of its company (rules.BillRule)."""

    UNSEEN = "unseen", _("not looked at yet")


class Bill(models.Model):
    """Read from the document once, and can be read again; beside it what people decided. One for each document.

    A document without one has not been looked at yet: it is neither open, payable, forwardable nor counted.
    """

    document = models.OneToOneField("documents.Document", models.CASCADE, primary_key=True, related_name="bill")
    office = models.ForeignKey("connections.Office", models.CASCADE, related_name="+")
    company = models.ForeignKey("connections.Company", models.CASCADE, related_name="+")
    supplier = models.CharField(max_length=100, blank=True)  # who gave the number, as `supplier_key` says it
    number_key = models.CharField(max_length=200, blank=True)  # the number, folded (sameness.folded_number)
    kind = models.CharField(max_length=12, blank=True)  # of the document
    issued = models.DateField(null=True, blank=True)
    amount = AmountField(null=True, blank=True)  # as asked for, with the sign of the document
    reference = models.CharField(max_length=200, blank=True)  # structured communication, else the order's number
    iban = models.CharField(max_length=60, blank=True)  # to be paid there
    payee = models.CharField(max_length=200, blank=True)  # another one than the supplier is to be paid (BG-10)
    answer = models.CharField(
        max_length=10, choices=BillAnswer.choices, blank=True
    )  # the company's last one to the seller
    looked_at = models.DateTimeField(null=True, blank=True)  # the first time by a person who may contest it (looks.py)
    is_history = models.BooleanField(default=False)  # from before: kept and found, never paid or forwarded
    corrects = models.CharField(max_length=200, blank=True)  # of a credit note: the one number it takes back, folded
    undoes = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="undone_by"
    )  # all of that bill
    is_read = models.BooleanField(default=True)  # no: from before there were bills, and the worker has not come to it
    effect = models.CharField(max_length=10, choices=Effect.choices, default=Effect.COUNTS)
    heaviest_warning = models.PositiveSmallIntegerField(default=0)  # Weight of those that nobody confirmed; 0: none

    class Meta:
        indexes = [
            models.Index(fields=["company", "supplier", "number_key"]),
            models.Index(fields=["company", "supplier", "issued"]),
            models.Index(fields=["office", "supplier", "-document"]),
            models.Index(fields=["effect", "document"]),
            models.Index(fields=["document"], condition=models.Q(is_read=False), name="bills_to_be_read"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.effect}"

    @property
    def is_stopped(self) -> bool:
        """Nobody pays it before somebody has confirmed its warnings."""
        return self.heaviest_warning == Weight.STOP

    @property
    def wants_a_look(self) -> bool:
        """A person looks at it before it is paid; what is only worth knowing is said on its page and nowhere else."""
        return self.heaviest_warning >= Weight.LOOK


class HistoryQuerySet(models.QuerySet["History"]):
    def active(self) -> "HistoryQuerySet":
        """Those that nobody has said of that they count after all."""
        return self.filter(counts=False)

    def undecided(self) -> "HistoryQuerySet":
        """Proposed only, because of its date."""
        return self.active().filter(is_proposed=True, decided_at=None)


class History(models.Model):
    """That a document is from before: kept, read and searched, and nothing follows from it.

    Said by who brought it, or proposed because it is older than its connection; and what somebody decided of it.
    """

    document = models.OneToOneField("documents.Document", models.CASCADE, primary_key=True, related_name="history")
    is_proposed = models.BooleanField(default=False)
    counts = models.BooleanField(default=False)  # somebody decided that it is no history
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = HistoryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["document"],
                condition=models.Q(is_proposed=True, counts=False, decided_at=None),
                name="history_to_be_decided",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {'counts' if self.counts else 'history'}"

    @property
    def is_asked(self) -> bool:
        return self.is_proposed and not self.counts and self.decided_at is None


class TwinQuerySet(models.QuerySet["Twin"]):
    def undecided(self) -> "TwinQuerySet":
        return self.filter(decision="")

    def about(self, document: Any) -> "TwinQuerySet":
        return self.filter(models.Q(earlier=document) | models.Q(later=document))


class Twin(models.Model):
    """Two documents that may be one bill, and what somebody decided. `later` is the one that came second."""

    class Decision(models.TextChoices):
        ONE = "one", _("one bill")
        TWO = "two", _("two bills")
        REPLACES = "replaces", _("the later one replaces the earlier")

    earlier = models.ForeignKey("documents.Document", models.CASCADE, related_name="later_twins")
    later = models.ForeignKey("documents.Document", models.CASCADE, related_name="earlier_twins")
    sameness = models.CharField(max_length=8)  # sameness.Sameness
    found_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = TwinQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["earlier", "later"], name="two_documents_are_compared_once")]
        indexes = [models.Index(fields=["later", "decision"])]

    def __str__(self) -> str:
        return f"{self.earlier_id} ~ {self.later_id}: {self.decision or self.sameness}"


class BillWarning(models.Model):
    """One thing that is odd about a bill, and who confirmed that it is right. Once for a bill and a code.

    What was confirmed is known from then on: for the whole office when somebody of the office did, else for the company.
    `warning_texts.text_of` says it to a reader; `office_facts` only to the office.
    """

    class Source(models.TextChoices):
        GUARD = "guard", _("fraud guard")
        PDF = "pdf", _("comparison with the PDF")

    class How(models.TextChoices):
        CALLED = "called", _("I called the supplier on a number I knew already")
        PAPER = "paper", _("I have a contract or a letter about it")
        KNOWN = "known", _("I know this supplier and ordered this")

    bill = models.ForeignKey(Bill, models.CASCADE, related_name="warnings")
    source = models.CharField(max_length=10, choices=Source.choices)
    code = models.CharField(max_length=20)  # a key of warning_texts.TEXTS
    weight = models.PositiveSmallIntegerField(choices=[(each.value, each.name.lower()) for each in Weight])
    subject = models.CharField(max_length=300, blank=True)  # what is known once it was confirmed, such as an account
    facts = models.JSONField(default=dict)  # of the document and its company
    office_facts = models.JSONField(default=dict)  # of other companies of the office
    found_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    by_office = models.BooleanField(default=False)  # who confirmed it works in the office
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bill", "code"], name="a_bill_is_warned_of_once_for_each_code")]
        indexes = [
            models.Index(fields=["code", "subject"], condition=~models.Q(confirmed_at=None), name="confirmed_warnings")
        ]
        ordering = ["-weight", "pk"]

    def __str__(self) -> str:
        return f"{self.bill_id}: {self.code}"


class SupplierName(models.Model):
    """How a supplier of an office calls itself, to find another one that is taken for it.

    `words` are those of `guard.telling`; one letter changed leaves the two first or the two last ones as they are.
    """

    office = models.ForeignKey("connections.Office", models.CASCADE, related_name="+")
    supplier = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    words = models.CharField(max_length=200)
    first = models.CharField(max_length=2)
    last = models.CharField(max_length=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "supplier", "words"], name="a_supplier_has_a_name_once")
        ]
        indexes = [models.Index(fields=["office", "first"]), models.Index(fields=["office", "last"])]

    def __str__(self) -> str:
        return self.name
