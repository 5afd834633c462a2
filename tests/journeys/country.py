"""The country this run's journeys are played in, and what they say there that its pack does not say.

With its hub on SQLCipher a journey is played in the country of the source tree, on PostgreSQL in the one that does not
exist; DORGORA_PACK chooses another.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dorgora.demo.cast import Person
from dorgora.demo.tale import Country, Place
from tests.conftest import ON_POSTGRES
from tools.registry import ROOT

OWN, SECOND = ROOT / "packs" / "bd", ROOT / "tests" / "packs" / "marjan"
PACK = Path(os.environ.get("DORGORA_PACK") or (SECOND if ON_POSTGRES else OWN)).resolve()
COUNTRY = Country(PACK)
TALE = COUNTRY.tale
BIRTH = TALE.birth.service
ISLAND, FAR = TALE.centre.code, TALE.far.code


@dataclass(frozen=True)
class Words:
    """What is typed in one country, all made up, and what must come of it, worked out by hand.

    What is searched for after an erasure, from `mother` to `register`, stands in no other text of that country. ground:
    a name that an officer writes as the ground of a refusal, as she may. later: a village in a form that is never
    lodged. left: one on a page of a citizen who was to be registered. phone: without phone_begins. register: what
    follows the year. parents: their numbers, by the field of the form that asks for them. newborn_minor: what the
    counter takes for a child so young; birth_minor: for an older one of the story; four_newborns: the drawer after four
    of the young. elsewhere: an area of the tier of centres where nothing is open.
    """

    mother: Person
    child: Person
    father: str
    village: str
    note: str
    ground: str
    later: str
    left: str
    number: str
    phone: str
    register: str
    cloud: str
    star: str
    neighbour: Person
    officer: str
    eraser: str
    newborn_minor: int
    birth_minor: int
    four_newborns: str
    elsewhere: str
    phone_begins: str = ""
    parents: Mapping[str, str] = field(default_factory=dict)


WORDS = {
    "bd": Words(
        mother=Person("ঝিলিকতারা চক্রবাকী", "Jhiliktara Chakrabaki"),
        child=Person("মেঘমল্লারী চক্রবাকী", "Meghmallari Chakrabaki"),
        father="বকুলেশ ধ্রুবতারা",
        village="শালিকডাঙা",
        note="হিজলকুঠি",
        ground="জারুলতলা",
        later="ডাহুকপাড়া",
        left="ঝিনুকপাড়া",
        number="0918273645",
        phone="1711987633",
        phone_begins="0",
        parents={"mother_nid_or_brn": "0918273645", "father_nid_or_brn": "0987612345"},
        register="0989182736450",
        cloud="মেঘ",
        star="তারা",
        neighbour=Person("অন্যনামী বেগম", "Onyonami Begum"),
        officer="সালমা",
        eraser="মুছে ফেলার কর্মকর্তা",
        newborn_minor=5000,  # nothing for the state, 50.00 for the centre
        birth_minor=7500,  # 25.00 for the state
        four_newborns="Tk 200",
        elsewhere="10092551",
    ),
    "qm": Words(
        mother=Person("نرجسانة غمامونة", "Narjisana Ghamamuna"),
        child=Person("قرنفلوة غمامونة", "Qaranfulwa Ghamamuna"),
        father="ياقوتان برقعيد",
        village="زعفرانكوت",
        note="سنديانغار",
        ground="كهرمانوز",
        later="بلسمانور",
        left="خزامبور",
        number="09182736",
        phone="5908763",
        register="81927",
        cloud="غيمة",
        star="كوكب",
        neighbour=Person("سواهانة نجار", "Sawahana Najjar"),
        officer="سلمى",
        eraser="موظف المحو",
        newborn_minor=1250,  # nothing for the town hall, 1,250 for the centre
        birth_minor=3750,  # 2,500 for the town hall
        four_newborns="MD 5",
        elsewhere="SB2Q001",
    ),
}
HERE = WORDS[COUNTRY.pack.code]


def place_of(code: str) -> Place:
    """One of the two places of the story, as a form is told it."""
    return next(place for place in (TALE.centre, TALE.far) if place.code == code)


def field_of(kind: str) -> str:
    """The first field of this type on the form of a birth."""
    sections = COUNTRY.services[BIRTH]["sections"]
    return next(str(one["name"]) for part in sections for one in part["fields"] if one["type"] == kind)


def papers_in_a_hurry() -> dict[str, str]:
    """Every paper the form of a birth can ask for was seen; what has a number is given one."""
    said = {}
    for paper in COUNTRY.services[BIRTH]["evidence"]:
        said[f"{paper['kind']}-seen"] = "yes"
        if paper["numbered"]:
            said[f"{paper['kind']}-number"] = "1234"
    return said
