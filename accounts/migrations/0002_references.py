"""People and contacts get a random reference, because no address holds a row number."""

from django.db import migrations, models

import accounts.models

NEW = {"User": accounts.models.person_reference, "Contact": accounts.models.contact_reference}


def give(apps, schema_editor):
    for name, new in NEW.items():
        for row in apps.get_model("accounts", name).objects.filter(reference=None):
            row.reference = new()
            row.save(update_fields=["reference"])


def field(new):
    return models.CharField(default=new, editable=False, max_length=20, unique=True)


class Migration(migrations.Migration):

    dependencies = [("accounts", "0001_initial")]

    operations = [
        *[migrations.AddField(name.lower(), "reference", models.CharField(max_length=20, null=True)) for name in NEW],
        migrations.RunPython(give, migrations.RunPython.noop),
        *[migrations.AlterField(name.lower(), "reference", field(new)) for name, new in NEW.items()],
    ]
