"""By POST: the file as it is, to an address of a package, with one header of the package's choice."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from schakel.hub.forwarding.kinds.kind import ForwarderKind, Outcome, Parcel, Place
from schakel.hub.forwarding.kinds.post import send
from schakel.hub.forwarding.kinds.post.form import PostForm


class Post(ForwarderKind):
    code: ClassVar = "post"
    position: ClassVar = 45
    name: ClassVar = _("By POST")
    word: ClassVar = _("by POST")
    guide: ClassVar = _(
        "We post each document to an address of your package: the file is the whole request, with one header of your "
        "choice for the key. Every answer from 200 to 299 counts as received; we follow no redirect."
    )
    form: ClassVar = PostForm
    takes_two_files: ClassVar = False
    address_label: ClassVar = _("Its own part of the address")
    switched_off_after: ClassVar = timedelta(days=3)
    sentences: ClassVar = {
        "post_later": _("The package could not accept it now. We will try again."),
        "post_refused": _("The package refused this document. Its answer says why."),
        "post_key": _("The package refused the key. Fill in the header again, then try again."),
        "post_address": _(
            "The package has nothing at this address, or has moved. Correct the address, then try again."
        ),
        "post_gone": _("The package says this address no longer exists."),
    }

    def destination(self, options: Mapping[str, Any]) -> str:
        return f"post {urlsplit(options.get('url', '')).netloc}"

    def send(self, parcel: Parcel, to: Place) -> Outcome:
        return send.send(parcel, to)


KIND = Post()
