"""What the network adds to the pages of sales: the buttons that send, and what is known of the customer's number."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.models import Draft, Upload


def draft_button(request: SignedIn, draft: Draft) -> SafeString:
    return render_to_string("network/draft/way.html", {"draft": draft}, request)


def upload_button(request: SignedIn, upload: Upload) -> SafeString:
    return render_to_string("network/send_upload.html", {"upload": upload}, request)


def beside_number(request: SignedIn, draft: Draft) -> SafeString:
    """Room for the answer of `network:reachable`; the network is asked once the page is there."""
    return render_to_string("network/draft/beside_number.html", {"draft": draft}, request)
