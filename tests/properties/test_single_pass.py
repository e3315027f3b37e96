"""Joined from its parts without loss, a film is the film that one pass would have made."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.cut.assemble import assemble
from pipeline.cut.join import join_film
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import render_reel
from pipeline.cut.timeline import Timeline
from pipeline.facts import Take
from pipeline.project.edit import Black, Cut, Dissolve, Fade, Missing, Over, Picks, ShotEvent, Split
from pipeline.project.story import Text, Title
from tests.cut.numbered import film, info, shot, take, write_numbered
from tests.properties.single_pass import HEIGHT, WIDTH, SinglePass, decoded

RATES = {"sh010": "24", "sh020": "25", "sh030": "30000/1001"}
COUNT = 90
WORDS = Title(Text((("en", "Rain"),)), "card", at=1, frames=9)

shown = st.builds(
    ShotEvent,
    st.sampled_from(list(RATES)),
    start=st.integers(0, 30),
    end=st.integers(31, 40),
    speed=st.sampled_from([
        (), (), (), ((0, Fraction(1, 2)),), ((0, Fraction(7, 4)),),
        ((0, Fraction(1)), (6, Fraction(1, 3))),
    ]),
    is_reversed=st.sampled_from([False, False, True]),
    hold=st.sampled_from([0, 0, 3]),
    loop=st.sampled_from([1, 1, 2]),
    is_flopped=st.booleans(),
)  # fmt: skip
plain = st.one_of(
    shown,
    shown,
    st.builds(Black, st.integers(1, 6), st.sampled_from(["#000000", "#c08000"])),
    st.builds(Missing, st.integers(1, 4), st.just("a door")),
    st.builds(Split, st.just("left-right"), st.tuples(shown, shown), st.sampled_from([0, 4])),
)
meeting = st.one_of(
    st.builds(Dissolve, st.integers(1, 9)),
    st.builds(Dissolve, st.integers(1, 9), st.just("dip"), st.sampled_from(["#ffffff", "#203040"])),
    st.builds(
        Dissolve,
        st.integers(1, 9),
        st.just("wipe"),
        direction=st.sampled_from(["left", "right", "up", "down"]),
    ),
    st.builds(Fade, st.booleans(), st.integers(1, 9)),
    st.builds(Over, shown, st.integers(0, 9)),
    st.builds(Black, st.just(10), title=st.just(WORDS)),
)


@st.composite
def cuts(draw: st.DrawFn) -> tuple:
    """Events of every kind; some of them come again."""
    some = draw(st.lists(plain, min_size=1, max_size=3))
    events = []
    for _ in range(draw(st.integers(2, 4))):
        events += draw(st.lists(meeting, max_size=1))
        events.append(draw(st.sampled_from(some)))
    return tuple(events)


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> list[Take]:
    """Numbered footage of three rates."""
    folder = tmp_path_factory.mktemp("takes")
    made = []
    for name, rate in RATES.items():
        path = write_numbered(folder / f"{name}.mp4", COUNT, rate)
        made.append(take(path, name, 1, info(COUNT, Fraction(rate))))
    return made


def timeline_of(events: tuple, some: list[Take]) -> Timeline:
    """Any events; the shot sh020 bears a title."""
    shots = [shot(name, 20) for name in RATES]
    shots[1] = shot("sh020", 20, titles=(WORDS,))
    project = film(*shots, languages=("en",))
    return assemble(project, Cut("m", events), Picks(), some)


def joined(timeline: Timeline, folder: Path, preset: str) -> Path:
    """The film, rendered reel by reel without loss, and joined."""
    look = Look(WIDTH, HEIGHT, crf=0, preset=preset, title_languages=("en",))
    made: dict[str, Path] = {}
    reels = split(timeline, look, Tools("test"))
    for reel in reels:
        if reel.key not in made:
            made[reel.key] = folder / f"reel{len(made)}.mp4"
            render_reel(reel.recipe, reel.inputs, made[reel.key])
    join_film([made[reel.key] for reel in reels], folder / "film.mp4", timeline.rate)
    return folder / "film.mp4"


ALL_AT_ONCE = (
    Fade(True, 5),
    ShotEvent("sh010", start=0, end=12),
    Over(ShotEvent("sh030", start=50, end=54), at=3),
    Dissolve(6),
    ShotEvent("sh020", start=20, end=32),
    Dissolve(7, "wipe", direction="up"),
    ShotEvent("sh010", start=0, end=12),
    Dissolve(8, "dip", "#ffffff"),
    Split("left-right", (ShotEvent("sh030", start=3, end=13), ShotEvent("sh020", start=9, end=19))),
    ShotEvent("sh010", start=0, end=12),
    Black(8, title=WORDS),
    ShotEvent("sh030", start=2, end=16, is_reversed=True),
    Fade(False, 9),
)


@pytest.mark.timeout(300)
@settings(max_examples=10)
@given(events=cuts(), preset=st.sampled_from(["ultrafast", "medium"]))
@example(events=ALL_AT_ONCE, preset="medium")
def test_the_joined_film_is_that_of_a_single_pass(
    events: tuple, preset: str, takes: list[Take], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Bit for bit where a picture stands alone; where two are mixed, over 55 dB."""
    folder = tmp_path_factory.mktemp("film")
    timeline = timeline_of(events, takes)

    film_frames = decoded(joined(timeline, folder, preset))

    expected, mixed = SinglePass(timeline).frames(folder)
    assert timeline.frames == len(expected) == len(film_frames)
    for k, (frame, wanted, is_mixed) in enumerate(zip(film_frames, expected, mixed, strict=True)):
        if is_mixed:
            error = float(((frame.astype(np.float64) - wanted) ** 2).mean())
            assert 55 < 10 * math.log10(255**2 / max(error, 1e-9)), f"frame {k}"
        else:
            assert np.array_equal(frame, wanted), f"frame {k}"
