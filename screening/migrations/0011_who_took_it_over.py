import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_officers_room"), ("screening", "0010_reminders_of_each_part")]

    operations = [
        migrations.AddField(
            "screening",
            "holder",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddIndex(
            "screening",
            models.Index(
                Coalesce("holder", "practitioner"), condition=Q(status="waiting"), name="screening_waiting_held"
            ),
        ),
        migrations.AddIndex(
            "screening",
            models.Index(condition=Q(holder__isnull=False), fields=["holder"], name="screening_taken_over"),
        ),
    ]
