"""End credits: what a text file becomes, that the roll moves evenly, and who is named."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.credits import Row, expanded, lay_out
from pipeline.cut.listing import list_events
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import render_reel
from pipeline.facts import SlateInput
from pipeline.project.cut_format import format_event
from pipeline.project.cut_grammar import parse_event
from pipeline.project.cut_words import CutContext
from pipeline.project.edit import Black, Cut, Picks, ShotEvent
from pipeline.project.story import Text, Title
from tests.cut.numbered import decode, film, info, shot, take

WORDS = "# The Wandering Earth\n\nDirector: Li\nImages: {generators}\n  a second name\n\nThank you"
RATE = Fraction(24)
LOOK = Look(192, 108, crf=12, preset="ultrafast")


def rolled(text: str, frames: int) -> Black:
    return Black(frames, title=Title(Text((("", text),)), "credits"), credits=Path("credits.txt"))


def layer_of(text: str, frames: int) -> dict[str, object]:
    return {"kind": "roll", "text": text, "whole": frames}


def test_lines_become_headings_pairs_and_gaps() -> None:
    """Role and name, names below a name, plain lines; a Chinese colon is one too."""
    rows = [row for _, row in lay_out(layer_of(f"{WORDS}\n导演：刘", 400), 640, 360).rows]

    assert [
        Row("heading", "The Wandering Earth"),
        Row("gap"),
        Row("pair", "Director", "Li"),
        Row("pair", "Images", "{generators}"),
        Row("pair", "", "a second name"),
        Row("gap"),
        Row("plain", "Thank you"),
        Row("pair", "导演", "刘"),
    ] == rows


@pytest.mark.parametrize(
    ("models", "lines"),
    [
        (("kling 2.5", "veo 3"), "Images: kling 2.5\n  veo 3\nend"),
        (("kling 2.5",), "Images: kling 2.5\nend"),
        ((), "end"),
    ],
)
def test_the_models_stand_below_each_other(models: tuple[str, ...], lines: str) -> None:
    """A line each; without any, the line that asks for them is left out."""
    assert lines == expanded("Images: {generators}\nend", models)


@pytest.mark.parametrize("size", [(640, 268), (1920, 1080), (360, 640)])
@pytest.mark.parametrize("frames", [240, 480, 481, 997])
def test_the_last_line_has_left_when_the_event_ends(size: tuple[int, int], frames: int) -> None:
    """From below the frame to above it, by a whole number of pixels a frame."""
    text = "\n".join(f"Role {number}: Name {number}" for number in range(40))

    roll = lay_out(layer_of(text, frames), *size)

    ends = roll.rows[-1][0] + 1.5 * roll.size - roll.speed * frames
    assert roll.rows[0][0] == size[1]
    assert roll.speed >= 1
    assert ends <= roll.size * 0.2


def test_only_models_that_the_cut_shows_are_named() -> None:
    """A take that was made and is not used has no credit; one used twice has one."""
    project = film(shot("sh010"), shot("sh020"))
    takes = [take(Path(f"{n}.mp4"), "sh010", n, info(48, RATE)) for n in (1, 2)]
    takes = [
        replace(each, slate=replace(each.slate, model=f"model {number}", backend="fal"))
        for number, each in enumerate(takes, 1)
    ]
    cut = Cut("m", (ShotEvent("sh010"), ShotEvent("sh010"), rolled("AI: {generators}", 240)))

    timeline = assemble(project, cut, Picks(), takes)

    assert "AI: model 2" == timeline.titles[-1].text.first
    assert "credits" == list_events(timeline)[-1].take


def test_the_model_of_the_panel_behind_a_clip_is_named_too() -> None:
    """Who drew the picture that was moved comes first."""
    project = film(shot("sh010"))
    clip = take(Path("c.mp4"), "sh010", 1, info(48, RATE))
    panel = take(Path("p.png"), "sh010", 3, info(1, RATE, kind="image"), is_panel=True)
    source = SlateInput("first", "d", take=str(panel.slate.ref))
    clip = replace(clip, slate=replace(clip.slate, model="kling 2.5", inputs=(source,)))
    panel = replace(panel, slate=replace(panel.slate, model="mj 7"))
    cut = Cut("m", (ShotEvent("sh010"), rolled("AI: {generators}", 240)))

    timeline = assemble(project, cut, Picks(), [clip, panel])

    assert "AI: mj 7\n  kling 2.5" == timeline.titles[-1].text.first


def test_a_roll_that_cannot_be_read_is_named_with_the_length_it_needs() -> None:
    """A line is on screen for two seconds at least."""
    text = "\n".join(f"Role {number}: Name" for number in range(60))

    hasty = assemble(film(), Cut("m", (rolled(text, 48),)), Picks(), [])
    calm = assemble(film(), Cut("m", (rolled(text, 24 * 12),)), Picks(), [])

    assert ["write credits 10s"] == [each.fix for each in hasty.problems]
    assert () == calm.problems


def test_each_frame_is_the_one_before_moved_up_by_the_same_pixels(tmp_path: Path) -> None:
    """No judder, across the seam of two parts too."""
    text = "\n\n".join(f"Role {number}: Name {number}" for number in range(14))
    timeline = assemble(film(), Cut("m", (rolled(text, 264),)), Picks(), [])
    frames = []
    for number, reel in enumerate(split(timeline, LOOK, Tools("test"))):
        path = tmp_path / f"{number}.mp4"
        render_reel(reel.recipe, reel.inputs, path)
        frames.append(decode(path, LOOK.width, LOOK.height))
    shown = np.concatenate(frames)[..., 1].astype(int)
    speed = lay_out(layer_of(text, 264), LOOK.width, LOOK.height).speed

    assert 2 == len(frames)
    for k in (60, 100, 238, 239, 240):
        moved = np.abs(shown[k + 1][:-speed] - shown[k][speed:]).mean()
        still = np.abs(shown[k + 1] - shown[k]).mean()
        assert shown[k].max() > 150
        assert moved < still / 3


def test_the_roll_is_read_with_its_file_and_written_as_it_was(tmp_path: Path) -> None:
    """The file is credits.txt unless the cut names another; what is not there is named."""
    (tmp_path / "credits.txt").write_text("Director: Li\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    context = CutContext(tmp_path, Fraction(24))

    event, problems = parse_event("credits 20s", context)
    lost, gone = parse_event("credits 20s end.txt", context)
    _, empty = parse_event("credits 20s empty.txt white", context)

    assert () == problems
    assert isinstance(event, Black)
    assert event.title is not None
    assert "Director: Li" == event.title.text.first
    assert 'credits 480 "credits.txt"' == format_event(event)
    assert lost is None
    assert "end.txt" in gone[0].message
    assert ["'empty.txt' is empty"] == [each.message for each in empty]
