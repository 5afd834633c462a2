"""Whoever was registered by mistake stands in the book as taken back; until then nobody was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_mandates"),
    ]

    operations = [
        migrations.AddField(
            "citizen", "is_withdrawn", models.BooleanField(default=False), preserve_default=False
        ),
    ]
