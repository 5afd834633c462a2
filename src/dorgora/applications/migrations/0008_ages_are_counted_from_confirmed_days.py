"""What is half filled is as old as the hub says; of what is there already nobody knows, and it counts from now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0007_files_of_linked_people"),
    ]

    operations = [
        migrations.AddField("draft", "dated_at", models.BigIntegerField(null=True)),
    ]
