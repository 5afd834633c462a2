from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("money", "0002_counts_of_the_drawer"),
    ]

    operations = [
        migrations.AddField(
            model_name="fee",
            name="operator_id",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="transfer",
            name="credit",
            field=models.CharField(max_length=90),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="debit",
            field=models.CharField(max_length=90),
        ),
    ]
