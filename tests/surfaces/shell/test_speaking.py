"""Sentences spoken by a program of the machine: what it is given, what becomes of its sound, and when it fails.

A tiny program of that name stands in for espeak-ng, so that these hold on any machine; the last test asks the real one.
"""

import os
import shutil
import stat
import sys
import wave
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest

from dorgora.shell import speaking
from tests.rules.country import PACK, SECOND

HEARD = """
import sys, pathlib
if any(word.startswith('--voices=') for word in sys.argv):
    print('Pty Language Age/Gender VoiceName File Other')
    if sys.argv[1] in ('--voices=bn', '--voices=en'):
        print(' 5  ' + sys.argv[1][9:] + '   --/M  A  a')
    sys.exit()
import os
text = sys.stdin.buffer.read()
pathlib.Path(HERE, 'heard').write_bytes(repr((sys.argv[1:], text.decode(), sorted(os.environ), os.getcwd())).encode())
size = (0x7ffff000).to_bytes(4, 'little')
sound = b'RIFF' + size + b'WAVEfmt ' + (16).to_bytes(4, 'little') + bytes([1, 0, 1, 0]) + (22050).to_bytes(4, 'little')
sound += (44100).to_bytes(4, 'little') + bytes([2, 0, 16, 0]) + b'data' + size + bytes(2 * len(text))
sys.stdout.buffer.write(sound)
"""
SILENT = HEARD.partition("import os")[0]
Put = Callable[[str], Path]
REAL_PATIENCE = speaking.PATIENCE_SECONDS


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Puts a program called espeak-ng first on the path; gives the folder where it writes what it heard."""

    def written(program: str) -> Path:
        path = tmp_path / speaking.PROGRAM
        path.write_text(f"#!{sys.executable}\nHERE = {str(tmp_path)!r}\n{program}")
        path.chmod(path.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        return tmp_path

    return written


def test_a_sentence_becomes_a_sound_of_its_true_length(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(HEARD)
    monkeypatch.setenv("DORGORA_DB_KEY_OF_A_TEST", "secret")
    assert speaking.has_voice("bn") and not speaking.has_voice("zz")
    text = "রহিমা খাতুন; $(touch x) --voices"
    with wave.open(BytesIO(speaking.speak(text, "bn"))) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (22050, len(text.encode()))
    arguments, heard, environment, folder_of_work = eval((folder / "heard").read_text())  # written above
    assert heard == text and not any("রহিমা" in word for word in arguments)
    assert "DORGORA_DB_KEY_OF_A_TEST" not in environment
    assert folder_of_work == "/", "a stick can be pulled while it speaks"


def test_a_long_sentence_is_said_in_pieces(put: Put) -> None:
    put(HEARD)
    most = speaking.MOST_LETTERS
    with pytest.raises(speaking.NotSpoken):
        speaking.speak("x" * (most + 1), "en")
    first, second, third = "a " * 100 + "b.", "c " * 60 + "d,", "e " * 100 + "f"
    assert speaking.pieces(f" {first} {second} {third} ") == [first, second, third]
    assert speaking.pieces("আ" * most + "ক্ষি" * 2) == ["আ" * most, "ক্ষিক্ষি"]
    word = "x" + "কি" * most
    assert "".join(speaking.pieces(word)) == word and all(one[0] != "ি" for one in speaking.pieces(word))
    assert max(map(len, speaking.pieces(word))) <= most
    assert speaking.pieces("x" * most) == ["x" * most] and speaking.pieces("  ") == []


def test_one_speaks_at_a_time_and_nobody_waits_long(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaking, "PATIENCE_SECONDS", 0.01)
    waits = "import os\nopen(HERE + '/begun', 'w').write('x')\nopen(HERE + '/go').read()\n"
    folder = put(HEARD.replace("import os\n", waits))
    for name in ("begun", "go"):
        os.mkfifo(folder / name)
    with ThreadPoolExecutor(1) as other:
        first = other.submit(speaking.speak, "a", "en")
        assert (folder / "begun").read_text() == "x"
        with pytest.raises(speaking.Busy):
            speaking.speak("b", "en")
        (folder / "go").write_text("on")
        assert first.result().startswith(b"RIFF")
    assert 0.1 < REAL_PATIENCE < 1, "seconds, of a thread of the pages"


@pytest.mark.parametrize(
    "program",
    [
        SILENT,
        SILENT + "sys.stdin.buffer.read(); sys.stdout.buffer.write(b'no sound' * 20)",
        SILENT + "sys.exit(1)",
        SILENT + "sys.stdout.buffer.write(b'RIFF' + bytes(9_000_000))",
    ],
    ids=["silent", "no sound", "ends", "endless"],
)
def test_what_gives_no_sound_is_said_so(put: Put, program: str) -> None:
    put(program)
    with pytest.raises(speaking.NotSpoken):
        speaking.speak("a", "bn")


def test_what_hangs_is_ended(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put(SILENT + "sys.stdin.buffer.read(); import signal; signal.pause()")
    assert speaking.has_voice("bn")
    monkeypatch.setattr(speaking, "MAX_SECONDS", 0.2)
    with pytest.raises(speaking.NotSpoken):
        speaking.speak("a", "bn")


def test_without_the_program_there_is_no_voice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not speaking.has_voice("bn")
    with pytest.raises(speaking.NotSpoken):
        speaking.speak("a", "bn")


def test_sums_and_numbers_are_heard_as_people_say_them() -> None:
    assert speaking.sayable("ফি: ৳৭৫", PACK, "bn") == "ফি: পঁচাত্তর টাকা মাত্র"
    assert speaking.sayable("Fee: Tk 1,200.", PACK, "en") == "Fee: one thousand two hundred taka only."
    assert speaking.sayable("৪৮২-৯১৭-৩ · ১৯৯৪", PACK, "bn") == "৪ ৮ ২ ৯ ১ ৭ ৩ , ১৯৯৪"
    assert speaking.sayable("MD 1.500,250", SECOND, "en") == SECOND.currency.in_words(1500250, "en")


def test_the_real_program_speaks_both_languages() -> None:
    if shutil.which(speaking.PROGRAM) is None:
        # Not a skip: what is between us and the program is held above, by one that stands in for it.
        assert not speaking.has_voice("bn")
        return
    for text, language in (("রহিমা খাতুন, এটা কি ঠিক?", "bn"), ("Is this right?", "en")):
        with wave.open(BytesIO(speaking.speak(text, language))) as sound:
            assert 0.5 < sound.getnframes() / sound.getframerate() < 10
