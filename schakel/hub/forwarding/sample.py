"""The marked sample behind the Test button: an invoice of nothing, that says on every side that it is not to be booked."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from schakel.einvoice import model
from schakel.einvoice.model import Identifier, Invoice, Line, Party
from schakel.einvoice.totals import summed
from schakel.einvoice.ubl.write import write
from schakel.hub.connections.models import Company
from schakel.hub.documents.formats import understood
from schakel.hub.documents.opening import Opened
from schakel.hub.forwarding import file_names
from schakel.hub.forwarding.kinds.kind import Parcel
from schakel.hub.forwarding.models import Route
from schakel.hub.forwarding.parcels import files_of_opened

NUMBER = "SCHAKEL-TEST"
NOBODY = "0000000097"  # check digits that hold, of no company
OUTSIDE = model.VatCategory("O")  # nothing of it concerns VAT


def sample_parcel(route: Route, mark: str = "", *, on: date | None = None) -> Parcel:
    """The same `mark` on the same day: the same bytes under the same names."""
    forwarder, company = route.forwarder, route.connection.company
    on, mark = on or timezone.localdate(), mark or get_random_string(12)
    with override(forwarder.language):
        text = sample_text()
        data = sample_xml(route, on)
        told = {
            "date": on.isoformat(),
            "number": NUMBER,
            "party": "Schakel",
            "company": company.name,
            "enterprise": company.enterprise_number,
            "side": route.connection.side,
            "id": mark[:6],
        }
        stem = file_names.stem(forwarder.pattern, told)
        return Parcel(
            id=f"test-{mark}",
            event=f"test-{mark}",
            subject=_("Schakel test: do not book"),
            text=text,
            link=settings.URL,
            files=tuple(files_of_opened(Opened(data, understood(data)), forwarder, f"TEST_{stem}")),
            facts={"number": NUMBER, "company": {"name": company.name, "enterprise_number": company.enterprise_number}},
            is_sample=True,
        )


def sample_text() -> str:
    return _("This is a Schakel test document. Do not book it; delete it.")


def sample_xml(route: Route, on: date) -> bytes:
    """Its XML, in the language of the forwarder."""
    with override(route.forwarder.language):
        return write(summed(sample_invoice(route.connection.company, sample_text(), on=on)))


def sample_invoice(company: Company, text: str, *, on: date) -> Invoice:
    number = Identifier(company.enterprise_number or NOBODY, "0208")
    own = Party(
        name=company.name,
        endpoint=number,
        legal_id=number,
        address=model.Address(country="BE"),
    )
    return Invoice(
        number=NUMBER,
        issue_date=on,
        due_date=on,
        type_code="380",
        currency="EUR",
        process=model.BILLING_PROCESS,
        specification=model.BILLING,
        buyer_reference=NUMBER,
        notes=(text,),
        seller=own,
        buyer=own,
        lines=(
            Line(
                id="1",
                item=model.Item(name=text),
                quantity=Decimal(1),
                unit="C62",
                price=model.Price(net=Decimal(0)),
                vat=OUTSIDE,
            ),
        ),
        vat_breakdown=(model.VatBreakdown(OUTSIDE, exemption_code="VATEX-EU-O", exemption_reason=text),),
    )
