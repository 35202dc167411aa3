"""What can be wrong with the log, each with a sentence that names the row."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _


class Fault(StrEnum):
    ALTERED = "altered"
    MOVED = "moved"
    MISSING = "missing"
    CUT = "cut"
    OTHER = "other_than_anchored"


@dataclass(frozen=True)
class AuditFault:
    """In the chain of one office, 0 the installation's; from and until a position, and of one row its id."""

    fault: Fault
    office: int
    position: int
    until: int = 0  # the last of several positions
    entry: int | None = None
    anchor: str = ""  # the day of the anchor that says so

    @property
    def sentence(self) -> str:
        values = {"office": self.office, "position": self.position, "until": self.until, "entry": self.entry}
        return text_of(self.fault) % {**values, "anchor": self.anchor}


def text_of(fault: Fault) -> str:
    return {
        Fault.ALTERED: _("chain %(office)s, row %(position)s (id %(entry)s): its content was changed"),
        Fault.MOVED: _("chain %(office)s, row %(position)s (id %(entry)s): it was written after another row than now"),
        Fault.MISSING: _("chain %(office)s: rows %(position)s to %(until)s are missing"),
        Fault.CUT: _(
            "chain %(office)s: rows %(position)s to %(until)s at its end are missing; they were there on %(anchor)s. "
            "After restoring an older backup this is what was lost"
        ),
        Fault.OTHER: _(
            "chain %(office)s, row %(position)s: it is another row than on %(anchor)s; the chain was written anew"
        ),
    }[fault]
