from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("money", "0005_money_passed_on"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="passing",
            index=models.Index(fields=["centre", "settled_on", "passing_id"], name="money_passing_settled"),
        ),
    ]
