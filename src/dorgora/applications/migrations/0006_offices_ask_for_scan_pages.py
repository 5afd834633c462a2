"""When a page that an office wants is asked for again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0005_scan_pages_go_to_the_hub"),
    ]

    operations = [
        migrations.AddField("scan", "next_at", models.BigIntegerField(default=0)),
    ]
