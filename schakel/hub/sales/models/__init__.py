"""Attachment, Contact, Counter, Draft, Gap, Mailing, Numbering, Occurrence, Product, Recurrence, Seller, SellerAccount, Upload;
Why a recurrence stopped."""

from schakel.hub.sales.models.contact import Contact
from schakel.hub.sales.models.draft import Attachment, Draft
from schakel.hub.sales.models.mailing import Mailing
from schakel.hub.sales.models.numbering import Counter, Gap, Numbering
from schakel.hub.sales.models.product import Product
from schakel.hub.sales.models.recurrence import Occurrence, Recurrence, StopReason
from schakel.hub.sales.models.seller import Seller, SellerAccount
from schakel.hub.sales.models.upload import Upload

__all__ = [
    "Attachment",
    "Contact",
    "Counter",
    "Draft",
    "Gap",
    "Mailing",
    "Numbering",
    "Occurrence",
    "Product",
    "Recurrence",
    "Seller",
    "SellerAccount",
    "StopReason",
    "Upload",
]
