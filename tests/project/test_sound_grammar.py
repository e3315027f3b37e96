"""The lines of ``sound:``, word by word."""
# ruff: noqa: E501

from __future__ import annotations

from fractions import Fraction

import pytest
from msgspec.structs import replace

from pipeline.facts import CLIP
from pipeline.project.edit import SoundEvent, TakeChoice
from pipeline.project.sound_grammar import parse_sound
from tests.project.board import BOARD
from tests.project.plain import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m1", [SoundEvent("m1")]),
        ("m1 from bar 2 at 0", [SoundEvent("m1", source=Fraction(5, 2))]),
        ("m1 from beat 2 at 1s", [SoundEvent("m1", source=Fraction(1), at_frame=24)]),
        ("m1 from 12.25s at sh320", [SoundEvent("m1", source=Fraction("12.25"), at_shot="sh320")]),
        ("m1 from 36 at 96", [SoundEvent("m1", source=Fraction(3, 2), at_frame=96)]),
        ("m1 at 00:00:10:00 in 12", [SoundEvent("m1", at_frame=240, fade_in=12)]),
        ("m1 until sh310 out 12", [SoundEvent("m1", is_end=True, at_shot="sh310", fade_out=12)]),
        (
            "m1 at 0 until sh310 out 12 gain -6",
            [
                SoundEvent("m1", gain=-6.0),
                SoundEvent("m1", is_end=True, at_shot="sh310", fade_out=12),
            ],
        ),
        (
            "m1 at 0 pan -30 mute on ambience",
            [SoundEvent("m1", pan=-30.0, is_muted=True, bus="ambience")],
        ),
        ("m1 pan left on lines", [SoundEvent("m1", pan=-100.0, bus="lines")]),
        (
            "m1 until bar 3 out 6",
            [SoundEvent("m1", is_end=True, at_music="m1", at_bar="bar 3", fade_out=6)],
        ),
        (
            "m1 at beat 2 of m1",
            [SoundEvent("m1", at_music="m1", at_bar="beat 2")],
        ),
        ("m1 at sh240@22", [SoundEvent("m1", at_shot="sh240", at_frame=22)]),
        (
            "m1 at sh240/3@22 gain -3",
            [
                SoundEvent(
                    "m1", at_shot="sh240", at_take=TakeChoice(CLIP, 3), at_frame=22, gain=-3.0
                )
            ],
        ),
    ],
)
def test_a_sound_says_where_it_plays(text, expected):
    """Each line of the grammar reads as a cue, an end, or both."""
    cues, problems = parse_sound(text, BOARD)

    assert (tuple(expected), ()) == (plain(cues), problems)


@pytest.mark.parametrize(
    ("text", "column", "message", "fix"),
    [
        ("m2 at 0", 1, "'m2' is no music of the film", "did you mean 'm1'?"),
        ("boom at 0", 1, "'boom' is no music of the film", "add it under music:, or write a file"),
        ("audio/boom.flac at 0", 1, "the sound 'audio/boom.flac' is not there", "bring the file to audio/ and write that"),
        ("boom.flac at 0", 1, "the sound 'boom.flac' is not there", "bring the file to audio/ and write that"),
        ("../boom.flac at 0", 1, "the sound '../boom.flac' lies outside the production", "copy it to audio/, or name its folder under places: in local.yaml"),
        ("m1 form bar 2", 4, "'form' is no word of a sound", "did you mean 'from'?"),
        ("m1 at 0 at 1", 9, "'at' is said twice", ""),
        ("m1 from bar 0", 13, "'0' is not the number of a bar", "bars count from 1: write from bar 2"),
        ("still from bar 2", 12, "the music 'still' has no bpm, so its bars are not known", "add bpm: and first_beat:, or beats:, to it under music:, or write from 12.5s"),
        ("m1 from", 4, "'from' needs a place in the music", "write from bar 2 or from 12.5s"),
        ("m1 until", 4, "'until' needs a place", "write until 96, until 00:00:04:00, until sh240 or until sh240/3@22"),
        ("m1 at sh24", 7, "the shot 'sh24' is not on the board", "did you mean 'sh240'?"),
        ("m1 at sh240/3", 7, "'sh240/3' does not say which frame of the take", "write sh240/3@0 for its first frame"),
        ("m1 at 1.5", 7, "'1.5' is not a time", "write frames (36), seconds (1.5s), seconds:frames (1:12) or 00:00:01:12"),
        ("m1 pan 130", 8, "'pan' takes a place from -100 to 100", "write pan -30 (to the left), pan 30, pan left or pan right"),
        ("m1 on musik", 7, "'on' needs a bus of the mix", "did you mean 'music'?"),
        ("m1 at bar", 7, "'bar' needs a number", "write at bar 9"),
        ("m1 at bar 2 of m7", 16, "'m7' is no music of the film", "did you mean 'm1'?"),
        ("m1 out", 4, "'out' needs a length", "write out 12"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_column_with_its_remedy(text, column, message, fix):
    """A line that cannot be read gives no cue, and says why."""
    cues, problems = parse_sound(text, BOARD)

    assert () == cues
    assert [(column, message, fix)] == [(p.where.column, p.message, p.fix) for p in problems]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("film.yaml", "a text"),
        ("refs/liu.PNG", "a picture"),
        ("audio/score.mid", "a score without sound"),
        ("audio/stems.zip", "an archive"),
    ],
)
def test_a_file_that_cannot_be_heard_is_refused_at_its_column(tmp_path, name, kind):
    """It is there, and yet no sound: said when the cut is read, with its line."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"x")

    cues, problems = parse_sound(f"{name} at 0", replace(BOARD, folder=tmp_path))

    assert () == cues
    (problem,) = problems
    assert (1, f"'{name}' is {kind}, not a sound") == (problem.where.column, problem.message)
    assert (
        "name a sound, such as .wav, .flac, .mp3, .m4a or .ogg, or a film that has sound"
        == problem.fix
    )


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.mp3", "a.m4a", "a.ogg", "a.mp4", "a.mov"])
def test_a_file_that_may_hold_sound_is_taken(tmp_path, name):
    """Films have sound, too; a name nobody knows is given a chance."""
    (tmp_path / name).write_bytes(b"x")

    cues, problems = parse_sound(f"./{name} at 0", replace(BOARD, folder=tmp_path))

    assert ((SoundEvent(name),), ()) == (plain(cues), problems)
