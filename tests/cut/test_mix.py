"""The film's sound stands on a clock of samples: exact places, soft ends, no peak too high."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.clock import sample_of
from pipeline.cut.cues import Mix, SoundFile, plan_mix
from pipeline.cut.hearing import render_heard
from pipeline.cut.mix import render_mix
from pipeline.cut.sounds import render_sound
from pipeline.errors import MediaError
from pipeline.facts import CLIP
from pipeline.media.digests import digest_of
from pipeline.media.ffmpeg import run
from pipeline.media.samples import read_sound, write_sound
from pipeline.project.edit import (
    Black,
    Cut,
    Dissolve,
    Over,
    Picks,
    ShotEvent,
    SoundEvent,
    TakeChoice,
)
from pipeline.project.story import Effect, Music
from tests.cut.numbered import film, info, shot, take, write_numbered
from tests.media.ebur import loudness


def tone(seconds: float, hertz: float = 440.0, level: float = 0.25) -> np.ndarray:
    """A stereo sine."""
    t = np.arange(round(seconds * 48000)) / 48000
    return np.stack([np.sin(2 * np.pi * hertz * t) * level] * 2, 1).astype(np.float32)


def click(at: int, length: int) -> np.ndarray:
    """Silence with one short burst at a sample."""
    sound = np.zeros((length, 2), np.float32)
    sound[at : at + 48] = 0.5
    return sound


def render(mix: Mix, into: Path) -> None:
    """Every sound made ready and heard, then the mix of them."""
    ready = {sound.key: into.with_name(f"{sound.key}.pcm") for sound in mix.sounds}
    for sound in mix.sounds:
        render_sound(sound.recipe, sound.inputs, ready[sound.key])
    heard = ready[mix.recipe["heard"]] = into.with_suffix(".npz")
    render_heard(mix.heard, ready, heard)
    render_mix(mix.recipe, ready, into)


def mixed(timeline, sounds: dict[str, np.ndarray], folder: Path) -> np.ndarray:
    """The film's sound as samples."""
    files = {}
    for name, samples in sounds.items():
        write_sound(samples, folder / name)
        files[Path(name)] = SoundFile(folder / name, digest_of(folder / name))
    mix = plan_mix(timeline, files, "test")
    assert () == mix.problems
    render(mix, folder / "mix.flac")
    return read_sound(folder / "mix.flac")


def black(frames: int, *sound: SoundEvent, rate: str = "24", **more):
    """A black film with sounds."""
    project = film(fps=Fraction(rate), **more)
    return assemble(project, Cut("m", (Black(frames),), tuple(sound)), Picks(), [])


@pytest.mark.parametrize("rate", ["24000/1001", "25", "60000/1001"])
def test_a_click_sounds_at_the_sample_of_its_frame(rate: str, tmp_path: Path) -> None:
    """An effect at frame 37 begins at round(37 * 48000 / rate), and the film ends on its own."""
    timeline = black(100, SoundEvent("click.flac", at_frame=37), rate=rate)

    sound = mixed(timeline, {"click.flac": click(0, 4800)}, tmp_path)

    assert sample_of(100, Fraction(rate)) == len(sound)
    first = int(np.argmax(np.abs(sound[:, 0]) > 0.2))
    assert abs(first - sample_of(37, Fraction(rate))) <= 1


def test_music_from_a_bar_keeps_its_beat(tmp_path: Path) -> None:
    """What lies two seconds into the file is heard where the cue begins."""
    music = {"m1": Music("m1", Path("m.flac"), gain=-6.0)}
    timeline = black(48, SoundEvent("m1", source=Fraction(2), at_frame=12), music=music)

    sound = mixed(timeline, {"m.flac": click(2 * 48000 + 24000, 6 * 48000)}, tmp_path)

    first = int(np.argmax(np.abs(sound[:, 0]) > 0.1))
    assert abs(first - (24000 + 24000)) <= 1
    assert 0.25 == pytest.approx(float(np.abs(sound).max()), abs=0.03)


def test_the_sum_never_passes_minus_one_decibel(tmp_path: Path) -> None:
    """Three loud sounds together are held down, true peaks included."""
    events = [SoundEvent(f"{n}.flac", at_frame=0) for n in range(3)]
    timeline = black(48, *events)
    sounds = {f"{n}.flac": tone(2.0, 997.0 + 300 * n, 0.8) for n in range(3)}

    mixed(timeline, sounds, tmp_path)

    assert loudness(tmp_path / "mix.flac").peak <= -0.8


def test_a_quiet_mix_is_left_as_it_is(tmp_path: Path) -> None:
    """The limiter touches nothing below its ceiling, and delays nothing."""
    timeline = black(48, SoundEvent("t.flac"))
    sound = tone(2.0)

    result = mixed(timeline, {"t.flac": sound}, tmp_path)

    inner = slice(2000, 90000)
    assert np.abs(result[inner] - sound[inner]).max() < 0.002


def test_music_ends_where_it_is_told_and_softly(tmp_path: Path) -> None:
    """``until`` with a fade: nothing afterwards, and no step on the way."""
    music = {"m1": Music("m1", Path("m.flac"))}
    timeline = black(
        96,
        SoundEvent("m1"),
        SoundEvent("m1", is_end=True, at_frame=72, fade_out=24),
        music=music,
    )

    sound = mixed(timeline, {"m.flac": tone(10)}, tmp_path)

    assert 0 == np.abs(sound[sample_of(72, Fraction(24)) + 10 :]).max()
    assert np.abs(np.diff(sound[:, 0])).max() < 0.02
    levels = [np.abs(sound[96000 + n * 4800 : 96000 + (n + 1) * 4800]).max() for n in range(10)]
    assert sorted(levels, reverse=True) == levels


def test_a_short_ambience_is_looped_without_a_seam(tmp_path: Path) -> None:
    """Wind of one second lies under four, without a hole."""
    ambience = Effect(Path("wind.flac"))
    project = film(shot("sh010", 96, ambience=ambience))
    timeline = assemble(project, Cut("m", (ShotEvent("sh010"),)), Picks(), [])

    sound = mixed(timeline, {"wind.flac": tone(1.0, 200.0)}, tmp_path)

    body = np.abs(sound[12000:-12000, 0])
    assert min(body[n : n + 480].max() for n in range(0, len(body) - 480, 480)) > 0.1


def with_sound(folder: Path, name: str, hertz: float) -> Path:
    """A numbered clip with a tone of its own."""
    silent = write_numbered(folder / f"{name}.silent.mp4", 72)
    path = folder / f"{name}.mp4"
    run(
        (
            *("-v", "error", "-i", str(silent), "-f", "lavfi"),
            *("-i", f"sine=frequency={hertz}:duration=3:sample_rate=48000"),
            *("-c:v", "copy", "-c:a", "flac", "-strict", "-2", str(path)),
        ),
        doing="test",
    )
    return path


def test_takes_bring_their_own_sound_and_cross_under_a_dissolve(tmp_path: Path) -> None:
    """The first tone is gone after the dissolve, the second was not there before it."""
    media = info(72, Fraction(24), has_sound=True, sample_rate=48000, channels=1)
    takes = [
        take(with_sound(tmp_path, "a", 500), "sh010", 1, media),
        take(with_sound(tmp_path, "b", 2000), "sh020", 1, media),
    ]
    events = (
        ShotEvent("sh010", start=0, end=24),
        Dissolve(12),
        ShotEvent("sh020", start=0, end=24),
    )
    timeline = assemble(film(shot("sh010"), shot("sh020")), Cut("m", events), Picks(), takes)

    sound = mixed(timeline, {}, tmp_path)[:, 0]

    def strength(part: np.ndarray, hertz: int) -> float:
        spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
        return float(spectrum[round(hertz * len(part) / 48000)])

    before, after = sound[12000:36000], sound[74000:94000]
    assert strength(before, 500) > 100 * strength(before, 2000)
    assert strength(after, 2000) > 100 * strength(after, 500)
    assert np.abs(np.diff(sound)).max() < 0.05


@pytest.mark.parametrize(("picture", "sound"), [("0.4", "0"), ("0", "0.4"), ("0", "0")])
def test_the_sound_of_a_take_stays_with_its_picture(
    picture: str, sound: str, tmp_path: Path
) -> None:
    """Also where a file begins its sound before or after its first picture."""
    write_numbered(tmp_path / "n.mp4", 48)
    begins = round((1 + float(picture) - float(sound)) * 48000)  # one second into the picture
    write_sound(click(begins, 96000), tmp_path / "click.flac")
    run(
        (
            *("-v", "error", "-y", "-itsoffset", picture, "-i", str(tmp_path / "n.mp4")),
            *("-itsoffset", sound, "-i", str(tmp_path / "click.flac"), "-map", "0:v"),
            *("-map", "1:a", "-c", "copy", "-strict", "-2", str(tmp_path / "apart.mkv")),
        ),
        doing="test",
    )
    media = info(48, Fraction(24), has_sound=True, sample_rate=48000, channels=2)
    takes = [take(tmp_path / "apart.mkv", "sh010", 1, media)]
    events = (ShotEvent("sh010", start=6, end=48),)
    timeline = assemble(film(shot("sh010")), Cut("m", events), Picks(), takes)

    heard = int(np.argmax(np.abs(mixed(timeline, {}, tmp_path)[:, 0]) > 0.1))

    assert abs(heard - 36000) <= 60


def test_what_is_laid_over_is_heard_only_with_a_gain(tmp_path: Path) -> None:
    """From its first frame to its last, over the sound that goes on beneath; none is none."""
    media = info(72, Fraction(24), has_sound=True, sample_rate=48000, channels=1)
    takes = [take(with_sound(tmp_path, "a", 500), "sh020", 1, media)]
    beneath = (ShotEvent("sh010", start=0, end=48),)
    inner = ShotEvent("sh020", start=0, end=12)
    board = film(shot("sh010"), shot("sh020"))

    loudness = []
    for over in (
        Over(inner, 24),
        Over(inner, 24, is_heard=True),
        Over(replace(inner, gain=-6.0), 24, is_heard=True),
        Over(replace(inner, is_muted=True), 24, is_heard=True),
    ):
        timeline = assemble(board, Cut("m", (*beneath, over)), Picks(), takes)
        sound = np.abs(mixed(timeline, {}, tmp_path)[:, 0])
        assert 0 == sound[:48000].max()
        assert 0 == sound[sample_of(36, Fraction(24)) :].max()
        loudness.append(float(sound.max()))

    plain, full, softer, muted = loudness
    assert 0 == plain == muted
    assert full > 0.01
    assert softer == pytest.approx(full * 10 ** (-6 / 20), rel=0.02)


def test_a_muted_take_is_silent_and_an_over_adds_no_sound(tmp_path: Path) -> None:
    """Muted means muted."""
    media = info(72, Fraction(24), has_sound=True)
    takes = [take(with_sound(tmp_path, "a", 500), "sh010", 1, media)]
    events = (ShotEvent("sh010", start=0, end=24, is_muted=True),)
    timeline = assemble(film(shot("sh010")), Cut("m", events), Picks(), takes)

    assert 0 == np.abs(mixed(timeline, {}, tmp_path)).max()


def test_an_effect_held_to_a_picture_survives_a_trim(tmp_path: Path) -> None:
    """``at sh010/1@22`` is frame 22 of the take, wherever the window begins."""
    path = write_numbered(tmp_path / "a.mp4", 60)
    takes = [take(path, "sh010", 1, info(60, Fraction(24)))]
    event = SoundEvent("x.flac", at_shot="sh010", at_take=TakeChoice(CLIP, 1), at_frame=22)

    places = []
    for start in (0, 10, 15):
        cut = Cut("m", (Black(5), ShotEvent("sh010", start=start, end=40)), (event,))
        timeline = assemble(film(shot("sh010")), cut, Picks(), takes)
        places.append(timeline.sounds[0].record.start)

    assert [27, 17, 12] == places


def test_a_sound_that_is_not_there_is_named_and_left_out(tmp_path: Path) -> None:
    """The draft plays without it; the export is refused."""
    timeline = black(24, SoundEvent("gone.flac"))

    mix = plan_mix(timeline, {}, "test")

    assert ["the sound 'gone.flac' is not there"] == [each.message for each in mix.problems]
    assert [] == mix.recipe["cues"]


def test_a_change_of_picture_leaves_the_sound_alone() -> None:
    """The mix is keyed apart: a slip that keeps the length is not heard."""
    music = {"m1": Music("m1", Path("m.flac"))}
    files = {Path("m.flac"): SoundFile(Path("m.flac"), "b2:00")}
    keys = set()
    for start in (0, 3):
        events = (ShotEvent("sh010", start=start, end=start + 24),)
        project = film(shot("sh010"), music=music)
        takes = [take(Path("no.mp4"), "sh010", 1, info(60, Fraction(24)))]
        timeline = assemble(project, Cut("m", events, (SoundEvent("m1"),)), Picks(), takes)
        keys.add(plan_mix(timeline, files, "test").key)

    assert 1 == len(keys)


def test_a_sound_that_is_heard_often_is_decoded_once() -> None:
    """Effects that ring on to the end of the film, a loop, music from two bars: one sound each."""
    music = {"m1": Music("m1", Path("m.flac"))}
    files = {
        Path("boom.wav"): SoundFile(Path("boom.wav"), "b2:01", Fraction(3, 2)),
        Path("m.flac"): SoundFile(Path("m.flac"), "b2:02", Fraction(200)),
        Path("hour.flac"): SoundFile(Path("hour.flac"), "b2:03", Fraction(3600)),
    }

    def keys(frames: int) -> list[str]:
        booms = [SoundEvent("boom.wav", at_frame=frame) for frame in (0, 300, 700)]
        bars = [SoundEvent("m1", source=Fraction(at), at_frame=at * 24) for at in (0, 20)]
        hours = [SoundEvent("hour.flac", source=Fraction(at), at_frame=5) for at in (2000, 2001)]
        sounds = plan_mix(black(frames, *booms, *bars, *hours, music=music), files, "test").sounds
        return [sound.key for sound in sounds]

    assert 3 == len(keys(1000))
    assert keys(1000)[:2] == keys(2000)[:2]
    ends = [
        sound.recipe["end"] / 48000
        for sound in plan_mix(
            black(1000, SoundEvent("boom.wav"), SoundEvent("hour.flac", source=Fraction(2000))),
            files,
            "test",
        ).sounds
    ]
    assert [10, 2050] == ends


def test_a_sound_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    """A broken file is an error that names it; no half mix stands there."""
    (tmp_path / "broken.flac").write_bytes(b"no sound")
    timeline = black(24, SoundEvent("broken.flac"))
    file = SoundFile(tmp_path / "broken.flac", "b2:broken")
    mix = plan_mix(timeline, {Path("broken.flac"): file}, "test")

    with pytest.raises(MediaError, match=r"broken\.flac"):
        render(mix, tmp_path / "mix.flac")

    assert ["broken.flac"] == [path.name for path in tmp_path.iterdir()]


def test_a_loop_crosses_at_every_turn_wherever_blocks_begin(tmp_path: Path) -> None:
    """Wind of 0.9 s under ten seconds: every turn is as far from the last, and none has a step."""
    ambience = Effect(Path("wind.flac"))
    project = film(shot("sh010", 240, ambience=ambience))
    timeline = assemble(project, Cut("m", (ShotEvent("sh010"),)), Picks(), [])
    wind = np.cumsum(np.random.default_rng(7).normal(0, 0.002, (43200, 2)), 0).astype(np.float32)
    wind -= np.linspace(0, 1, len(wind), dtype=np.float32)[:, None] * 0.2

    sound = mixed(timeline, {"wind.flac": wind}, tmp_path)

    period = 43200 - 43200 // 4
    steady = sound[2 * period : -2 * period]
    assert np.abs(steady[period:] - steady[:-period]).max() < 0.001
    assert np.abs(np.diff(sound, axis=0)).max() < 0.03


def test_a_sound_without_a_single_sample_is_silence(tmp_path: Path) -> None:
    """Looped or not: nothing is waited for."""
    ambience = Effect(Path("m.wav"))
    project = film(shot("sh010", 24, ambience=ambience))
    effect = SoundEvent("m.wav", source=Fraction(30))
    timeline = assemble(project, Cut("m", (ShotEvent("sh010"),), (effect,)), Picks(), [])

    sound = mixed(timeline, {"m.wav": np.zeros((1, 2), np.float32)}, tmp_path)

    assert 0 == np.abs(sound).max()


def test_a_trim_and_a_second_window_decode_nothing_again(tmp_path: Path) -> None:
    """Both are heard of the same stretch of their take, at every speed of its own."""
    media = info(72, Fraction(24), has_sound=True, sample_rate=48000, channels=1)
    takes = [take(tmp_path / "a.mp4", "sh010", 1, media)]

    def keys(*windows: tuple[int, int]) -> set[str]:
        events = tuple(ShotEvent("sh010", start=start, end=end) for start, end in windows)
        timeline = assemble(film(shot("sh010")), Cut("m", events), Picks(), takes)
        return {sound.key for sound in plan_mix(timeline, {}, "test").sounds}

    assert keys((0, 24)) == keys((3, 20), (30, 60))
    assert 1 == len(keys((3, 20), (30, 60)))
