"""What was kept apart before is looked at once, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feed", "0001_feed_tables"),
    ]

    operations = [
        migrations.AddField("quarantined", "is_new", models.BooleanField(default=True)),
        migrations.AddIndex(
            "quarantined",
            models.Index(condition=models.Q(("is_new", True)), fields=["id"], name="feed_apart_new"),
        ),
    ]
