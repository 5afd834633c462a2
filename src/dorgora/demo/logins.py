"""What the demo prints at its end: every address, and for every person all it takes to sign in there."""

from dorgora.demo import desk, playing


def open_accounts(played: playing.Play) -> None:
    """Opens the account of each officer the story did not need, so that all have their codes."""
    for officer in (*_officers(played), "registrar"):
        if officer not in played.codes:
            browser = played.browser(played.stage.hub)
            played.codes[officer] = desk.first_sign_in(browser, played.stage.accounts[officer])


def printed(played: playing.Play) -> list[str]:
    """The lines; a person's stand below the address where she signs in."""
    stage, officers = played.stage, _officers(played)
    own = officers.pop("officer")
    return [
        "Everybody here is made up. Addresses and demo logins:",
        f"  counter   {stage.laptop.url}/counter/",
        *_operators(played, woman=playing.PIN_WOMAN, man=playing.PIN_MAN),
        f"  desk      {stage.laptop.url}/desk/",
        _officer(played, "officer", f"office {own}"),
        f"  second    {stage.far.url}/counter/",
        *_operators(played, far_operator=playing.PIN_FAR),
        f"  hub desk  {stage.hub.url}/desk/",
        *(_officer(played, officer, f"office {place}") for officer, place in officers.items()),
        _officer(played, "registrar", "the hub's own: who is registered twice?"),
        f"  portal    {stage.hub.url}/portal/  file code {played.code}",
        f"  figures   {stage.hub.url}/dashboard/",
        "Each recovery code is good once. Ten new ones: Line and alarms → your ways in, at her desk.",
    ]


def _officers(played: playing.Play) -> dict[str, str]:
    """Where each officer sits, by the name the story calls her by."""
    return {post.officer: post.code for post in played.stage.cast.posts if post.officer}


def _operators(played: playing.Play, **pins: str) -> list[str]:
    return [
        f"            {getattr(played.stage.cast, one).latin_name}: PIN {pin}" for one, pin in pins.items()
    ]


def _officer(played: playing.Play, officer: str, where: str) -> str:
    name, account = getattr(played.stage.cast, officer).latin_name, played.stage.accounts[officer]
    codes = " ".join(played.codes[officer])
    return f"            {name}, {where}: number {account.id}, recovery codes {codes}"
