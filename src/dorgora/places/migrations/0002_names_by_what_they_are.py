from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_places_tables"),
    ]

    operations = [
        migrations.RenameField(model_name="area", old_name="name_bn", new_name="local_name"),
        migrations.RenameField(model_name="area", old_name="name_en", new_name="latin_name"),
        migrations.RenameField(model_name="centre", old_name="name_bn", new_name="local_name"),
        migrations.RenameField(model_name="centre", old_name="name_en", new_name="latin_name"),
        migrations.RenameField(model_name="office", old_name="name_bn", new_name="local_name"),
        migrations.RenameField(model_name="office", old_name="name_en", new_name="latin_name"),
    ]
