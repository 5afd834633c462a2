from django.db import migrations, models

import dorgora.feed.tables


class Migration(migrations.Migration):
    dependencies = [
        ("money", "0004_a_drawer_taken_over"),
    ]

    operations = [
        migrations.AlterField(
            model_name="transfer",
            name="credit",
            field=models.CharField(max_length=140),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="debit",
            field=models.CharField(max_length=140),
        ),
        migrations.CreateModel(
            name="Passing",
            fields=[
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("told_version", models.SmallIntegerField()),
                ("passing_id", dorgora.feed.tables.IdField(primary_key=True, serialize=False)),
                ("centre", models.CharField(max_length=60)),
                ("operator_id", models.BigIntegerField()),
                ("purpose", models.CharField(max_length=10)),
                ("payee", models.CharField(max_length=60)),
                ("whose_id", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("slip", models.CharField(max_length=24)),
                ("passed_on", models.CharField(max_length=10)),
                ("passed_at", models.BigIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("settled_at", models.BigIntegerField()),
                ("settled_on", models.CharField(max_length=10)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["centre", "passed_on", "passing_id"], name="money_passing_by_day"),
                    models.Index(
                        condition=models.Q(("state", "passed")),
                        fields=["centre", "payee", "passed_on"],
                        name="money_passing_by_payee",
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["centre", "passing_id"],
                        name="money_passing_open",
                    ),
                ],
            },
        ),
    ]
