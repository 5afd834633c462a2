"""What `script.toml` of a pack must say, before anybody reads it for what it means."""

from dorgora.catalogue.pack_forms import Part, Sign

Steps = tuple[tuple[str, str], ...]


class LettersOf(Part, frozen=True):
    """The local letters."""

    inherent: str
    inherent_first: str
    smooth: Steps
    no_vowel: str
    silent: tuple[str, ...]
    consonants: dict[str, str]
    vowels: dict[str, str]
    signs: dict[str, str]
    finals: dict[str, str]


class Rewrite(Part, frozen=True):
    """Other spellings."""

    steps: Steps


class Latin(Part, frozen=True):
    """Latin spellings of one sound."""

    steps: Steps
    unfinished_typed: Steps
    unfinished_heard: Steps
    vowels: str
    glide: str


class KeyOf(Part, frozen=True):
    """What a search key is made of."""

    back: str
    front: str
    back_key: str
    front_key: str
    sounds: dict[Sign, str]


class Short(Part, frozen=True):
    """Words written short."""

    marks: str
    mark: Sign
    words: dict[str, str]


class EndingsOf(Part, frozen=True):
    """What is written onto a name."""

    after_consonant: tuple[str, ...] = ()
    after_vowel: tuple[str, ...] = ()


class TypingOf(Part, frozen=True):
    """Typing with Latin letters."""

    first_joins: tuple[str, ...] = ()
    later_joins: tuple[str, ...] = ()
    joiner: str = ""
    first_capitals: str = ""
    consonants: dict[str, str] = {}
    first_vowels: dict[str, str] = {}
    later_vowels: dict[str, str] = {}
    words: dict[str, str] = {}


class ScriptTable(Part, frozen=True):
    """`script.toml`."""

    letters: LettersOf
    rewrite: Rewrite
    latin: Latin
    key: KeyOf
    short: Short
    endings: EndingsOf = EndingsOf()
    typing: TypingOf = TypingOf()
