"""Days a paired phone stayed away are counted: a clock that jumps ends no phone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_paired_phones")]

    operations = [
        migrations.AddField("phone", "n_days_away", models.IntegerField(default=0)),
        migrations.AddField("phone", "counted_on", models.IntegerField(default=0)),
    ]
