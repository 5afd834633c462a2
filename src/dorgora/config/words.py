"""All commands and their words: what can be said, and what each is for."""

from collections.abc import Callable
from typing import Any

from dorgora.config import usage

NUMBER: dict[str, Any] = {"type": usage.number}
PORT: dict[str, Any] = {"type": usage.port, "default": 0}
DOOR = ["status", "ask", "end", "root", "name", "request", "give"]
Add = Callable[..., None]


def parser() -> usage.Parser:
    """All commands and their words."""
    top = usage.Parser(prog="dorgora", description="Keep a Dorgora node.")
    commands = top.add_subparsers(dest="command", required=True)

    def add(name: str, help_: str, *words: tuple[str, dict[str, Any]]) -> None:
        one = commands.add_parser(name, help=help_, description=help_)
        for word, options in words:
            one.add_argument(word, **options)

    _begin(add)
    _work(add)
    _mend(add)
    return top


def _begin(add: Add) -> None:
    """What a country and its people begin with."""
    add("up", "migrate the database and serve pages until stopped", ("--tls-port", PORT))
    add("verify", "say what the text of a QR code is worth, or each code in a picture, or with --jsonl each message",
        ("text", {}), ("--keys", {"required": True}), ("--hub-key", {}), ("--at", {}))  # fmt: skip
    add("pack", "say whether a country pack is sound, each fault by file, line and field",
        ("act", {"choices": ["check"]}), ("folder", {}))  # fmt: skip
    add("found", "make this installation the hub", ("--name", {"required": True}), ("--url", {"required": True}),
        ("--host", {"default": "localhost"}))  # fmt: skip
    add("load-pack", "list the pack's areas and publish its services")
    add(
        "open",
        "open a centre or an office of an area",
        ("role", {"choices": ["centre", "office"]}),
        ("place", {}),
    )
    add("appoint", "appoint an operator, officer or member of the hub's staff and print a one-time code",
        ("role", {"choices": ["operator", "officer", "hub"]}), ("--place", {"default": ""}),
        ("--local-name", {"required": True}), ("--latin-name", {"required": True}),
        ("--powers", {"default": "decide"}))  # fmt: skip
    add("end", "at the hub: somebody works no more", ("person", NUMBER), ("--reason", {"default": "left"}))
    add("new-code", "a one-time code for somebody who lost hers or has none here", ("person", NUMBER))


def _work(add: Add) -> None:
    """What a node does from day to day."""
    add(
        "invite",
        "print the slip that enrols a laptop",
        ("--name", {"required": True}),
        ("places", {"nargs": "+"}),
    )
    add("enrol", "make this laptop the node a slip is for", ("slip", {}))
    add("sync", "exchange with the hub now; or say how the line is and what is unsent",
        ("act", {"nargs": "?", "choices": ["now", "status"], "default": "now"}))  # fmt: skip
    add("line", "take this node's line to the hub down, or up again", ("state", {"choices": ["up", "down"]}))
    add("rebuild", "tell every subject again from the log", ("--projection", {}), ("--feed", NUMBER))
    add("check", "hold everything here against the log")
    add("money", "say whether the books are in balance, and every account", ("act", {"choices": ["check"]}))
    add("certificate", "issue the certificate of a granted file, or give the one there is",
        ("act", {"choices": ["issue"]}), ("application", {}), ("--qr-text", {"action": "store_true"}))  # fmt: skip
    add("backup", "keep what the hub has not confirmed in a folder on a second device, for the hub alone to open",
        ("folder", {}), ("--same-device", {"action": "store_true"}))  # fmt: skip
    add("door", "how phones are served: its state, ask the hub for the certificate, end all phones; at the hub: name,"
        " request and give a certificate of an authority, print the root",
        ("act", {"nargs": "?", "choices": DOOR, "default": "status"}), ("node", {**NUMBER, "nargs": "?", "default": 0}),
        ("word", {"nargs": "?", "default": "", "metavar": "NAME or FILE"}))  # fmt: skip
    for name, lists in (("laptops", "at the hub: list the laptops"), ("staff", "list who works where")):
        add(name, f"{lists}, with their numbers")


def _mend(add: Add) -> None:
    """What is done when something is lost, and what other programs ask for."""
    add("revoke", "stop trusting a node", ("node", NUMBER), ("--reason", {"default": "lost"}))
    add(
        "end-feed", "take a place back from a node", ("feed", NUMBER), ("--reason", {"default": "taken_back"})
    )
    add("quarantine", "list what revoked or copied nodes sent, or let its facts of the world in",
        ("--let-in", NUMBER), ("--by", {**NUMBER, "default": 0}))  # fmt: skip
    add("went-back", "at the hub: say that its database was put back to an earlier copy; or go on without a node",
        ("--without", NUMBER), ("--by", {**NUMBER, "default": 0}), ("--reason", {"default": "unheard"}))  # fmt: skip
    add(
        "restore",
        "take what a laptop's backup holds, a file or all in a folder; on a laptop, send it on",
        ("path", {}),
    )
    add("keys", "at the hub: print the published keys as a JWK set, or write it into a file",
        ("act", {"choices": ["export"]}), ("--jwk", {"action": "store_true", "required": True}),
        ("--out", {"metavar": "FILE"}))  # fmt: skip
    for name, help_ in (("rotate-key", "give this node a new key to sign with"),
                        ("alarms", "list what a person must look at"),
                        ("status", "say who this node is and how the line is")):  # fmt: skip
        add(name, help_)
