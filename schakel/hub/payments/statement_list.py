"""What the pages of bank statements list: the folders of the offices, and the entries that nobody explained yet."""

from schakel.hub.connections.models import Company, Office
from schakel.hub.connections.rights import Right
from schakel.hub.documents import dropfolder
from schakel.hub.documents.models import Document
from schakel.hub.payments import folder, matching
from schakel.hub.payments.models import FolderFile
from schakel.hub.payments.rights import payable_by
from schakel.hub.payments.words import SENTENCES
from schakel.hub.people.models import User

NEWEST = 10  # files from a folder that are shown


def folders_of(user: User) -> list[tuple[Office, str, list[tuple[FolderFile, list[str]]]]]:
    """Of each office of this person: where to lay files, and what became of the newest."""
    newest = FolderFile.objects.managed_by(user).order_by("-at", "-id")
    return [
        (
            office,
            dropfolder.FOLDER.format(pk=office.pk),
            [(file, list(folder.reasons(file))) for file in newest.filter(office=office)[:NEWEST]],
        )
        for office in Office.objects.allowing(user, Right.SET_UP).order_by("name")
    ]


def entries_to_explain(company: Company, user: User) -> list[dict[str, object]]:
    """The entries that nobody explained yet, the newest first, each with the choices that this person may know of."""
    known = matching.choices(company)
    documents = Document.objects.filter(connection__in=payable_by(user)).in_bulk(
        [int(part.item_id) for found in known.values() for parts, _why in found for part in parts]
    )
    return [
        {
            "entry": entry,
            "choices": [
                {
                    "documents": [documents[int(part.item_id)] for part in parts],
                    "ids": ",".join(part.item_id for part in parts),
                    "why": SENTENCES[why],
                }
                for parts, why in known.get(entry.pk, [])
                if all(int(part.item_id) in documents for part in parts)
            ],
        }
        for entry in list(matching.unexplained_entries(company).select_related("statement"))[::-1]
    ]
