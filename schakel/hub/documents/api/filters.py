"""Which documents a program asks for: the filters of the list, under the same names."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime
from pydantic.json_schema import SkipJsonSchema

from schakel.hub.documents.search.filters import Search
from schakel.hub.documents.search.query import cut
from schakel.hub.documents.search.states import states
from schakel.hub.web.api import Wanted

Day = date | SkipJsonSchema[None]
Sum = Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2)] | SkipJsonSchema[None]


def known(code: str) -> str:
    if code and code not in states:
        raise ValueError(f"one of: {', '.join(states)}")
    return code


class Asking(Schema):
    """Which documents. All that is given counts at once."""

    q: str = Field(
        "",
        max_length=200,
        description="what a person would type: words, number, name, account, amount (`> 1000`, `1000-1500`), day, month, year",
    )
    company: Wanted = Field(None, description="id of a company")
    connection: Wanted = Field(None, description="id of a connection")
    side: Literal["", "purchase", "sales"] = ""
    kind: Literal["", "invoice", "credit_note", "paper"] = ""
    counts_as: Literal[
        "", "counts", "duplicate", "merged", "replaced", "refused", "contested", "credited", "history", "paper"
    ] = ""
    state: Annotated[str, AfterValidator(known)] = Field("", max_length=20, description="see the table of states")
    label: Wanted = Field(None, description="id of a label, see `GET /labels`")
    party: str = Field("", max_length=200, description="a part of the name of the other one")
    number: str = Field("", max_length=200, description="exactly this one, BT-1")
    dated: Literal["issue", "due", "received"] = Field("issue", description="the day that `begin` and `end` are about")
    begin: Day = Field(None, description="this day and later")
    end: Day = Field(None, description="this day and earlier")
    amount_from: Sum = Field(None, description="this amount to pay or more, without its sign")
    amount_to: Sum = Field(None, description="this amount to pay or less, without its sign")
    received_since: AwareDatetime | SkipJsonSchema[None] = Field(None, description="and later; with its offset")
    order: Literal[
        "received", "-received", "issue", "-issue", "due", "-due", "amount", "-amount", "party", "-party"
    ] = Field("-received", description="with a minus: the last, the highest or Z first")

    def search(self) -> Search:
        given: dict[str, Any] = {name: getattr(self, name) for name in Search.NAMES if name != "q"}
        return Search(text=cut(self.q), **(given | {"party": cut(self.party), "number": cut(self.number)}))
