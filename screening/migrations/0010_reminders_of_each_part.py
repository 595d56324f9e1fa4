from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0009_signal_mailed")]

    operations = [
        migrations.AddField("reminder", "part", models.CharField(max_length=20, default="", db_default="")),
        migrations.RemoveConstraint("reminder", "one_reminder_a_stage"),
        migrations.AddConstraint(
            "reminder",
            models.UniqueConstraint(
                fields=["reference", "kind", "due_on", "stage", "recipient", "part"], name="one_reminder_a_stage"
            ),
        ),
    ]
