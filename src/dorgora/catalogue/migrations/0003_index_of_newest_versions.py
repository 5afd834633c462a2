"""Which version of each service is the newest is read from an index alone: a thousand services are 20 MB of rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_digests_of_services"),
    ]

    operations = [
        migrations.RemoveIndex("service", "catalogue_service_version"),
        migrations.AddIndex(
            "service",
            models.Index(fields=["service", "-version", "id", "digest"], name="catalogue_service_newest"),
        ),
    ]
