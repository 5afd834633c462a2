"""How much of each picture the hub has, and at the hub what came; until then every picture stayed where it was taken."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0004_decided_by_an_authority_outside"),
    ]

    operations = [
        migrations.AddField("picture", "n_bytes", models.BigIntegerField(default=0)),
        migrations.AddField("picture", "n_sent", models.BigIntegerField(default=0)),
        migrations.AddField("picture", "received_at", models.BigIntegerField(null=True)),
        migrations.AddField("picture", "trouble", models.CharField(default="", max_length=20)),
        migrations.AddIndex(
            "picture",
            models.Index(
                fields=["n_sent", "n_bytes", "id"],
                name="applications_to_send",
                condition=models.Q(file_id__isnull=False, received_at__isnull=True, trouble=""),
            ),
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("name", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("file_id", models.BigIntegerField(db_index=True)),
                ("node_id", models.BigIntegerField()),
                ("n_bytes", models.BigIntegerField()),
                ("n_held", models.BigIntegerField()),
                ("whole_at", models.BigIntegerField(null=True)),
                ("begun_at", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["node_id", "begun_at"],
                        name="applications_open_scans",
                        condition=models.Q(whole_at__isnull=True),
                    )
                ],
            },
        ),
    ]
