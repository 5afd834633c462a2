"""A laptop lets go of what stands in closed files: those of which it holds words are found without the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0009_clear_what_was_taken_back_before"),
    ]

    operations = [
        migrations.AddIndex(
            "file",
            models.Index(
                fields=["centre", "state", "id"],
                name="applications_worded",
                condition=models.Q(words__isnull=False),
            ),
        ),
    ]
