"""The digest of each version, by which a list of very many services is kept read; told anew, it is no longer empty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_catalogue_tables"),
    ]

    operations = [
        migrations.AddField(
            "service", "digest", models.CharField(default="", max_length=64), preserve_default=False
        ),
    ]
