from django.db import migrations, models

# What was sent until now was of re-screens alone: the stage says the kind, the screening the reference.
_AS_LINES = """
    update screening_reminder m set reference = s.reference,
           kind = case when m.stage = 'before' then 'rescreen_soon' when m.stage = 'today' then 'rescreen_today'
                       else 'rescreen_overdue' end
    from screening_rescreen r join screening_screening s on s.id = r.screening_id where r.id = m.rescreen_id
"""


class Migration(migrations.Migration):
    dependencies = [("screening", "0007_officers_room")]

    operations = [
        migrations.AddField("reminder", "kind", models.CharField(max_length=40, default=""), preserve_default=False),
        migrations.AddField(
            "reminder", "reference", models.CharField(max_length=20, default=""), preserve_default=False
        ),
        migrations.RunSQL(_AS_LINES, migrations.RunSQL.noop),
        migrations.RemoveConstraint("reminder", "one_reminder_a_stage"),
        migrations.RemoveField("reminder", "rescreen"),
        migrations.AddConstraint(
            "reminder",
            models.UniqueConstraint(
                fields=["reference", "kind", "due_on", "stage", "recipient"], name="one_reminder_a_stage"
            ),
        ),
    ]
