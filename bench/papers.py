"""Certificates as PDF: how long one takes, how large it is, and whether its QR code is read from a poor scan."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import Figure, p95
from bench.stage import Stage
from dorgora.demo.processes import NodeProcess

N_PAPERS = 100


def measure(seed: int) -> list[Figure]:
    """A5 and A4 by turns, another person on each; the first two, which start typst's own caches, are not counted."""
    with TemporaryDirectory() as folder:
        laptop = NodeProcess("papers", "centre", Path(folder) / "laptop")
        laptop.folder.mkdir()
        stage = Stage(Path(folder), laptop, laptop, {})
        told = json.loads(stage.within(laptop, "typesetting", str(seed), str(N_PAPERS)))
    ranked = sorted(told["seconds"])
    return [
        Figure("papers.pdf_ms", 1000 * ranked[len(ranked) // 2], "ms"),
        Figure("papers.pdf_p95_ms", 1000 * p95(ranked), "ms"),
        Figure("papers.pdf_bytes", max(told["bytes"]), "bytes"),
        Figure("papers.scans_read", told["n_read"], "scans", len(ranked)),
    ]
