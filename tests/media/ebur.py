"""Loudness as ffmpeg measures it: the other opinion that tests ask for."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.facts import Loudness
from pipeline.media.ffmpeg import run, source

_FIGURES = re.compile(r"^\s*(I|LRA|Peak):\s+(-?inf|-?\d+(?:\.\d+)?)", re.MULTILINE)


def loudness(path: Path) -> Loudness:
    """Measure a file's first sound after EBU R 128."""
    log = run(
        (
            *("-nostats", *source(path), "-map", "0:a:0"),
            *("-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"),
        ),
        doing=f"measuring {path}",
    ).log
    figures = dict(_FIGURES.findall(log[log.rfind("Summary:") :]))
    return Loudness(float(figures["I"]), float(figures["LRA"]), float(figures["Peak"]))
