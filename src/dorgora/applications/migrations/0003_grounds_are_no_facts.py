"""What an officer wrote as the ground of a refusal stands sealed with the file's other words, and goes with them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0002_offices_one_after_the_other"),
    ]

    operations = [
        migrations.RemoveField("file", "ground"),
    ]
