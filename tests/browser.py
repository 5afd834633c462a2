"""What browser tests share: pages of the two sizes, axe-core, screenshots in build/shots.

Use with the `chromium` fixture of tests/conftest.py:

    with browser.kept_page(chromium, language="en") as page:
        page.goto(live_url)
        for size in browser.sizes(page):
            assert browser.violations(page) == []
            browser.shoot(page, "counter-home", size)
"""

import mimetypes
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from django.contrib.staticfiles import finders

from dorgora.shell import formats

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "build" / "shots"
SIZES: dict[str, tuple[int, int]] = {"desktop": (1366, 768), "phone": (360, 640)}
LANGUAGES = ("bn", "en")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COOKIE = "django_language"
KEYS = {"ArrowUp": "↑", "ArrowDown": "↓", "Escape": "Esc", "Alt+b": "Alt+B"}
"""Those that docs/tasks.md calls otherwise than the browser."""
SIDEWAYS = "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
SHAPE = """([least, longest, gap]) => {
  const small = [...document.querySelectorAll('a, button, input, select, textarea, summary, label.btn')].filter(e => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const inside = style.display === 'inline' && e.tagName === 'A';
    const hidden = !box.width || e.closest('.vh, .skip') || style.visibility === 'hidden';
    return !hidden && !inside && !e.closest('label.opt, label.tick') && box.height < least - 0.5;
  }).map(e => e.outerHTML.slice(0, 120));
  const broken = [...document.querySelectorAll('.go, .btn, nav a, dd')].flatMap(e => {
    const texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), found = [];
    for (let text; (text = texts.nextNode());)
      for (const word of text.data.matchAll(e.tagName === 'DD' ? /[\\p{Nd}-]+/gu : /\\S+/gu)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
        if (lines.size > 1 && word[0].length <= longest && !text.parentElement.closest('.vh, .skip'))
          found.push(word[0]);
      }
    return found;
  });
  const seen = [...document.querySelectorAll('.btn:not(.plain), .go')].map(e => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => box.width && !e.closest('.vh, .skip, .step'));
  const touching = seen.flatMap(([e, box]) => seen.filter(([other, below]) => other !== e
    && box.left < below.right && below.left < box.right && below.top >= box.top + 1 && below.top < box.bottom + gap)
    .map(([other]) => e.textContent.trim().slice(0, 40) + ' / ' + other.textContent.trim().slice(0, 40)));
  const cut = [...document.querySelectorAll('.sign a')].filter(e => !e.closest('.skip')
    && e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5).map(e => e.textContent.trim());
  return [small, broken, touching, cut, SIDEWAYS];
}""".replace("SIDEWAYS", SIDEWAYS)
DOORSTEPS = "document.querySelectorAll('.step, .tide').forEach(step"
WHOLE = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"

# Chromium gives the focus with the first picture of a page, at some moment after all waits of playwright for the page:
# a key pressed at once would go nowhere.
FOCUS = """addEventListener('DOMContentLoaded', () => {
  if (document.activeElement === document.body && !document.querySelector(':target'))
    document.querySelector('[autofocus]')?.focus();
});"""

_spare: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()

# What our pages may load; a test that serves pages itself sends the same.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@contextmanager
def page(
    browser: Any,
    *,
    size: str = "desktop",
    language: str = "bn",
    base_url: str | None = None,
    javascript: bool = True,
    **more: Any,
) -> Iterator[Any]:
    """A new page in a context of its own; what the console complained of is in `page.complaints`."""
    context = _context(
        browser, size, locale=language, base_url=base_url, java_script_enabled=javascript, **more
    )
    if base_url:
        context.add_cookies([{"name": COOKIE, "value": language, "url": base_url}])
    try:
        yield _opened(context)
    finally:
        context.close()


@contextmanager
def kept_page(browser: Any, *, language: str = "bn") -> Iterator[Any]:
    """A page that was another test's before, for those that look at many pages: its axe-core is read and compiled.

    It has the size of a desk; `sizes` shows it in the other too. Cookies, storage, complaints and routes are those of
    a new one; the way back leads to pages of others.
    """
    spare = _spare.setdefault(browser, {})
    opened = spare.pop(language, None) or _with_axe(_opened(_context(browser, "desktop", locale=language)))
    opened.language = language
    try:
        yield opened
    except BaseException:
        opened.context.close()
        raise
    opened.unroute_all()
    opened.evaluate("localStorage.clear(), sessionStorage.clear()")
    opened.context.clear_cookies()
    opened.goto("about:blank")
    opened.complaints.clear()
    spare[language] = opened


def _context(browser: Any, size: str, **more: Any) -> Any:
    width, height = SIZES[size]
    phone = {"is_mobile": True, "has_touch": True} if size == "phone" else {}
    made = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=False, **phone, **more)
    made.add_init_script(FOCUS)
    return made


def _opened(context: Any) -> Any:
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    opened.complaints = []
    _write_keys_down(opened)
    opened.on("console", lambda said: said.type == "error" and opened.complaints.append(said.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    return opened


def _write_keys_down(opened: Any) -> None:
    """What is pressed and typed on a page stands in `page.pressed`, in the words of docs/tasks.md."""
    opened.pressed = []
    keyboard = opened.keyboard
    press, type_, insert = keyboard.press, keyboard.type, keyboard.insert_text

    def pressed(key: str) -> None:
        opened.pressed.append(KEYS.get(key, key.upper() if len(key) == 1 else key))
        press(key)

    def typed(text: str, how: Callable[[str], None]) -> None:
        opened.pressed.append("letters" if re.search(r"[^\W\d]", text) else "digits")
        how(text)

    keyboard.press, keyboard.type, keyboard.insert_text = (
        pressed,
        lambda text: typed(text, type_),
        lambda text: typed(text, insert),
    )


def _with_axe(opened: Any) -> Any:
    """Every page opened here has axe-core already: sent to Chromium once, and compiled once for all."""
    opened.add_init_script(path=AXE)
    return opened


def sizes(opened: Any) -> Iterator[str]:
    """The page as it stands in each of the sizes in turn; nothing is loaded anew, what was typed and told stays."""
    devtools = _devtools(opened)
    for size, (width, height) in SIZES.items():
        # Touch is not put on: Chromium takes it back only with the next picture, which then is of another page.
        shape = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"}
        devtools.send("Emulation.setDeviceMetricsOverride", shape)
        yield size
    devtools.send("Emulation.clearDeviceMetricsOverride")


def _devtools(opened: Any) -> Any:
    """The line to Chromium itself, one for each page."""
    if not hasattr(opened, "devtools"):
        opened.devtools = opened.context.new_cdp_session(opened)
    return opened.devtools


def serve(
    opened: Any, answer: Callable[[str], str | None] | Mapping[str, str], host: str = "http://shell.test"
) -> str:
    """Answers the page's requests without a server: our static files, and `answer(path)` as HTML under our policy."""

    def fulfil(route: Any, request: Any) -> None:
        path = request.url.removeprefix(host).split("?")[0]
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if isinstance(found, str):
            kind = mimetypes.guess_type(found)[0] or "font/woff2"
            route.fulfill(body=Path(found).read_bytes(), content_type=kind)
            return
        html = answer(path) if callable(answer) else answer.get(path)
        if html is None:
            route.fulfill(status=404, body="no such page", content_type="text/plain")
        else:
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(body=html, headers=headers)

    opened.route(f"{host}/**", fulfil)
    return host


def violations(opened: Any, *, leave_out: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds wrong, one line each: rule, what to do, where."""
    # A page is there before its stylesheet: without it everything is small and close together.
    opened.wait_for_load_state()
    # Isolated from the page's policy: evaluate() runs in the page but is not a script element.
    if not opened.evaluate("'axe' in window"):
        opened.evaluate(AXE.read_text())
    found = opened.evaluate(
        """rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'], selectors: false})
        .then(said => said.violations)""",
        RULES,
    )
    return [
        f"{fault['id']}: {fault['help']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for fault in found
        if fault["id"] not in leave_out
        for node in fault["nodes"]
    ]


def sideways(opened: Any) -> int:
    """How many pixels of the page stick out to the right; 0 when nobody must scroll sideways."""
    return int(opened.evaluate(f"() => {SIDEWAYS}"))


def misshapen(opened: Any, least: int = 44, longest: int = 20) -> list[str]:
    """What is wrong with the shape of a page: asked at once, as every question costs as much as its answer.

    Small: links, buttons and fields smaller than a finger; links inside a sentence are exempt. Broken: words on
    buttons and in the head, and numbers among facts, that go on in a second line; only a name may be so long that it
    must. Touching: a button right below another. Cut off: part of the menu, beyond the edge.
    """
    small, broken, touching, cut, out = opened.evaluate(SHAPE, [least, longest, 4])
    return [
        *(f"small: {one}" for one in small),
        *(f"broken: {one}" for one in broken),
        *(f"touching: {one}" for one in touching),
        *(f"cut off: {one}" for one in cut),
        *([f"{out} pixels stick out"] if out else []),
    ]


def _lend_font(opened: Any) -> None:
    """The portal uses the phone's own Bangla font; a test machine may have none, so pictures borrow the pack's."""
    folder = formats.pack().page_letters
    if opened.evaluate("document.body.classList.contains('portal') && !document.fonts.size"):
        # As text: a list of numbers takes the browser a second to read.
        fonts = {
            weight: b64encode((folder / f"{weight}.woff2").read_bytes()).decode() for weight in (400, 600)
        }
        opened.evaluate(
            """fonts => Promise.all(Object.entries(fonts).map(([weight, text]) =>
            new FontFace('DLetters', Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer, {weight}).load()
            .then(face => document.fonts.add(face))))""",
            fonts,
        )


def shoot(opened: Any, name: str, size: str) -> Path:
    """A picture of the whole page in build/shots/NAME-SIZE-LANGUAGE.png."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    _lend_font(opened)
    opened.evaluate("document.fonts.ready.then(() => true)")
    target = SHOTS / f"{name}-{size}-{opened.language}.png"
    # Asked of Chromium itself: playwright's way takes twice as long, and there are hundreds.
    devtools = _devtools(opened)
    asked = {"format": "png", "optimizeForSpeed": True, "captureBeyondViewport": True}
    # Doorstep and tide lie over the middle of a picture longer than the screen.
    width, height = opened.evaluate(f"{DOORSTEPS} => step.style.position = 'static'), {WHOLE}")
    whole = {"x": 0, "y": 0, "width": width, "height": height}
    clip = asked | {"clip": {**whole, "scale": 1}}
    try:
        taken = devtools.send("Page.captureScreenshot", clip)
    except Exception as failed:
        if "Unable to capture" not in str(failed):
            raise
        taken = devtools.send("Page.captureScreenshot", clip)  # a busy machine had no frame at that moment
    target.write_bytes(b64decode(taken["data"]))
    opened.evaluate(f"{DOORSTEPS} => step.style.position = '')")
    return target
