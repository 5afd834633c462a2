"""Finds the Chromium the browser tests drive; run as a program, installs what is missing and that is possible.

A font with Bangla letters comes with it: the portal sends none to save bytes, and without one pictures show boxes.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LANGUAGE = "bn"
MISSING = "no Chromium on this machine (as root: apt-get install chromium)"
SHELL = "chromium-headless-shell"
"""The same engine without windows and menus: the tests take little more than half the time in it."""
ARGUMENTS = [
    "--no-sandbox",  # root, as in most containers, cannot have one; only our own pages are opened
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
    # axe-core runs twice a page, in a world that ends with it: compiling it well takes longer than it saves. Thirteen
    # in a hundred of all the processor's time for a page of the counter, looked at in both sizes.
    "--js-flags=--always-sparkplug --no-opt --no-maglev",
]
_NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FONT = ("fontconfig", "fonts-noto-core")


def find() -> str | None:
    """The path of a Chromium that starts, or None."""
    own = os.environ.get("DORGORA_TEST_CHROMIUM")
    candidates = [own] if own else [shutil.which(name) for name in _NAMES]
    candidates += [str(path) for path in _of_playwright()]
    return next((path for path in candidates if path and _starts(path)), None)


def _of_playwright() -> list[Path]:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    shells = folder.glob("chromium_headless_shell-*/*/*headless*shell")
    return [
        *sorted(shells, reverse=True),
        *sorted(folder.glob("chromium-*/chrome-linux*/chrome"), reverse=True),
    ]


def _starts(path: str) -> bool:
    # On Ubuntu `chromium-browser` may be a script that only asks for a snap.
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def has_font() -> bool:
    """Whether a font of this machine has the letters of the pages."""
    if shutil.which("fc-list") is None:
        return False
    fonts = subprocess.run(["fc-list", f":lang={LANGUAGE}"], capture_output=True, timeout=30, check=False)
    return bool(fonts.stdout.strip())


def install(packages: Sequence[str]) -> None:
    """Installs what this machine's source of packages has of these."""
    if not packages or shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    print(f"installing with apt-get: {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], *(["install", "-y", "--no-install-recommends", one] for one in packages)):
        subprocess.run(["apt-get", "-q", *words], env=quiet, stdout=subprocess.DEVNULL, check=False)


def main() -> int:
    """Installs Chromium and a font when they are missing; answers 1 when there is no Chromium afterwards."""
    install([*([] if shutil.which(SHELL) else [SHELL]), *([] if has_font() else _FONT)])
    if find() is None:
        install(["chromium"])
    if find() is None:
        print("chromium: trying Playwright's own")
        own = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
        subprocess.run(own, check=False)
    if not has_font():
        print(f"chromium: no font for {LANGUAGE}: pictures will show boxes ({_FONT[1]})", file=sys.stderr)
    if find() is None:
        print(f"chromium: BROWSER TESTS WILL BE SKIPPED: {MISSING}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
