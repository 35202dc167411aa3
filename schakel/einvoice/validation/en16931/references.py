"""References to other documents, and attachments."""

from schakel.einvoice.codelists import codes
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.groups import Group

OBJECT = "130"  # the reference names an object that is invoiced, such as a meter
PROJECT = "50"
_MIME = codes("MIME")


def supporting(context: RuleContext, group: Group) -> None:
    """BR-52, UBL-SR-33, UBL-SR-43, UBL-CR-665, UBL-CR-666, UBL-CR-673: a supporting document or an invoiced object."""
    kinds = group.every("DocumentTypeCode")
    has_scheme = group.attribute("ID", "schemeID") is not None
    if not group.filled("ID"):
        context.report("BR-52", group)
    if len(group.every("DocumentDescription")) > 1:
        context.report("UBL-SR-33", group, "DocumentDescription")
    allowed = OBJECT in kinds or (context.root.name == "CreditNote" and PROJECT in kinds)
    if not allowed and (kinds or has_scheme):
        context.report("UBL-SR-43", group, "DocumentTypeCode" if kinds else "ID")
    if has_scheme and set(kinds) != {OBJECT}:
        context.report_once("UBL-CR-665", group, "ID", {"element": "ID", "attribute": "schemeID"})
    if OBJECT not in kinds:
        return
    if "Attachment" in group.groups:
        context.report_once("UBL-CR-666", group)
    if "DocumentDescription" in group.values:
        context.report_once("UBL-CR-673", group, "DocumentDescription")


def preceding(context: RuleContext, group: Group) -> None:
    """BR-55, UBL-SR-06, UBL-SR-07: the invoice this one refers back to, with its number."""
    if not group.texts("InvoiceDocumentReference", "ID"):
        context.report("BR-55", group)
        context.report("UBL-SR-07", group)
    if len(group.groups.get("InvoiceDocumentReference", ())) > 1:
        context.report("UBL-SR-06", group)


def attachment(context: RuleContext, group: Group, name: str, text: str) -> None:
    """UBL-DT-06, UBL-DT-07: an attached file says its kind and its name. BR-CL-24: the kind is one of six."""
    kind = group.attribute("EmbeddedDocumentBinaryObject", "mimeCode")
    if kind is None:
        context.report("UBL-DT-06", group, "EmbeddedDocumentBinaryObject")
    elif kind not in _MIME:
        context.report("BR-CL-24", group, "EmbeddedDocumentBinaryObject", {"value": kind})
    if group.attribute("EmbeddedDocumentBinaryObject", "filename") is None:
        context.report("UBL-DT-07", group, "EmbeddedDocumentBinaryObject")


GROUPS = (
    ("AdditionalDocumentReference", supporting, "BR-52 UBL-SR-33 UBL-SR-43 UBL-CR-665 UBL-CR-666 UBL-CR-673"),
    ("BillingReference", preceding, "BR-55 UBL-SR-06 UBL-SR-07"),
)
LEAVES = (("EmbeddedDocumentBinaryObject", attachment, "UBL-DT-06 UBL-DT-07 BR-CL-24"),)
