from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0020_plan_work_by_its_day"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="missingepisode",
            index=models.Index(
                condition=models.Q(("interview__in", ["not_yet", "offered"])),
                fields=["interview_due", "id"],
                name="missing_interview_due",
            ),
        ),
    ]
