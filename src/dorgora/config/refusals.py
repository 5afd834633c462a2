"""Why a command is not done, and what to do now, as a keeper's terminal says it: in English, like the commands."""

from collections import defaultdict
from collections.abc import Mapping

from dorgora.kernel.errors import Refused

SENTENCES: Mapping[str, str] = {
    # which installation
    "no_database": "No node's database opens from {folder}. Are the settings those of `dorgora up`, which makes it?",
    "hub_only": "Only the hub does this, and this is a laptop. Say it at the hub.",
    "laptop_only": "Only a laptop does this, and this is the hub. Say it on the laptop.",
    "not_enrolled": "This installation is nobody yet. At the hub say `dorgora found`, on a laptop `dorgora enrol`.",
    "already_founded": "The hub is founded already. Nothing is left to do.",
    "already_enrolled": "This laptop is enrolled already. `dorgora status` says as which node.",
    "hub_key": "The hub keeps its key: every slip bears its fingerprint. Say this on a laptop.",
    "disk_full": "The disk of this machine is full, and nothing more is written down. Free some room on the disk"
    " its data folder is on, then say it again; what was said to be kept is there.",
    # words
    "required": "--{field} is empty. Say it again with words there.",
    "too_long": "--{field} has {length} characters and may have {max_length}. Shorten it.",
    "control_characters": "--{field} holds {character}, which nobody can see. Type it anew.",
    "hidden_direction": "--{field} holds {character}, which turns the direction of reading. Type it anew.",
    "broken_text": "--{field} holds half a character. Type it anew, in a terminal that speaks UTF-8.",
    "no_local_letter": "--{field} has no letter of the country's own script. Type it so. Were the two names exchanged?",
    "no_latin_letter": "--{field} has no Latin letter, A to Z. Type it so. Were the two names exchanged?",
    "not_https": "The address is not one that laptops can call. Write it like https://hub.example.org:8443.",
    "host_differs": "Laptops will call {called}, so --host must say just that.",
    "slip_shape": "This is not a slip: address, fingerprint and code, as printed, in one pair of quotation marks.",
    # places and people
    "unknown_person": "Nobody of that number works anywhere. `dorgora staff` lists all.",
    "already_ended": "Person {person} works no more since before. Nothing is left to do.",
    "no_area": "The pack has no such area. Look its code up in the pack, and say `dorgora load-pack` first.",
    "unknown_area": "The pack has no such area. Look its code up in the pack, and say `dorgora load-pack` first.",
    "unknown_centre": "No centre is open at {place}. Look at each digit, or `dorgora open centre CODE`.",
    "unknown_office": "No office is open at {place}. Look at each digit, or `dorgora open office CODE`.",
    "place_shape": "{word} is no place for a slip. Write centre:CODE or office:CODE.",
    "place_twice": "{word} stands there twice. Name each place once.",
    "hub_has_no_place": "The hub's own staff have no place. Leave --place out.",
    "unknown_power": "There is no such power. The powers are decide, erase, enrol, alarms and link.",
    "no_officer": "Nobody of the hub's own staff bears that number. --by is what `dorgora appoint hub` printed.",
    # nodes and feeds
    "unknown_node": "No node bears the number {node}. `dorgora laptops` lists them; look at each digit.",
    "own_node": "Node {node} is this hub itself: its receipts would count no more. `dorgora laptops` lists the others.",
    "already_revoked": "Node {node} ({name}) was revoked before. Nothing is left to do.",
    "not_awaited": "Nobody waits for a node {node}. `dorgora laptops` lists the laptops.",
    "no_feed": "There is no such feed now: it was never granted, or it has ended.",
    "own_feed": "Feed {feed} is the hub's own and stays. Name the feed of a laptop.",
    "feeds_used_up": "All numbers of this registry are granted. `dorgora went-back` begins another.",
    # telling again
    "no_projection": "There is no projection {projection}. There are: {known}.",
    "no_such_feed": "No event of a feed {feed} is here. Leave --feed out to tell everything again.",
    "unsigned_event": "Nobody signed for event {event} (number {number} of feed {feed}): a hand wrote it there."
    " `dorgora check` names all of them; docs/enrolment.md says what to do.",
    # kept apart
    "not_quarantined": "No such event is kept apart. `dorgora quarantine` lists them.",
    "not_a_fact": "That event asks or decides; only what happened in the world can be let in.",
    # certificates
    "no_such_file": "No file here is {named}. Say the code of its receipt, or at its own centre by seven digits.",
    "not_granted": "The file is not granted: it is {state}. Only what an office approved has a certificate.",
    "certificate_revoked": "Its certificate was taken back and holds no more.",
    "office_elsewhere": "The office that decided it signs on its own laptop. Say it there.",
    "erased": "What was answered is erased, by law. Nothing can be signed of it.",
    "let_go": "The file is closed, and this laptop keeps no words of it any more. Say it at its office or the hub.",
    "list_full": "This feed signed a million certificates this year. Enrol a spare, then say it again.",
    # what is written into a file
    "not_written": "{file} cannot be written: {why}. Name another with --out.",
    # a copy on a second device
    "no_folder": "There is no folder {folder}. Is the stick in, and mounted?",
    "same_device": "{folder} is on the same disk as the data: when the laptop drowns both are gone."
    " Is the stick mounted? Name a folder on it, or add --same-device if you mean it.",
    "in_memory": "{folder} is in the memory of this machine: what lies there is gone with the power."
    " Name a folder on a stick.",
    "backup_busy": "Another backup is being written into {folder}. Wait for it, then say it again.",
    "not_kept": "{folder} did not take the backup: {why}. What was there before still counts. Free some room on the"
    " stick or take another, then say it again.",
    "not_read_back": "{folder} gave back other bytes than were written: do not trust this stick. What was there before"
    " still counts. Take another stick and say it again.",
    "no_backup": "No backup is at {path}. Name the file (dorgora-*.backup), or the folder it is in.",
    "not_readable": "{file} cannot be read: {why}. Is the stick in, and may this program read there?",
    # phones
    "no_centre": "Node {node} is no centre's laptop, or is trusted no more: nobody is served there.",
    "not_a_name": "{name} is no name of a machine in the wide world. Write it like island.centres.example.org.",
    "no_request": "Node {node} has not asked for a name yet. Say `dorgora door name {node} NAME`; it asks with its next"
    " exchange.",
    "not_a_certificate": "The file holds no certificates as PEM, its own first and each signed by the next.",
    "other_key": "That certificate is for another key than node {node} has. Was it made of its newest request?",
    "other_name": "That certificate is not for {name}.",
    "certificate_over": "That certificate counts no more.",
    "hub_older": "The hub is older than this laptop and makes no certificates yet. Ask its keeper to upgrade.",
    "hub_declined": "The hub answered, and signs nothing for this laptop now; what is here stays. Its keeper sees why"
    " in its alarms.",
    "hub_answer": "What the hub answered is not for this laptop. What was here stays. Ask the hub's keeper.",
    # the line
    "no_line": "The hub did not answer. Look at the line and at the address on the slip, then say it again.",
    "hub_not_ready": "What answers there is no hub that is founded. Look at the address on the slip.",
    "hub_pin": "Another hub answered than the one on the slip. Is the fingerprint right? Then ask the hub.",
    "enrolment_code": "The code is wrong, was used, or is too old. Look at the slip again, or ask for a new one.",
    # the pack
    "pack_not_sound": "The pack is not sound, and nothing of it was loaded: {first}. `dorgora pack check {folder}`"
    " names all that is wrong ({n}).",
    "not_a_service": "A service of the pack is not sound: {why}.",
    "version_taken": "Service {service} was published as version {version} with other words. Raise the number.",
    "area_twice": "The pack names an area twice.",
    "area_code": "The pack has an area whose code is not sound.",
}  # fmt: skip


def told(refused: Refused) -> str:
    """What is said of it; the code comes last, to be named when somebody is asked for help."""
    sentence = SENTENCES.get(refused.reason)
    if sentence is None:
        return f"refused: {refused.reason}"
    values: Mapping[str, object] = defaultdict(
        lambda: "the one you gave", refused.detail, field=(refused.field or "").replace("_", "-")
    )
    said = f"refused: {sentence.format_map(values)} ({refused.reason})"
    # Half a character, as a terminal of another encoding types it, could not be printed again.
    return said.encode(errors="replace").decode()
