"""A day of recuts: each note from the room as the edit a person types, and what then plays.

The cut is the text below, or a command; the result is counted in frames on the timeline, and for
what moves inside a picture on rendered frames, each of which carries its own number.
"""

from __future__ import annotations

import shutil
import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import render_reel
from pipeline.cut.timeline import Colour, Footage, Panes, SoundCue, Timeline
from pipeline.facts import PANEL
from pipeline.production import Production
from pipeline.production.planning import cut_of
from pipeline.production.versions import as_it_is, keep_version
from pipeline.project.edit import Picks
from tests.cut.numbered import decode, numbers, write_numbered
from tests.production.footage import picture, ran, read

BOARD = """\
film: 1
title: Recut
fps: 24
aspect: 16:9
generators:
  draw: {backend: slate}
  move: {backend: camera}
use: {panels: draw, clips: move}
defaults: {seconds: 24f, panels: 0, clips: 0}
music: {m1: {file: audio/score.wav, bpm: 92, first_beat: 0.21s}}
scenes:
  sc010:
    shots:
      sh010: {about: the street}
      sh020: {about: the visor}
  sc020:
    shots:
      sh030: {about: the storm breaks}
      sh040: {about: the storm}
  sc030:
    shots:
      sh050: {about: the bridge}
      sh060: {about: the ice}
  sc040:
    shots:
      sh070: {about: the sun}
  sc050:
    shots:
      sh080: {about: a photograph}
"""
CUT = """\
cut: main
events:
- sh010/1 0-24               # the street
- sh020/1 6-30
- sh030/1 0-24               # the storm breaks
- sh040/1 0-24
- sc030
- sc040
sound:
- m1 at 0
"""
AS_IT_WAS = (
    "0 sh010/1 0-24",
    "24 sh020/1 6-30",
    "48 sh030/1 0-24",
    "72 sh040/1 0-24",
    "96 sh050/1 0-24",
    "120 sh060/1 0-24",
    "144 sh070/1 0-24",
)
LOOK = Look(96, 54, crf=10, preset="ultrafast")


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film with a numbered clip of four seconds for each shot; sh010 has two, sh080 a still."""
    home = tmp_path_factory.mktemp("recut")
    folder = home / "film"
    (folder / "cuts").mkdir(parents=True)
    (folder / "film.yaml").write_text(BOARD, "utf-8")
    (folder / "cuts" / "main.yaml").write_text(CUT, "utf-8")
    for name in ("score", "boom"):
        _silence(folder / "audio" / f"{name}.wav")
    production = Production(folder)
    for number in range(1, 8):
        clip = write_numbered(home / f"{number}.mp4", 96 + number)
        production.adopt([clip], shot=f"sh0{number}0")
    production.adopt([write_numbered(home / "again.mp4", 60)], shot="sh010")
    production.adopt([picture(home / "photo.png", "maroon")], shot="sh080")
    return folder


@pytest.fixture
def film(footage: Path, tmp_path: Path) -> Path:
    """The film, to be cut."""
    return Path(shutil.copytree(footage, tmp_path / "film"))


def _silence(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(2 * 8000 * 20))


def write(film: Path, old: str, new: str, name: str = "cuts/main.yaml") -> None:
    """Type something in the place of a stretch of a file."""
    text = read(film / name)
    assert old in text
    (film / name).write_text(text.replace(old, new, 1), "utf-8")


def laid(film: Path, name: str = "main") -> Timeline:
    """The timeline of a cut whose files hold no error."""
    production = Production(film)
    project = production.project
    assert [] == [str(each) for each in project.problems if not each.is_warning]
    takes = [take for found in production.vault.all().values() for take in found]
    timeline = assemble(project, cut_of(project, name), project.picks or Picks(), takes)
    assert [] == [str(each) for each in timeline.problems if not each.is_warning]
    return timeline


def shown(timeline: Timeline) -> list[str]:
    """What plays: where it begins, its take, and the frames of it that are used, out exclusive."""
    return [f"{record.start} {_seen(clip)}" for record, clip in timeline.picture.placed()]


def _seen(clip) -> str:
    media = clip.media
    if isinstance(media, Colour):
        return f"{media.colour} for {clip.frames}"
    if isinstance(media, Panes):
        return " | ".join(map(_seen, media.cells))
    if not isinstance(media, Footage):
        return f"{media.heading} for {clip.frames}"
    kind = "p" if media.take.kind == PANEL else ""
    span = f"{clip.source_range.start}-{clip.source_range.end}"
    length = "" if clip.frames == len(clip.source_range) else f" for {clip.frames}"
    return f"{media.take.shot}/{kind}{media.take.number} {span}{length}"


def rendered(timeline: Timeline, folder: Path, least: int = 48) -> np.ndarray:
    """The first frames of the film, ``least`` or more, through the same reels as any film."""
    frames = np.zeros((0, 54, 96, 3), np.uint8)
    for number, reel in enumerate(split(timeline, LOOK, Tools("test"))):
        path = folder / f"reel{number}.mp4"
        if len(frames) < least:
            render_reel(reel.recipe, reel.inputs, path)
            frames = np.concatenate([frames, decode(path)])
    return frames


def heard(timeline: Timeline, role: str) -> list[SoundCue]:
    return [cue for cue in timeline.sounds if cue.role == role]


def moved(by: int, rows: tuple[str, ...]) -> list[str]:
    """Rows that play later (or sooner), and are otherwise as they were."""
    parted = [row.split(" ", 1) for row in rows]
    return [f"{int(at) + by} {rest}" for at, rest in parted]


def test_before_the_first_note_the_cut_plays_as_written(film: Path) -> None:
    assert [*AS_IT_WAS] == shown(laid(film))


# -- which pictures, and in which order ------------------------------------------------------------


def test_twelve_frames_of_black_at_the_head(film: Path, tmp_path: Path) -> None:
    write(film, "events:\n", "events:\n- black 12\n")

    timeline = laid(film)

    assert ["0 #000000 for 12", *moved(12, AS_IT_WAS)] == shown(timeline)
    frames = rendered(timeline, tmp_path, 60)
    assert frames[:12].mean() < 2
    assert [*range(24), *range(6, 30)] == numbers(frames[12:60])


def test_trim_six_frames_off_the_tail(film: Path) -> None:
    ran(film, "trim sh010 0-18")

    assert ["0 sh010/1 0-18", *moved(-6, AS_IT_WAS[1:])] == shown(laid(film))
    assert "- sh010/1 0-18               # the street\n" in read(film / "cuts/main.yaml")


def test_the_other_take(film: Path) -> None:
    ran(film, "circle sh010 2")

    assert ["0 sh010/2 0-24", *AS_IT_WAS[1:]] == shown(laid(film))


def test_swap_two(film: Path) -> None:
    ran(film, "move sh020 --before sh010")

    expected = ["0 sh020/1 6-30", "24 sh010/1 0-24", *AS_IT_WAS[2:]]
    assert expected == shown(laid(film))


def test_lose_one_and_put_it_back_later(film: Path) -> None:
    line = "- sh030/1 0-24               # the storm breaks\n"
    write(film, line, "")
    assert [*AS_IT_WAS[:2], *moved(-24, AS_IT_WAS[3:])] == shown(laid(film))

    write(film, "- sc040\n", f"- sc040\n{line}")

    expected = [*AS_IT_WAS[:2], *moved(-24, AS_IT_WAS[3:]), "144 sh030/1 0-24"]
    assert expected == shown(laid(film))


def test_from_a_to_b_and_back_and_forth(film: Path, tmp_path: Path) -> None:
    """A-B-A-B: each comes back where it was left."""
    write(
        film,
        "- sh020/1 6-30\n",
        "- sh020/1 6-18\n- sh010/1 24-36\n- sh020/1 18-30\n",
    )

    timeline = laid(film)

    expected = ["0 sh010/1 0-24", "24 sh020/1 6-18", "36 sh010/1 24-36", "48 sh020/1 18-30"]
    assert [*expected, *moved(12, AS_IT_WAS[2:])] == shown(timeline)
    told = numbers(rendered(timeline, tmp_path, 60))
    assert [*range(24), *range(6, 18), *range(24, 36), *range(18, 30)] == told[:60]


def test_the_same_six_frames_three_times(film: Path, tmp_path: Path) -> None:
    write(film, "sh020/1 6-30", "sh020/1 12+6 loop 3")

    timeline = laid(film)

    expected = ["0 sh010/1 0-24", "24 sh020/1 12-18 for 18", *moved(-6, AS_IT_WAS[2:])]
    assert expected == shown(timeline)
    assert [*range(12, 18)] * 3 == numbers(rendered(timeline, tmp_path))[24:42]


def test_scene_four_before_three(film: Path) -> None:
    ran(film, "move sc040 --before sc030")

    expected = ["96 sh070/1 0-24", "120 sh050/1 0-24", "144 sh060/1 0-24"]
    assert [*AS_IT_WAS[:4], *expected] == shown(laid(film))


def test_version_b_of_a_scene(film: Path) -> None:
    """A cut that is like the other, but for that scene; both stand side by side."""
    text = "like: main\nchanges:\n- replace sc030:\n  - sh060/1 30+36\n  - sh050/1 0-12\n"
    (film / "cuts/version-b.yaml").write_text(text, "utf-8")

    expected = ["96 sh060/1 30-66", "132 sh050/1 0-12"]
    assert [*AS_IT_WAS[:4], *expected, AS_IT_WAS[6]] == shown(laid(film, "version-b"))
    assert [*AS_IT_WAS] == shown(laid(film))


def test_a_short_version(film: Path) -> None:
    """It says what is out and what is shorter; what changes in the long one changes in it too."""
    text = (
        "like: main\nchanges:\n- drop sc020                  # no storm\n- drop sh060\n"
        "- replace sh010: sh010/1 0-12\n- after sh070: black 6\n"
    )
    (film / "cuts/short.yaml").write_text(text, "utf-8")

    expected = [
        "0 sh010/1 0-12", "12 sh020/1 6-30", "36 sh050/1 0-24", "60 sh070/1 0-24",
        "84 #000000 for 6",
    ]  # fmt: skip
    assert expected == shown(laid(film, "short"))
    ran(film, "trim sh020 8-20")
    assert "12 sh020/1 8-20" == shown(laid(film, "short"))[1]


def test_a_missing_shot(film: Path) -> None:
    """It has its place and its length before anybody has shot it."""
    write(film, "- sc030\n", '- missing 2s "the ship explodes"\n- sc030\n')

    timeline = laid(film)

    expected = [*AS_IT_WAS[:4], "96 missing for 48", *moved(48, AS_IT_WAS[4:])]
    assert expected == shown(timeline)
    assert "the ship explodes" == timeline.picture.items[4].media.words


# -- how a picture moves ---------------------------------------------------------------------------


def test_half_speed(film: Path, tmp_path: Path) -> None:
    """Twice as long, each frame twice."""
    write(film, "sh020/1 6-30", "sh020/1 6-30 x0.5")

    timeline = laid(film)

    expected = ["0 sh010/1 0-24", "24 sh020/1 6-30 for 48", *moved(24, AS_IT_WAS[2:])]
    assert expected == shown(timeline)
    twice = [number for number in range(6, 30) for _ in range(2)]
    assert twice == numbers(rendered(timeline, tmp_path, 72))[24:72]


def test_a_ramp(film: Path, tmp_path: Path) -> None:
    """From full to half speed over the window: 24 frames at 3/4 on the average last 32."""
    write(film, "sh020/1 6-30", "sh020/1 6-30 x1>0.5")

    timeline = laid(film)

    expected = ["0 sh010/1 0-24", "24 sh020/1 6-30 for 32", *moved(8, AS_IT_WAS[2:])]
    assert expected == shown(timeline)
    halves = [Fraction(2 * k + 1, 2) for k in range(32)]
    travelled = [int(6 + k - k * k / 128) for k in halves]  # the area under 1 - k / 64
    assert travelled == numbers(rendered(timeline, tmp_path, 56))[24:56]


def test_backwards(film: Path, tmp_path: Path) -> None:
    write(film, "sh020/1 6-30", "sh020/1 6-30 reverse")

    timeline = laid(film)

    assert [*AS_IT_WAS] == shown(timeline)
    assert [*range(29, 5, -1)] == numbers(rendered(timeline, tmp_path))[24:48]


def test_hold_the_last_picture(film: Path, tmp_path: Path) -> None:
    write(film, "sh020/1 6-30", "sh020/1 6-30 hold 12")

    timeline = laid(film)

    expected = ["0 sh010/1 0-24", "24 sh020/1 6-30 for 36", *moved(12, AS_IT_WAS[2:])]
    assert expected == shown(timeline)
    told = numbers(rendered(timeline, tmp_path, 61))
    assert [*range(6, 30), *[29] * 12, 0] == told[24:61]


def test_mirror_it(film: Path, tmp_path: Path) -> None:
    write(film, "sh020/1 6-30", "sh020/1 6-30 flop")

    timeline = laid(film)

    assert [*AS_IT_WAS] == shown(timeline)
    frames = rendered(timeline, tmp_path)
    assert [*range(6, 30)] == numbers(frames[24:48, :, ::-1])


def test_punch_in_to_hide_a_corner(film: Path, tmp_path: Path) -> None:
    """Twice as large about the top left corner: the other corner is out of the picture."""
    plain = rendered(laid(film), tmp_path)
    write(film, "sh020/1 6-30", "sh020/1 6-30 zoom 2 @ 0,0")

    timeline = laid(film)

    assert [*AS_IT_WAS] == shown(timeline)
    frames = rendered(timeline, tmp_path)
    quarter = plain[30, :27, :48].mean((0, 2))  # what was the upper left quarter fills the frame
    assert np.abs(frames[30].mean((0, 2)).reshape(48, 2).mean(1) - quarter).max() < 25


# -- from one picture to the next ------------------------------------------------------------------


def test_a_dissolve(film: Path, tmp_path: Path) -> None:
    """The film keeps its length; beneath the dissolve the shot before runs on."""
    write(film, "- sh020/1", "- dissolve 8\n- sh020/1")

    timeline = laid(film)

    assert [*AS_IT_WAS] == shown(timeline)
    into = timeline.picture.items[1].into
    assert ("dissolve", 8) == (into.kind, into.frames)
    frames = rendered(timeline, tmp_path)
    assert [*range(24), *range(14, 30)] == numbers(frames[[*range(24), *range(32, 48)]])


def test_a_dip_to_white(film: Path, tmp_path: Path) -> None:
    write(film, "- sh020/1", "- dip 12 white\n- sh020/1")

    timeline = laid(film)

    assert [*AS_IT_WAS] == shown(timeline)
    light = rendered(timeline, tmp_path)[24:36].mean((1, 2, 3))
    assert 5 <= int(light.argmax()) <= 6
    assert light.max() > 230


def test_fade_up(film: Path, tmp_path: Path) -> None:
    write(film, "events:\n", "events:\n- fade in 12\n")

    timeline = laid(film)

    assert [*AS_IT_WAS] == shown(timeline)
    light = rendered(timeline, tmp_path, 24)[:13, 27:].mean((1, 2, 3))
    assert light[0] < light[12] / 8
    assert (np.diff(light) > 0).all()


def test_a_split_screen(film: Path) -> None:
    write(film, "- sh020/1 6-30\n", "- split left-right:\n  - sh020/1 6+24\n  - sh040/1 40+24\n")

    timeline = laid(film)

    expected = ["0 sh010/1 0-24", "24 sh020/1 6-30 | sh040/1 40-64", *AS_IT_WAS[2:]]
    assert expected == shown(timeline)


def test_a_photograph_over_it(film: Path, tmp_path: Path) -> None:
    """The picture beneath runs on, and so does its sound."""
    write(film, "- sh020/1 6-30\n", "- sh020/1 6-30\n- over sh080/p1 0+8 at 10\n")

    timeline = laid(film)

    assert [*AS_IT_WAS] == shown(timeline)
    ((record, over),) = timeline.overlays[0].placed()
    assert (34, 42, "sh080/p1 0-8") == (record.start, record.end, _seen(over))
    frames = rendered(timeline, tmp_path)
    red = [frame for frame in range(24, 48) if frames[frame, 20, :, 1].mean() < 10]
    assert [*range(34, 42)] == red
    assert [*range(6, 16), *range(24, 30)] == numbers(frames[[*range(24, 34), *range(42, 48)]])


# -- words and sounds ------------------------------------------------------------------------------


def test_a_line_eighteen_frames_early(film: Path) -> None:
    """It begins over the shot before."""
    write(
        film,
        "sh030: {about: the storm breaks}",
        "sh030: {about: the storm breaks, lines: [{liu: Don't look back., at: -18f}]}",
        "film.yaml",
    )

    timeline = laid(film)

    (line,) = timeline.subtitles
    assert 48 - 18 == line.record.start
    assert [*AS_IT_WAS] == shown(timeline)


def test_a_title_over_two_shots(film: Path) -> None:
    write(
        film,
        "sh020: {about: the visor}",
        "sh020: {about: the visor, title: {text: 36 hours, at: 6f, until: sh030}}",
        "film.yaml",
    )

    (title,) = laid(film).titles

    assert (24 + 6, 72) == (title.record.start, title.record.end)


def test_music_from_its_second_bar(film: Path) -> None:
    """To the sample: four beats of 60/92 s behind the first."""
    write(film, "- m1 at 0", "- m1 from bar 2 at 0")

    (music,) = heard(laid(film), "music")

    assert (0, 168) == (music.record.start, music.record.end)
    assert Fraction("0.21") + 4 * Fraction(60, 92) == music.source


def test_music_out_and_in_again_on_a_downbeat(film: Path) -> None:
    write(film, "- m1 at 0", "- m1 at 0\n- m1 until sh030 out 12\n- m1 from bar 3 at sh050")

    first, again = heard(laid(film), "music")

    assert (0, 48, 12) == (first.record.start, first.record.end, first.fade_out)
    assert (96, 168) == (again.record.start, again.record.end)
    assert Fraction("0.21") + 8 * Fraction(60, 92) == again.source


def test_the_boom_stays_with_the_picture_on_which_the_visor_cracks(film: Path) -> None:
    """On frame 22 of the take, wherever a trim puts it."""
    write(film, "- m1 at 0", "- m1 at 0\n- audio/boom.wav at sh020/1@22 gain -3")
    (boom,) = heard(laid(film), "effect")
    assert (24 + 22 - 6, -3.0) == (boom.record.start, boom.gain)

    ran(film, "trim sh020 10-30")
    ran(film, "trim sh010 0-12")

    (boom,) = heard(laid(film), "effect")
    assert 12 + 22 - 10 == boom.record.start


def test_its_own_sound_down(film: Path) -> None:
    write(film, "sh020/1 6-30", "sh020/1 6-30 gain -9")

    timeline = laid(film)

    assert [0.0, -9.0, 0.0] == [clip.gain for clip in timeline.picture.items[:3]]
    assert [*AS_IT_WAS] == shown(timeline)


def test_every_storm_shot_on_a_beat(film: Path) -> None:
    """Of a score at 92 beats a minute whose first is at 0.21 s: proposed, and written if wanted."""
    proposed = ran(film, "cut --fit beats sc020").out
    assert "sh020 +4 frames; sh030 -8 frames; sh040 +7 frames; total +0:03\n" == proposed
    assert CUT == read(film / "cuts/main.yaml")

    ran(film, "cut --fit beats sc020 --yes")

    beats = [5 + Fraction(4, 100) + n * Fraction(24 * 60, 92) for n in (3, 4, 6)]
    assert [52, 68, 99] == [round(beat) for beat in beats]
    expected = ["24 sh020/1 6-34", "52 sh030/1 0-16", "68 sh040/1 0-31"]
    assert [AS_IT_WAS[0], *expected, *moved(3, AS_IT_WAS[4:])] == shown(laid(film))
    assert "- sh030/1 0-16               # the storm breaks\n" in read(film / "cuts/main.yaml")


# -- the cut as a whole ----------------------------------------------------------------------------


def test_back_to_before_lunch(film: Path) -> None:
    morning = Production(film)
    keep_version(morning, "main", as_it_is(morning, "main"))
    ran(film, "trim sh010 0-6")
    ran(film, "move sh040 --before sh010")
    write(film, "- sc030\n", "")

    said = ran(film, "cut back v1").out

    assert CUT == read(film / "cuts/main.yaml")
    assert [*AS_IT_WAS] == shown(laid(film))
    assert "main is back to v1" in said


def test_lock_a_scene(film: Path) -> None:
    """The storm is closed to the program; the rest of the film is not."""
    ran(film, "lock sc020")
    locked = read(film / "cuts/main.yaml")

    said = ran(film, "trim sh030 0-12", code=2)

    assert "the scene sc020 is locked in the cut 'main': nothing was changed" in said.err
    assert locked == read(film / "cuts/main.yaml")
    ran(film, "trim sh010 0-18")
    assert ["0 sh010/1 0-18", *moved(-6, AS_IT_WAS[1:])] == shown(laid(film))
