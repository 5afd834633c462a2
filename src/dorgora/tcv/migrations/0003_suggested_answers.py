from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tcv", "0002_undated_measures")]

    operations = [
        migrations.AddField(
            model_name="measure",
            name="as_suggested",
            field=models.CharField(default="", max_length=60),
            preserve_default=False,
        ),
    ]
