"""The package fetches by itself, through the API: a forward waits until it is acknowledged, see fetch_queue.py; its test
offers a sample, see sample_offer.py."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from schakel.hub.forwarding.kinds.kind import ForwarderKind


class Pull(ForwarderKind):
    code: ClassVar = "pull"
    position: ClassVar = 50
    name: ClassVar = _("The package fetches it (API)")
    word: ClassVar = _("the package fetches it (API)")
    guide: ClassVar = _(
        "Your package asks Schakel what is new, fetches it and confirms receipt. Until then, a document waits here."
    )
    is_fetched: ClassVar = True

    def destination(self, options: Mapping[str, Any]) -> str:
        return "pull"


KIND = Pull()
