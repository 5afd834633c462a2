"""What was taken back under an earlier program is looked at once more: the hub lets go of its words (ADR 0040)."""

from django.db import migrations

LOOK_AGAIN = """
INSERT INTO feed_todo (event_id)
SELECT id FROM feed_event WHERE kind IN ('application.withdrawn', 'citizen.withdrawn', 'wish.withdrawn')
ON CONFLICT (event_id) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0008_ages_are_counted_from_confirmed_days"),
        ("feed", "0001_feed_tables"),
    ]

    operations = [migrations.RunSQL(LOOK_AGAIN, migrations.RunSQL.noop)]
