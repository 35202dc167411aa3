from django.db import migrations

MEANING = {"RE": "refused", "UQ": "contested", "CA": "contested"}  # as responses/send.py says it of new ones


def bring_answers_along(apps, schema_editor):
    """What was answered before there were bills counts for them; the worker works out the rest when it reads them."""
    answers = apps.get_model("network", "Answer").objects
    bills = apps.get_model("documents", "Bill").objects
    given = answers.filter(transmission__direction="out", document__isnull=False).order_by("pk")
    last = dict(given.values_list("document", "status").iterator())
    for status, meaning in MEANING.items():
        documents = [document for document, said in last.items() if said == status]
        for start in range(0, len(documents), 500):
            bills.filter(pk__in=documents[start : start + 500]).update(answer=meaning)


class Migration(migrations.Migration):
    dependencies = [("network", "0013_names_of_the_queue"), ("documents", "0016_bills")]

    operations = [migrations.RunPython(bring_answers_along, migrations.RunPython.noop)]
