"""Whoever keeps a file in the store says in which field its name is: else a backup could not tell that it is lost."""

from django.apps import apps
from django.db.models import CharField

from schakel.hub.documents.stored_files import registered

NO_FILE = {  # 64 characters, and no file of the store
    "connections.ApiKey.hash", "connections.IdempotencyKey.fingerprint", "connections.InvitationMail.token_hash",
    "network.Mandate.token_hash", "network.ProviderAccount.fingerprint", "network.SmlCertificate.fingerprint",
    "network.UnclaimedDocument.fingerprint", "payments.FolderFile.sha256",
    "payments.Statement.fingerprint", "records.DamagedFile.sha256", "records.DeletionLine.sha256", "records.DeletionList.digest",
    "records.ExportPart.sha256", "overview.TodoSweep.version",
}  # fmt: skip


def test_every_field_that_may_name_a_file_is_registered_or_names_none():
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("schakel.hub")
        for field in model._meta.local_concrete_fields
        if isinstance(field, CharField) and field.max_length == 64 and field.name != "request_id"  # of every Due row
    }
    assert {f"{each.model}.{each.field}" for each in registered} == fields - NO_FILE
    assert fields > NO_FILE
