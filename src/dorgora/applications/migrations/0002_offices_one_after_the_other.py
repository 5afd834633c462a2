"""Files that several offices decide one after the other; until then every file had one, which was there at the end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_applications_tables"),
    ]

    operations = [
        migrations.AddField("file", "offices", models.TextField(default=""), preserve_default=False),
        migrations.AddField("file", "n_passed", models.IntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "file", "due_on", models.CharField(default="", max_length=10), preserve_default=False
        ),
        migrations.RunSQL(
            "UPDATE applications_file SET offices = office, due_on = promised_on", migrations.RunSQL.noop
        ),
        migrations.RemoveIndex("file", "applications_by_office"),
        migrations.AddIndex(
            "file",
            models.Index(fields=["office", "state", "due_on", "id"], name="applications_by_office"),
        ),
        migrations.AddIndex(
            "step",
            models.Index(
                condition=models.Q(("kind", "application.forwarded")),
                fields=["author_place", "about_id"],
                name="applications_sent_on",
            ),
        ),
    ]
