"""References to other documents, and attachments."""

from schakel.einvoice.codelists import codes
from schakel.einvoice.validation.judge import Judge
from schakel.einvoice.validation.reading import Group

OBJECT = "130"  # the reference names an object that is invoiced, such as a meter
PROJECT = "50"
_MIME = codes("MIME")


def supporting(judge: Judge, group: Group) -> None:
    """BR-52, UBL-SR-33, UBL-SR-43, UBL-CR-665, UBL-CR-666, UBL-CR-673: a supporting document or an invoiced object."""
    kinds = group.every("DocumentTypeCode")
    has_scheme = group.mark("ID", "schemeID") is not None
    if not group.filled("ID"):
        judge.say("BR-52", group)
    if len(group.every("DocumentDescription")) > 1:
        judge.say("UBL-SR-33", group, "DocumentDescription")
    allowed = OBJECT in kinds or (judge.root.name == "CreditNote" and PROJECT in kinds)
    if not allowed and (kinds or has_scheme):
        judge.say("UBL-SR-43", group, "DocumentTypeCode" if kinds else "ID")
    if has_scheme and set(kinds) != {OBJECT}:
        judge.say_once("UBL-CR-665", group, "ID", {"element": "ID", "attribute": "schemeID"})
    if OBJECT not in kinds:
        return
    if "Attachment" in group.groups:
        judge.say_once("UBL-CR-666", group)
    if "DocumentDescription" in group.values:
        judge.say_once("UBL-CR-673", group, "DocumentDescription")


def preceding(judge: Judge, group: Group) -> None:
    """BR-55, UBL-SR-06, UBL-SR-07: the invoice this one refers back to, with its number."""
    if not group.texts("InvoiceDocumentReference", "ID"):
        judge.say("BR-55", group)
        judge.say("UBL-SR-07", group)
    if len(group.groups.get("InvoiceDocumentReference", ())) > 1:
        judge.say("UBL-SR-06", group)


def attachment(judge: Judge, group: Group, name: str, text: str) -> None:
    """UBL-DT-06, UBL-DT-07: an attached file says its kind and its name. BR-CL-24: the kind is one of six."""
    kind = group.mark("EmbeddedDocumentBinaryObject", "mimeCode")
    if kind is None:
        judge.say("UBL-DT-06", group, "EmbeddedDocumentBinaryObject")
    elif kind not in _MIME:
        judge.say("BR-CL-24", group, "EmbeddedDocumentBinaryObject", {"value": kind})
    if group.mark("EmbeddedDocumentBinaryObject", "filename") is None:
        judge.say("UBL-DT-07", group, "EmbeddedDocumentBinaryObject")


GROUPS = (
    ("AdditionalDocumentReference", supporting, "BR-52 UBL-SR-33 UBL-SR-43 UBL-CR-665 UBL-CR-666 UBL-CR-673"),
    ("BillingReference", preceding, "BR-55 UBL-SR-06 UBL-SR-07"),
)
LEAVES = (("EmbeddedDocumentBinaryObject", attachment, "UBL-DT-06 UBL-DT-07 BR-CL-24"),)
