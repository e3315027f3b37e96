"""Spoken lines that were recorded: where they are heard, and how long they stand on screen."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from pipeline.cut.assemble import assemble
from pipeline.cut.clock import sample_of
from pipeline.project.edit import Cut, Picks, ShotEvent
from pipeline.project.story import Line, Text
from tests.cut.numbered import film, shot
from tests.cut.test_mix import click, mixed


def laid(*lines: Line, words: str = "Run."):
    """Two shots of a second; the second speaks."""
    project = film(shot("sh010", 24), shot("sh020", 24, lines=lines))
    events = (ShotEvent("sh010"), ShotEvent("sh020"), ShotEvent("sh020"))
    return assemble(project, Cut("m", events), Picks(), [])


def line(at: int, spoken: Fraction | None = None, words: str = "Run.", **more) -> Line:
    """A line with a recording."""
    text = Text((("en", words),)) if words else Text(())
    return Line("l1", "liu", text, at, file=Path("l.wav"), spoken=spoken, **more)


def test_a_line_begins_over_the_shot_before_and_ends_over_the_one_after(tmp_path: Path) -> None:
    """Once, at the sample of its frame, whatever plays then."""
    timeline = laid(line(-18))

    sound = mixed(timeline, {"l.wav": click(0, 96000)}, tmp_path)

    assert ["lines"] == [cue.bus for cue in timeline.sounds]
    assert abs(int(np.argmax(np.abs(sound[:, 0]) > 0.2)) - sample_of(6, Fraction(24))) <= 1


def test_a_line_before_the_film_begins_with_it(tmp_path: Path) -> None:
    """Its words are not cut, and its subtitle stands with it."""
    timeline = laid(line(-90))

    assert [0, 0] == [timeline.sounds[0].record.start, timeline.subtitles[0].record.start]


def test_a_subtitle_stands_as_long_as_the_line_is_spoken() -> None:
    """Unless the author says how long; a cry is seen, however short."""
    spoken = Fraction(3, 2)

    assert [36, 20, 12] == [
        len(laid(each).subtitles[0].record)
        for each in (line(0, spoken), line(0, Fraction(1, 10)), line(0, spoken, frames=12))
    ]


def test_a_line_without_words_is_heard_and_not_seen() -> None:
    """A breath."""
    timeline = laid(line(0, words=""))

    assert (1, ()) == (len(timeline.sounds), timeline.subtitles)
