"""A file on a stick is kept when the stick gives it back, and not before; till then the older one stays."""

import errno
import os
import resource
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dorgora.feed.roads import stick
from dorgora.kernel.errors import Refused

PIECES = [b"dorgora backup 1\n", bytes(range(256)) * 5000, b"end"]
WHOLE = b"".join(PIECES)
CALLS = ("open", "write", "fsync", "rename", "close", "readv", "posix_fadvise", "unlink")
OLD, NEW = "dorgora-1-old.backup", "dorgora-1-new.backup"


class Os:
    """The system, with some of its calls replaced."""

    def __init__(self, **replaced: Callable[..., Any]) -> None:
        self.__dict__.update(replaced)

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / OLD).write_bytes(b"old")
    return tmp_path


def refused(folder: Path) -> Refused:
    """Why it is not kept; the older one is there, and nothing else."""
    with pytest.raises(Refused) as found:
        stick.keep(folder / NEW, PIECES)
    assert [one.name for one in folder.iterdir()] == [OLD]
    return found.value


def test_it_is_kept_whole(folder: Path) -> None:
    assert stick.keep(folder / NEW, PIECES) == len(WHOLE)
    assert (folder / NEW).read_bytes() == WHOLE
    stick.remove([folder / OLD, folder / "never there"])
    assert [one.name for one in folder.iterdir()] == [NEW]
    assert (folder / NEW).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "length", [0, 1, 4095, 4096, stick.BLOCK - 1, stick.BLOCK, 2 * stick.BLOCK, 2 * stick.BLOCK + 1]
)
def test_any_length_is_read_back(tmp_path: Path, length: int) -> None:
    assert stick.keep(tmp_path / NEW, [b"x" * length]) == length


def test_a_stick_that_cannot_be_read_past_memory_is_read(folder: Path, monkeypatch: Any) -> None:
    def opened(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_DIRECT:
            raise OSError(errno.EINVAL, "no direct reading here")
        return os.open(path, flags, mode)

    monkeypatch.setattr(stick, "os", Os(open=opened))
    assert stick.keep(folder / NEW, PIECES) == len(WHOLE)


def test_a_lying_stick_is_found_out(folder: Path, monkeypatch: Any) -> None:
    """It is smaller than it says: it takes everything and has not kept the end."""
    n_taken = 0

    def write(handle: int, content: memoryview) -> int:
        nonlocal n_taken
        fits = max(0, 500_000 - n_taken)
        n_taken += len(content)
        os.write(handle, content[:fits])
        return len(content)

    monkeypatch.setattr(stick, "os", Os(write=write))
    assert refused(folder).reason == "not_read_back"


@pytest.mark.parametrize("at", [0, 700_000, len(WHOLE) - 1])
def test_a_stick_that_gives_back_other_bytes_is_found_out(folder: Path, monkeypatch: Any, at: int) -> None:
    n_read = 0

    def readv(handle: int, blocks: list[Any]) -> int:
        nonlocal n_read
        n = os.readv(handle, blocks)
        if n_read <= at < n_read + n:
            place = at - n_read
            blocks[0][place : place + 1] = bytes([blocks[0][place] ^ 1])
        n_read += n
        return n

    monkeypatch.setattr(stick, "os", Os(readv=readv))
    assert refused(folder).reason == "not_read_back"


@pytest.mark.parametrize("call", ["open", "write", "fsync", "rename", "readv"])
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.ENODEV, errno.EROFS])
def test_a_stick_pulled_or_full_is_told_in_words(
    folder: Path, monkeypatch: Any, call: str, code: int
) -> None:
    def fails(*told: Any, **more: Any) -> Any:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(stick, "os", Os(**{call: fails}))
    found = refused(folder)
    assert (found.reason, found.detail["why"]) == ("not_kept", os.strerror(code))


def test_what_cannot_be_made_leaves_nothing(folder: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield WHOLE
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError):
        stick.keep(folder / NEW, pieces())
    assert [one.name for one in folder.iterdir()] == [OLD]


def in_a_process(work: Callable[[], object]) -> int:
    """Does it in a process of its own; gives how that ended."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except Refused as why:
            os._exit(3 if why.reason == "not_kept" else 4)
        except BaseException:
            os._exit(5)
        os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.parametrize("room", [0, 10, 700_000])
def test_a_full_stick_is_told_by_the_system_itself(folder: Path, room: int) -> None:
    """No more than so many bytes may a file of that process have."""

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        stick.keep(folder / NEW, PIECES)

    assert os.waitstatus_to_exitcode(in_a_process(work)) == 3
    assert [one.name for one in folder.iterdir()] == [OLD]


def test_killed_before_any_call_one_backup_is_whole(folder: Path) -> None:
    """SIGKILL before the first, the second, ... system call of writing, reading back and taking the old one away."""
    for number in range(1, 100):
        for one in folder.iterdir():
            one.unlink()
        (folder / OLD).write_bytes(b"old")
        if in_a_process(lambda n=number: _killed_before(n, folder)) == 0:  # type: ignore[misc]
            break
        left = {one.name: one.read_bytes() for one in folder.iterdir() if one.suffix == ".backup"}
        assert left.get(OLD) == b"old" or left.get(NEW) == WHOLE
        assert left.get(NEW) in (None, WHOLE)
    assert number > 15
    assert {one.name for one in folder.iterdir()} == {NEW}


def _killed_before(number: int, folder: Path) -> None:
    n_calls = 0

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def made(*told: Any, **more: Any) -> Any:
            nonlocal n_calls
            n_calls += 1
            if n_calls == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*told, **more)

        return made

    stick.os = Os(**{name: counted(getattr(os, name)) for name in CALLS})  # type: ignore[assignment]
    stick.keep(folder / NEW, PIECES)
    stick.remove([folder / OLD])


def test_two_at_a_time_write_nothing(tmp_path: Path) -> None:
    with stick.alone(tmp_path), pytest.raises(Refused, match="backup_busy"), stick.alone(tmp_path):
        raise AssertionError("it was let in")
    with stick.alone(tmp_path):
        pass


def test_the_disk_of_the_data_is_no_second_device(tmp_path: Path, monkeypatch: Any) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with pytest.raises(Refused, match="same_device"):
        stick.check_folder(tmp_path, data, is_same_allowed=False)
    stick.check_folder(tmp_path, data, is_same_allowed=True)
    with pytest.raises(Refused, match="no_folder"):
        stick.check_folder(tmp_path / "nowhere", data, is_same_allowed=True)
    stick.check_folder(Path("/proc"), data, is_same_allowed=False)


@pytest.mark.parametrize(("kind", "reason"), [("tmpfs", "in_memory"), ("ramfs", "in_memory"), ("ext4", "")])
def test_memory_is_no_second_device(tmp_path: Path, monkeypatch: Any, kind: str, reason: str) -> None:
    """A line of mountinfo as proc(5) prints it, with and without optional fields."""
    number = tmp_path.stat().st_dev
    name, mounts = f"{os.major(number)}:{os.minor(number)}", tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 0:99 / /other rw shared:1 - tmpfs tmpfs rw\n"
        f"36 35 {name} /mnt1 /mnt2 rw,noatime master:1 shared:2 - {kind} /dev/root rw,errors=continue\n"
    )
    monkeypatch.setattr(stick, "MOUNTS", mounts)
    if reason:
        with pytest.raises(Refused, match=reason):
            stick.check_folder(tmp_path, Path("/proc"), is_same_allowed=False)
    stick.check_folder(tmp_path, Path("/proc"), is_same_allowed=bool(reason))


def test_two_partitions_of_a_disk_are_one_device(tmp_path: Path, monkeypatch: Any) -> None:
    """They drown together. `sda` has `sda1` and `sda2`, as the system lists them."""
    places = {"one": (8, 1), "two": (8, 2), "other": (8, 17)}
    for name, (major, minor) in places.items():
        disk = tmp_path / "devices" / ("sdb" if name == "other" else "sda")
        (disk / f"part{minor}").mkdir(parents=True)
        (disk / f"part{minor}" / "partition").write_text("1")
        (tmp_path / f"{major}:{minor}").symlink_to(disk / f"part{minor}")
    monkeypatch.setattr(stick, "DEVICES", tmp_path)

    class Place:
        def __init__(self, name: str) -> None:
            self.device = os.makedev(*places[name])

        def stat(self) -> Any:
            return type("Stat", (), {"st_dev": self.device})

    one, two, other = (stick._disk(Place(name)) for name in places)  # type: ignore[arg-type]
    assert one == two != other
