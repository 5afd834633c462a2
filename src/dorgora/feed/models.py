"""Tables of the feed: the log, what the registry feed comes to, and what never leaves this node."""

from django.db import models

from dorgora.feed.tables import BytewiseField, IdField, ToldRow


class Event(models.Model):
    """LOG: one event, without the part that can be erased."""

    id = IdField(primary_key=True)
    kind = models.CharField(max_length=60)
    version = models.SmallIntegerField()
    subject_id = models.BigIntegerField(db_index=True)
    by_id = models.BigIntegerField()
    at = models.BigIntegerField()
    seen = models.BinaryField()
    person_of = models.BigIntegerField()
    facts = models.BinaryField()
    person_digest = models.BinaryField()
    prev = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["person_of"], name="feed_event_person", condition=models.Q(person_of__gt=0))
        ]


class PersonPart(models.Model):
    """LOG: the part of an event that can be erased, sealed under its person's key."""

    event_id = IdField(primary_key=True)
    sealed = models.BinaryField()


class PersonKey(models.Model):
    """LOG: one random key a person; empty once she was erased."""

    person_id = IdField(primary_key=True)
    wrapped = models.BinaryField()


class Head(models.Model):
    """LOG: the newest signed head of each feed held without gaps."""

    feed = IdField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.BinaryField()
    signature = models.BinaryField()


class Start(models.Model):
    """LOG: the signed snapshot a feed is held from, how far its pieces have come, and the numbers they brought."""

    feed = IdField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.BinaryField()
    signature = models.BinaryField()
    after = models.BigIntegerField()
    held = models.BinaryField()


class Delivery(models.Model):
    """LOG: the hub's numbered list of what one node is to be told; at that node, as far as it has taken it."""

    node_id = models.BigIntegerField()
    number = models.BigIntegerField()
    event_id = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node_id", "number"], name="feed_delivery_number"),
            models.UniqueConstraint(fields=["node_id", "event_id"], name="feed_delivery_once"),
        ]
        indexes = [models.Index(fields=["event_id"], name="feed_delivery_event")]


class Signed(models.Model):
    """LOG: the hub's signatures over what it said to this node, of its feeds and (stream 0) of the mailbox."""

    stream = models.BigIntegerField()
    number = models.BigIntegerField()
    signature = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "number"], name="feed_signed_once")]


class Quarantined(models.Model):
    """LOG: what a revoked or cloned node sent; it touches no projection.

    person_of: who the words are of, by her number in the log once an event of hers was let in. is_new: the hub has
    not looked yet whether something follows from its being out there.
    """

    id = models.BigAutoField(primary_key=True)
    event_id = models.BigIntegerField(db_index=True)
    hash = models.BinaryField(unique=True)
    node_id = models.BigIntegerField(db_index=True)
    reason = models.CharField(max_length=20)
    person_of = models.BigIntegerField()
    wire = models.BinaryField()
    is_new = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_of"], name="feed_apart_person", condition=models.Q(person_of__gt=0)),
            models.Index(fields=["id"], name="feed_apart_new", condition=models.Q(is_new=True)),
        ]


class Counter(models.Model):
    """PROJECTION: a sum over all subjects."""

    projection = models.CharField(max_length=30)
    cell = BytewiseField(max_length=200)
    n = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["projection", "cell"], name="feed_counter_cell")]


class Contribution(models.Model):
    """PROJECTION: what one subject adds to the counters (see `feed.cells`); every total opens to these."""

    projection = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    cells = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["projection", "subject_id"], name="feed_contribution_once")
        ]


class Node(ToldRow):
    """PROJECTION: an enrolled installation."""

    node_id = IdField(primary_key=True)
    name = models.CharField(max_length=120)
    signing_key = models.BinaryField()
    exchange_key = models.BinaryField()
    revoked_at = models.BigIntegerField(null=True)


class NodeKey(ToldRow):
    """PROJECTION: a key a node signs or signed with, by the event that brought it; ends_at is null while it counts."""

    event_id = IdField(primary_key=True)
    node_id = models.BigIntegerField(db_index=True)
    signing_key = models.BinaryField()
    begins_at = models.BigIntegerField()
    ends_at = models.BigIntegerField(null=True)


class Grant(ToldRow):
    """PROJECTION: a feed, who writes it and for which role at which place."""

    feed = IdField(primary_key=True)
    node_id = models.BigIntegerField(db_index=True)
    role = models.CharField(max_length=20)
    place = models.CharField(max_length=40)
    spare_for = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    ended_seq = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["role", "place"], name="feed_grant_role_place")]


class Todo(models.Model):
    """LOCAL: events that reactions and mailboxes have not looked at yet (the local cursor), and when to look again."""

    event_id = IdField(primary_key=True)
    n_tries = models.SmallIntegerField(db_default=0)
    next_at = models.BigIntegerField(db_default=0)


class Done(models.Model):
    """LOCAL: what a reaction has already answered, so that it answers once."""

    reaction = models.CharField(max_length=40)
    cause_id = models.BigIntegerField()
    event_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reaction", "cause_id"], name="feed_done_once")]


class Pressed(models.Model):
    """LOCAL: what a form of a page has made, for a week, so that it makes it once."""

    form_key = models.CharField(max_length=64, primary_key=True)
    made_id = models.BigIntegerField()
    at = models.BigIntegerField(db_index=True)


class Routed(models.Model):
    """LOCAL: to which places a subject's events led when the hub filled their mail; a rebuild fills it again."""

    role = models.CharField(max_length=20)
    place = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "place", "subject_id"], name="feed_routed_once")
        ]


class Acknowledged(models.Model):
    """LOCAL: how far the hub has said, with its own time, that it holds each own feed."""

    feed = IdField(primary_key=True)
    seq = models.BigIntegerField()
    at = models.BigIntegerField()


class Alarm(models.Model):
    """LOCAL: something a person must look at; a code with a sentence, numbers, never names; who settled it, and how.

    What the two numbers are is the code's: mostly a node and an event, for some a person or two files.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    code = models.CharField(max_length=40)
    node_id = models.BigIntegerField()
    event_id = models.BigIntegerField()
    n = models.IntegerField(default=1)
    settled_at = models.BigIntegerField(null=True)
    settled_by = models.BigIntegerField(null=True)
    settled_words = models.TextField(db_default="")


class Note(models.Model):
    """LOCAL: small things this node remembers about itself (last contact, verified marks, own state)."""

    name = models.CharField(max_length=60, primary_key=True)
    words = models.TextField()


class Invitation(models.Model):
    """LOCAL: a one-time enrolment code handed out on paper; only its digest is kept. node_id: which node it made."""

    code_digest = models.BinaryField(unique=True)
    node_name = models.CharField(max_length=120)
    places = models.TextField()
    expires_at = models.BigIntegerField()
    used_at = models.BigIntegerField(null=True)
    node_id = models.BigIntegerField(db_default=0)
