"""The staff gauge and the logo: small drawings made on the server, no inline style."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

MOST_TICKS = 30


def _ticks_shown(done: int, total: int, late: int, most: int) -> tuple[int, int, int]:
    """Scaled down to at most `most` ticks; something done is never drawn as nothing."""
    if total <= most:
        return done, total, late
    scaled = [-(-part * most // total) for part in (done, late)]
    return scaled[0], most, scaled[1]


def gauge(
    done: int, total: int, words: str, *, late: int = 0, width: int = 6, most: int = MOST_TICKS
) -> SafeString:
    """A staff gauge lying on its line, a tick at the end of each day, every fifth taller.

    What is `done` stands filled up to its tick, the first `late` of it red. `words` says the same to a screen reader;
    `width` is the pixels from tick to tick, more where there are few, as one tick alone is no gauge.
    """
    done, total, late = _ticks_shown(max(0, done), max(1, total), max(0, late), most)
    width = max(width, min(24, 48 // total))
    across = total * width + 2
    ticks = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        (_tick(n, width, "gl" if n < late else "gz" if n < done else "gt") for n in range(total)),
    )
    return format_html(
        '<svg class="gauge" viewBox="0 0 {} 17" width="{}" height="17" role="img" aria-label="{}">'
        '<path d="M1 0v16H{}"/>{}</svg>',
        across, across, words, across, ticks,
    )  # fmt: skip


def _tick(n: int, width: int, kind: str) -> tuple[str, int, int, int, int]:
    """Class, place and size of one: a thin mark to come, a block when its day is gone."""
    top, end = (0 if n % 5 == 4 else 7), (n + 1) * width + 2
    across = 2 if kind == "gt" else width - 1
    return kind, end - across, top, across, 15 - top


LOGO = mark_safe(  # constant, nothing of a user in it
    '<svg viewBox="0 0 34 34" aria-hidden="true"><path d="M2 5.5h30M9.5 5v22M24.5 5v22" fill="none" '
    'stroke="currentColor" stroke-width="4"/><path d="M0 29.5h34" stroke="#ffc933" stroke-width="5"/></svg>'
)


def matra(across: int = 600) -> SafeString:
    """The line every word hangs from, with the ticks of the gauge under it; the head of a certificate."""
    ticks = "".join(f"M{x} 1v{10 if n % 5 == 0 else 5}" for n, x in enumerate(range(1, across, 12)))
    return format_html(
        '<svg class="ch" viewBox="0 0 {} 12" aria-hidden="true">'
        '<path d="M0 1h{}{}" fill="none" stroke="#10242b"/></svg>',
        across, across, ticks,
    )  # fmt: skip
