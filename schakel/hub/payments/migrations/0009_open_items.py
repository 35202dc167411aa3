"""What a list of open items asks for stands in its row, and what is open is added up for each connection (ADR 0261).

The columns are added and filled by hand: Django would copy the table of a million rows once for each.
"""

import django.db.models.deletion
from django.db import migrations, models

import schakel.hub.documents.amount

COLUMNS = """
ALTER TABLE payments_payable ADD COLUMN connection_id bigint NOT NULL DEFAULT 0 {reference};
ALTER TABLE payments_payable ADD COLUMN side varchar(10) NOT NULL DEFAULT '';
ALTER TABLE payments_payable ADD COLUMN is_open {boolean} NOT NULL DEFAULT {false};
UPDATE payments_payable SET connection_id = c.id, side = c.side,
    is_open = payments_payable.why_not IN ('', 'money_back') AND COALESCE(b.effect = 'counts', {false})
FROM documents_document d JOIN connections_connection c ON c.id = d.connection_id
    LEFT JOIN documents_bill b ON b.document_id = d.id
WHERE d.id = payments_payable.document_id;
INSERT INTO payments_outdatedtotal (connection) SELECT id FROM connections_connection
"""
SQLITE = {"boolean": "bool", "false": "0",
          "reference": "REFERENCES connections_connection (id) DEFERRABLE INITIALLY DEFERRED"}  # fmt: skip
POSTGRESQL = {"boolean": "boolean", "false": "false", "reference": ""}
CONSTRAINED = """
ALTER TABLE payments_payable ALTER connection_id DROP DEFAULT, ALTER side DROP DEFAULT, ALTER is_open DROP DEFAULT;
ALTER TABLE payments_payable ADD CONSTRAINT payments_payable_connection_fk FOREIGN KEY (connection_id)
    REFERENCES connections_connection (id) DEFERRABLE INITIALLY DEFERRED
"""


def add_columns(_apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    statements = COLUMNS.format(**(POSTGRESQL if is_postgresql else SQLITE)) + (";" + CONSTRAINED if is_postgresql else "")
    for statement in statements.split(";"):
        schema_editor.execute(statement)
    if is_postgresql:
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0010_invitation_mail"),
        ("documents", "0016_bills"),
        ("payments", "0008_names_of_their_own"),
    ]

    operations = [
        migrations.RemoveIndex("payable", "payments_pa_is_sett_ae3457_idx"),
        migrations.CreateModel(
            name="OutdatedTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("connection", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="OpenTotal",
            fields=[
                (
                    "connection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="connections.connection",
                    ),
                ),
                ("side", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("open", schakel.hub.documents.amount.AmountField()),
                ("overdue", schakel.hub.documents.amount.AmountField()),
                ("soon", schakel.hub.documents.amount.AmountField()),
                ("count", models.PositiveIntegerField()),
                ("weeks", models.JSONField()),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(add_columns, migrations.RunPython.noop)],
            [
                migrations.AddField(
                    "payable",
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="connections.connection",
                    ),
                ),
                migrations.AddField("payable", "side", models.CharField(max_length=10)),
                migrations.AddField("payable", "is_open", models.BooleanField()),
            ],
        ),
    ]
