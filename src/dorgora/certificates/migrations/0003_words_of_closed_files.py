"""A laptop lets go of what certificates of closed files say: those it holds are found without the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0002_serials_from_blocks"),
    ]

    operations = [
        migrations.AddIndex(
            "certificate",
            models.Index(
                fields=["id", "office", "about_id"],
                name="certificates_worded",
                condition=models.Q(token__isnull=False),
            ),
        ),
    ]
