"""A certificate by command: by what stands on the receipt, once, and only of what was granted."""

from dorgora.applications import actions as applications
from dorgora.certificates import actions
from dorgora.certificates import queries as certificates
from dorgora.config import commands
from dorgora.feed import aftermath
from dorgora.feed import node as nodes
from dorgora.kernel import clock
from tests.applications.world import LATER, PLACE, World

BANGLA = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


def said(*words: str) -> tuple[int, str]:
    lines: list[str] = []
    code = commands.run(list(words), lines.append)
    return code, "\n".join(lines)


def test_it_is_issued_once_however_the_file_is_named(world: World) -> None:
    done = world.submit()
    world.approve(done.id)
    texts = {
        said("certificate", "issue", name, "--qr-text")
        for name in (done.code, done.number, done.number.translate(BANGLA), str(done.id))
    }
    ((code, text),) = texts
    issued = certificates.certificate_of(done.id)
    assert issued is not None and (code, text) == (0, issued.qr_text)
    assert said("certificate", "issue", done.code) == (0, issued.serial)
    assert certificates.judge(text, clock.now()).outcome == "valid"
    (event,) = nodes.this().store.read("e.id", [issued.id])
    assert event.by == world.salma, "she stands on it, so she is told of with it"
    aftermath.drain()  # the reaction comes to the same decision later
    found = certificates.certificate_of(done.id)
    assert found is not None and found.id == issued.id


def test_one_that_was_wrong_is_issued_for_the_new_decision(world: World) -> None:
    done = world.submit()
    world.approve(done.id)
    aftermath.drain()
    world.revoke(done.id)
    world.return_file(done.id, reopens=True)
    applications.correct(
        file_id=done.id, answers={"name_bn": "মীম"}, evidence=[], by=world.karim, at=LATER
    )  # fmt: skip
    world.approve(done.id)
    code, text = said("certificate", "issue", done.code, "--qr-text")
    assert (code, certificates.judge(text, clock.now()).outcome) == (0, "valid")


def test_it_is_found_by_the_number_on_the_paper(world: World) -> None:
    done, other = world.submit(), world.submit(draft_key="second")
    for file in (done, other):
        world.approve(file.id)
        said("certificate", "issue", file.code)
    _code, serial = said("certificate", "issue", other.code)
    typed = serial.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")).replace("-", " – ")
    assert serial.startswith(f"{PLACE}-") and said("certificate", "issue", typed) == (0, serial)
    assert said("certificate", "issue", serial[:-1] + str(9 - int(serial[-1])))[0] == 1


def test_only_what_was_granted_has_one(world: World) -> None:
    waits, refused = world.submit(), world.submit(draft_key="second")
    world.reject(refused.id)
    for file, state in ((waits, "waiting"), (refused, "rejected")):
        code, why = said("certificate", "issue", file.code, "--qr-text")
        assert (code, state in why) == (1, True)
        assert certificates.certificate_of(file.id) is None


def test_one_that_was_taken_back_is_not_given(world: World) -> None:
    done = world.submit()
    world.approve(done.id)
    aftermath.drain()
    issued = certificates.certificate_of(done.id)
    assert issued is not None
    actions.revoke(certificate_id=issued.id, reason="wrong", office=PLACE, by=world.salma, at=clock.now())
    code, why = said("certificate", "issue", done.code, "--qr-text")
    assert (code, "taken back" in why) == (1, True)
