from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("money", "0003_a_drawer_for_each_operator"),
    ]

    operations = [
        migrations.AddField(
            model_name="count",
            name="counted_by_id",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
    ]
