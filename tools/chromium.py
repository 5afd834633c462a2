"""Finds the Chromium the browser tests drive; run as a program, installs it when it is missing and that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

MISSING = "no Chromium on this machine (as root: apt-get install chromium)"
ARGUMENTS = [
    "--no-sandbox",  # root, as in most containers, cannot have one; only our own pages are opened
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_INSTALL = (
    ["apt-get", "update", "-q"],
    ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"],
)


def find() -> str | None:
    """The path of a Chromium that starts, or None."""
    own = os.environ.get("DORGORA_TEST_CHROMIUM")
    candidates = [own] if own else [shutil.which(name) for name in _NAMES]
    candidates += [str(path) for path in _of_playwright()]
    return next((path for path in candidates if path and _starts(path)), None)


def _of_playwright() -> list[Path]:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return sorted(folder.glob("chromium-*/chrome-linux*/chrome"), reverse=True)


def _starts(path: str) -> bool:
    # On Ubuntu `chromium-browser` may be a script that only asks for a snap.
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _install() -> None:
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("chromium: missing; installing it with apt-get")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in _INSTALL:
            if subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
                break
    if find() is None:
        print("chromium: trying Playwright's own")
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Installs Chromium when it is missing; answers 1 when there is none afterwards."""
    if find() is None:
        _install()
    program = find()
    if program is None:
        print(f"chromium: BROWSER TESTS WILL BE SKIPPED: {MISSING}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
