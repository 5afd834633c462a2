"""Phones paired with a laptop, and the codes that pair them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_linked_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pairing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("by_id", models.BigIntegerField(unique=True)),
                ("begun_at", models.BigIntegerField()),
                ("n_wrong", models.SmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Phone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("by_id", models.BigIntegerField()),
                ("paired_at", models.BigIntegerField()),
                ("seen_at", models.BigIntegerField()),
                ("ended_at", models.BigIntegerField(null=True)),
            ],
        ),
    ]
