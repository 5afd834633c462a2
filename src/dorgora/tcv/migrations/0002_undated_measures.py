from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tcv", "0001_tcv_tables")]

    operations = [
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("elapsed_seconds__isnull", True)),
                fields=["service", "id"],
                name="tcv_measure_undated",
            ),
        ),
    ]
