"""Of whom a laptop let go before that was noted, nothing is missed either: who was lent to it, without any words."""

from django.db import migrations

NOTE = """
INSERT INTO feed_note (name, words)
SELECT DISTINCT 'let_go:' || CAST(c.id AS TEXT), '1' FROM people_loan l
JOIN people_citizen c ON c.id = l.citizen_id
JOIN feed_grant g ON g.role = 'centre' AND g.place = l.centre
JOIN feed_note n ON n.name = 'node' AND n.words = CAST(g.node_id AS TEXT)
WHERE c.words IS NULL AND NOT c.is_erased
AND g.node_id NOT IN (SELECT node_id FROM feed_grant WHERE feed = 1)
AND NOT EXISTS (
    SELECT 1 FROM feed_grant o WHERE o.node_id = g.node_id AND o.role = 'centre' AND o.place = c.place)
AND NOT EXISTS (
    SELECT 1 FROM feed_event e JOIN feed_personpart p ON p.event_id = e.id
    WHERE e.subject_id = c.id AND e.person_of = c.id)
ON CONFLICT (name) DO NOTHING
"""
"""The hub lets go of nobody, nor does a centre of its own book: there words that are not here were lost."""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_days_a_phone_stayed_away"),
        ("feed", "0003_what_a_form_made"),
    ]

    operations = [
        migrations.RunSQL(NOTE, migrations.RunSQL.noop),
    ]
