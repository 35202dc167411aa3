"""The index of words on SQLite, a table of FTS5. The documents that are here already are added by the worker."""

import django.db.models.deletion
from django.db import migrations, models

import schakel.hub.documents.search.models
from schakel.hub.documents.search import schema


def create(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    schema.create_table(schema_editor.connection)
    newest = apps.get_model("documents", "Document").objects.order_by("pk").last()
    if newest is not None:
        apps.get_model("documents", "IndexBuild").objects.update_or_create(pk=1, defaults={"below": newest.pk + 1})


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema.drop_table(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("documents", "0020_pdf_comparison")]
    operations = [
        migrations.CreateModel(
            name="IndexBuild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("below", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        db_column="rowid",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="documents.document",
                    ),
                ),
                ("trigrams", schakel.hub.documents.search.models.MatchField(db_column="documents_text")),
            ],
            options={"db_table": "documents_text", "managed": False},
        ),
        migrations.RunPython(create, drop),
    ]
