"""A whole film: planned, made by the performers, joined; and what an export refuses."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.cut.beside import fact_sheet, write_subtitles
from pipeline.cut.cues import SoundFile
from pipeline.cut.film import (
    FilmWish,
    export_problems,
    performers,
    plan_film,
    sound_paths,
    tools_here,
)
from pipeline.cut.join import FilmForm, join_film
from pipeline.cut.listing import list_events
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools
from pipeline.facts import CLIP
from pipeline.media.digests import digest_of
from pipeline.media.samples import write_sound
from pipeline.project.edit import Black, Cut, Dissolve, Missing, ShotEvent, SoundEvent, TakeChoice
from pipeline.project.story import Ask, Effect, Line, Music, Text, Title
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered
from tests.cut.test_mix import tone
from tests.media.ebur import loudness

RATE = Fraction(24)
LOOK = Look(96, 54, crf=12, preset="ultrafast", burn=("zh",), title_languages=("zh",))
WISH = FilmWish(LOOK, Tools("test"))


def test_a_film_from_takes_to_file(tmp_path: Path) -> None:
    """Planned, rendered, mixed, joined: every frame, the sound, the subtitles, the facts."""
    path = write_numbered(tmp_path / "a.mp4", 60)
    takes = [take(path, name, 1, info(60, RATE)) for name in ("sh010", "sh020")]
    write_sound(tone(4.0), tmp_path / "m.flac")
    sounds = {Path("m.flac"): SoundFile(tmp_path / "m.flac", digest_of(tmp_path / "m.flac"))}
    line = Line("l1", "liu", Text((("zh", "别回头。"), ("en", "Don't look back."))), at=4)
    project = film(
        shot("sh010", lines=(line,)),
        shot("sh020"),
        languages=("zh", "en"),
        music={"m1": Music("m1", Path("m.flac"))},
    )
    cut = Cut(
        "main",
        (ShotEvent("sh010", start=0, end=30), Dissolve(8), ShotEvent("sh020", start=0, end=40)),
        (SoundEvent("m1"),),
    )

    plan = plan_film(project, cut, takes, FilmWish(LOOK, Tools("test"), sounds))
    for work in plan.jobs:
        inputs = {**work.inputs, **{key: tmp_path / key for key in work.needs}}
        performers()[work.performer](work.recipe, inputs, tmp_path / work.key)
    done = join_film(
        [tmp_path / reel.key for reel in plan.reels],
        tmp_path / "film.mp4",
        RATE,
        FilmForm(sound=tmp_path / plan.track.key),
    )

    frames = decode(tmp_path / "film.mp4")
    assert 70 == done.frames == len(frames) == plan.timeline.frames
    assert [*range(30), *range(8, 40)] == numbers([*frames[:30], *frames[38:]])
    assert () == plan.problems
    assert () == export_problems(plan)
    heard = loudness(tmp_path / "film.mp4")
    assert -25 < heard.integrated < -8
    assert 1 == write_subtitles(plan.timeline, "zh", tmp_path / "film.zh.srt")
    written = (tmp_path / "film.zh.srt").read_text(encoding="utf-8")
    assert "1\n00:00:00,167 --> 00:00:01,250\n别回头。" == written.strip()
    assert 1 == write_subtitles(plan.timeline, "zh", tmp_path / "film.zh.vtt")
    shown = (tmp_path / "film.zh.vtt").read_text(encoding="utf-8")
    assert shown.startswith("WEBVTT\n")
    assert "00:00:00.167 --> 00:00:01.250\n别回头。" in shown
    sheet = fact_sheet(plan.timeline, done, "-14.0 LUFS", ["film.zh.srt"])
    assert "frames     70 at 24 a second" in sheet
    assert "picture    96 x 54, H.264, BT.709" in sheet


def test_a_film_with_holes_is_refused_hole_by_hole() -> None:
    """Stand-ins, missing events, red slates: a sentence each, with the shot and its time."""
    project = film(shot("sh010", clips=(Ask("move", 1),)), shot("sh020"))
    panel = take(Path("p.png"), "sh010", 1, info(1, RATE, kind="image"), is_panel=True)
    events = (ShotEvent("sh010"), ShotEvent("sh020"), Missing(24, "the ship explodes"))
    cut = Cut("main", (*events, ShotEvent("sh020", TakeChoice(CLIP, 3))))

    found = export_problems(plan_film(project, cut, [panel], WISH))

    assert [
        "the cut asks for sh020/3, and there is no such take here",
        "sh010 at 0.0 s is not there yet: its panel stands in for a clip",
        "an event at 2.0 s is not there yet: missing: the ship explodes",
    ] == [problem.message for problem in found]


def test_a_hole_without_words_is_called_missing_and_no_more() -> None:
    """No colon with nothing behind it."""
    cut = Cut("main", (Missing(24, ""),))

    found = export_problems(plan_film(film(shot("sh010")), cut, [], WISH))

    assert ["an event at 0.0 s is not there yet: missing"] == [each.message for each in found]


def test_a_character_that_no_font_has_is_named_before_anything_is_rendered() -> None:
    """A delivery refuses it; a draft leaves it out and warns."""
    title = Title(Text((("zh", "再见😀"),)))
    project = film(shot("sh010", titles=(title,)), languages=("zh",))
    cut = Cut("main", (ShotEvent("sh010"),))

    strict = plan_film(project, cut, [], WISH).problems
    from msgspec.structs import replace

    lenient = plan_film(
        project, cut, [], FilmWish(replace(LOOK, is_draft=True), Tools("test"))
    ).problems

    assert ["no font here has '😀' (U+1F600) of the title of sh010"] == [
        problem.message for problem in strict
    ]
    assert [False, True] == [strict[0].is_warning, lenient[0].is_warning]


def test_the_list_of_events_tells_what_plays_when() -> None:
    """Record timecode, take, source frames and what is special."""
    takes = [take(Path("a.mp4"), "sh010", 2, info(96, RATE))]
    event = ShotEvent("sh010", start=12, end=36, speed=((0, Fraction(1, 2)),), hold=4)
    card = Black(48, title=Title(Text((("en", "36 hours"),))))
    cut = Cut("main", (Black(24), Dissolve(12), event, ShotEvent("sh020"), card))

    rows = list_events(plan_film(film(shot("sh010"), shot("sh020")), cut, takes, WISH).timeline)

    assert [
        ("00:00:00:00", "00:00:01:00", "", "black"),
        ("00:00:01:00", "00:00:03:04", "sh010", "clip 2"),
        ("00:00:03:04", "00:00:04:04", "sh020", "slate"),
        ("00:00:04:04", "00:00:06:04", "", 'card "36 hours"'),
    ] == [(row.start, row.end, row.shot, row.take) for row in rows]
    assert ("dissolve 12", "x0.5", "hold 4") == rows[1].notes


def test_every_sound_of_the_film_is_asked_for_once() -> None:
    """Music, effects, ambience, and files that the cut names."""
    project = film(
        shot("sh010", effects=(Effect(Path("a.flac")),), ambience=Effect(Path("b.flac"))),
        shot("sh020", effects=(Effect(Path("a.flac")),)),
        music={"m1": Music("m1", Path("m.flac"))},
    )
    sound = (SoundEvent("m1"), SoundEvent("c.flac"), SoundEvent("m1", is_end=True))

    paths = sound_paths(project, Cut("main", (), sound))

    assert ["m.flac", "a.flac", "b.flac", "c.flac"] == [str(path) for path in paths]


def test_the_tools_of_this_machine_have_names() -> None:
    """The build of ffmpeg and the digests of the fonts."""
    tools = tools_here()

    assert tools.ffmpeg
    assert all(font.startswith("b2:") for font in tools.fonts)
