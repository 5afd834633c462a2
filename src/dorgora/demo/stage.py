"""Setting the stage: three nodes are started, founded, staffed and enrolled by their keepers' own commands."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dorgora.demo.cast import Cast
from dorgora.demo.processes import Failed, NodeProcess, free_port

Say = Callable[[str], None]


@dataclass
class Account:
    """A person who signs in: her id and the one-time code from her slip."""

    id: int
    code: str


@dataclass
class Stage:
    """The nodes and accounts of one playing."""

    folder: Path
    cast: Cast
    hub: NodeProcess
    laptop: NodeProcess
    far: NodeProcess
    accounts: dict[str, Account]

    def nodes(self) -> tuple[NodeProcess, NodeProcess, NodeProcess]:
        """All three."""
        return self.hub, self.laptop, self.far

    def stop(self) -> None:
        """Stops whatever runs."""
        for node in self.nodes():
            node.stop()


def set_stage(
    folder: Path,
    cast: Cast,
    say: Say,
    ports: dict[str, int] | None = None,
    hub_extra: Mapping[str, str] | None = None,
) -> Stage:
    """Starts everything; gives the stage with every node enrolled and its first exchange done.

    hub_extra: settings of the hub alone, as another database.
    """
    given = ports or {}
    hub, laptop, far = (
        NodeProcess(name, role, folder / name, port=given.get(name) or free_port())
        for name, role in (("hub", "hub"), ("laptop", "centre"), ("far", "centre"))
    )
    hub.tls_port = free_port()
    hub.extra.update(hub_extra or {})
    for node in (hub, laptop, far):
        node.extra["DORGORA_PACK"] = str(cast.country.folder)
    stage = Stage(folder, cast, hub, laptop, far, {})
    begun = time.monotonic()
    try:
        for node in stage.nodes():
            node.start()
        hub.wait()
        _found(stage, say)
        _enrol(stage, say)
    except BaseException:
        stage.stop()
        raise
    say(f"three nodes stand, each its own process and database ({time.monotonic() - begun:.0f} s)")
    return stage


def _found(stage: Stage, say: Say) -> None:
    hub, cast = stage.hub, stage.cast
    hub.do("found", "--name", "Demo hub", "--url", f"https://localhost:{hub.tls_port}")
    hub.do("load-pack")
    country, tale = cast.country, cast.tale
    n_areas = sum(1 for _ in country.pack.rows("areas"))
    say(
        f"the hub is founded and has loaded the country pack: {n_areas:,} areas, {len(country.services)} services"
    )
    for post in cast.posts:
        for role in post.opens:
            hub.do("open", role, post.code)
    here, there = tale.centre.code, tale.far.code
    roles = [("woman", "operator", here), ("man", "operator", here), ("far_operator", "operator", there)]
    offices = [(post.officer, "officer", post.code) for post in cast.posts if post.officer]
    for name, role, place in (*roles, *offices):
        person = getattr(cast, name)
        stage.accounts[name] = Account(*hub.appoint(role, place, person.local_name, person.latin_name))
    names = cast.registrar.local_name, cast.registrar.latin_name
    stage.accounts["registrar"] = Account(*hub.appoint("hub", "", *names, powers="link,alarms"))
    n_centres = sum("centre" in post.opens for post in cast.posts)
    n_offices = sum("office" in post.opens for post in cast.posts)
    say(f"{n_centres} centres and {n_offices} offices are open, with {len(offices)} officers")


def _enrol(stage: Stage, say: Say) -> None:
    tale = stage.cast.tale
    for node, places in (
        (stage.laptop, (f"centre:{tale.centre.code}", f"office:{stage.cast.office_of('officer')}")),
        (stage.far, (f"centre:{tale.far.code}",)),
    ):
        slip = stage.hub.do("invite", "--name", node.name, *places)[0]
        node.wait()
        node.do("enrol", slip)
        try:
            node.do("enrol", slip)
        except Failed:
            pass
        else:
            raise Failed("a slip was good twice")
        say(f"{node.name} is enrolled for {', '.join(places)} with a slip that is good once")
