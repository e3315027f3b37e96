"""Stems are as long as the film, and their sum is the mix, sample for sample."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.clock import sample_of
from pipeline.cut.cues import Mix, SoundFile, plan_mix
from pipeline.cut.film import FilmWish, performers, plan_film, with_leader
from pipeline.cut.hearing import render_heard
from pipeline.cut.join import FilmForm, join_film
from pipeline.cut.leader import leader_sound
from pipeline.cut.looks import Look
from pipeline.cut.mix import mix_loudness, render_mix
from pipeline.cut.reels import Tools
from pipeline.cut.sounds import render_sound
from pipeline.cut.stems import STEM_PARTS, StemForm, stem_names, write_stems
from pipeline.facts import CLIP
from pipeline.media.digests import digest_of
from pipeline.media.ffmpeg import run
from pipeline.media.samples import write_sound
from pipeline.project.buses import Bus, Duck, MixDesk
from pipeline.project.edit import Cut, Picks, ShotEvent, SoundEvent, TakeChoice
from pipeline.project.mastering import AS_MIXED, Mastering
from pipeline.project.story import Effect, Line, Music, Text
from tests.cut.numbered import film, info, shot, take
from tests.cut.test_mix import tone, with_sound


def whole(path: Path) -> np.ndarray:
    """The samples of a file as whole numbers of 24 bits, (n, 2)."""
    data = run(
        ("-v", "error", "-i", str(path), "-f", "s32le", "-c:a", "pcm_s32le", "pipe:1"),
        doing="test",
    ).output
    samples = np.frombuffer(data, "<i4").reshape(-1, 2)
    assert not (samples & 0xFF).any()
    return samples >> 8


DESK = MixDesk({"music": Bus(fade_out=0, duck=Duck(9.0, 3, 6))})


def busy(
    folder: Path, mastering: Mastering = AS_MIXED, *, music: float = 0.5, desk: MixDesk = DESK
) -> Mix:
    """A second of everything: a line over music that ducks, an effect, wind, a clip's own sound."""
    sounds = {
        "line.wav": tone(0.4, 300, 0.5),
        "music.wav": tone(2, 90, music),
        "boom.wav": tone(0.5, 60, 0.4),
        "wind.wav": tone(2, 1200, 0.1),
    }
    files = {}
    for name, samples in sounds.items():
        write_sound(samples, folder / name)
        files[Path(name)] = SoundFile(folder / name, digest_of(folder / name))
    line = Line("l1", "liu", Text((("en", "Go."),)), at=6, file=Path("line.wav"), pan=-30.0)
    project = film(
        shot("sh010", lines=(line,), ambience=Effect(Path("wind.wav"))),
        shot("sh020", effects=(Effect(Path("boom.wav"), at=3),)),
        music={"m1": Music("m1", Path("music.wav"))},
        mix=desk,
    )
    media = info(72, Fraction(24), has_sound=True, sample_rate=48000, channels=1)
    takes = [take(with_sound(folder, name, 700), name, 1, media) for name in ("sh010", "sh020")]
    events = tuple(
        ShotEvent(name, TakeChoice(CLIP, 1), start=0, end=12) for name in ("sh010", "sh020")
    )
    cut = Cut("m", events, (SoundEvent("m1"),))
    timeline = assemble(project, cut, Picks(), takes)
    return plan_mix(timeline, files, "test", mastering)


def made(mix: Mix, folder: Path) -> dict[str, Path]:
    """The mix under ``MIX`` and all its stems, made as a film makes them."""
    ready = {sound.key: folder / f"{sound.key}.pcm" for sound in mix.sounds}
    for sound in mix.sounds:
        render_sound(sound.recipe, sound.inputs, ready[sound.key])
    ready[mix.recipe["heard"]] = folder / "heard.npz"
    render_heard(mix.heard, ready, folder / "heard.npz")
    found = {"MIX": folder / "mix.flac"}
    render_mix(mix.recipe, ready, found["MIX"])
    for name in stem_names(mix.recipe):
        found[name] = folder / f"{name}.flac"
        render_mix(mix.part(STEM_PARTS[name])[1], ready, found[name])
    return found


@pytest.mark.parametrize(
    "mastering",
    [
        AS_MIXED,
        Mastering(-30.0),
        Mastering(-10.0, -3.0),
        Mastering(None, -12.0),
        Mastering(-5, 0.0),
    ],
)
def test_the_stems_add_up_to_the_mix(mastering: Mastering, tmp_path: Path) -> None:
    """Exactly: also where the limiter holds the whole down, and where a gain lifts it."""
    files = made(busy(tmp_path, mastering), tmp_path)

    mix = whole(files["MIX"])
    stems = {name: whole(files[name]) for name in STEM_PARTS}

    assert 48000 == len(mix)
    assert {48000} == {len(stem) for stem in stems.values()}
    assert all(np.abs(stem).max() > 1000 for stem in stems.values())
    assert (mix == stems["DX"] + stems["MX"] + stems["FX"] + stems["OWN"]).all()
    assert (mix == stems["DX"] + stems["ME"]).all()
    assert np.abs(mix).max() <= 10 ** (mastering.peak / 20) * 2**23


def test_music_without_its_lines_keeps_the_room_it_made_for_them(tmp_path: Path) -> None:
    """The dip is part of the music stem."""
    music = whole(made(busy(tmp_path), tmp_path)["MX"])

    dipped, full = np.abs(music[15000:26000]).max(), np.abs(music[44000:47000]).max()
    assert 9 == pytest.approx(20 * np.log10(full / dipped), abs=1.5)


def test_stems_that_cancel_each_other_are_whole_too(tmp_path: Path) -> None:
    """Music and effect, each over full scale, against each other: none of them is cut off."""
    mix = busy(tmp_path, music=0.95)
    quiet = [cue for cue in mix.heard["cues"] if cue["bus"] != "music"]
    music = [cue | {"gain": 6.0} for cue in mix.heard["cues"] if cue["bus"] == "music"]
    against = [cue | {"gain": 6.0, "bus": "effects"} for cue in music]
    key = against[0]["sound"]
    turned = replace(mix, heard={**mix.heard, "cues": [*music, *against]})
    recipe = {**mix.recipe, "cues": turned.heard["cues"]}
    recipe.pop("buses")
    heard = {**turned.heard, "cues": recipe["cues"]}
    heard.pop("buses")
    sound = next(each for each in mix.sounds if each.key == key)
    render_sound(sound.recipe, sound.inputs, tmp_path / "a.pcm")
    samples = np.fromfile(tmp_path / "a.pcm", "<f4")
    (-samples).tofile(tmp_path / "b.pcm")
    for cue in against:
        cue["sound"] = "against"
    ready = {key: tmp_path / "a.pcm", "against": tmp_path / "b.pcm"}
    ready[recipe["heard"]] = tmp_path / "h.npz"
    render_heard(heard, ready, tmp_path / "h.npz")

    found = {}
    for name in ("MX", "FX"):
        render_mix({**recipe, "stems": [name]}, ready, tmp_path / f"{name}.flac")
        found[name] = whole(tmp_path / f"{name}.flac")
    render_mix(recipe, ready, tmp_path / "all.flac")

    assert quiet
    assert np.abs(found["MX"]).max() < 2**23 - 1
    assert np.abs(found["MX"]).max() > 2**22
    assert (whole(tmp_path / "all.flac") == found["MX"] + found["FX"]).all()


def test_a_stem_lies_beside_the_film_as_it_was_mixed(tmp_path: Path) -> None:
    """WAV of 24 bits, 48 kHz, with the chunk that says where it begins."""
    files = made(busy(tmp_path), tmp_path)

    begin = sample_of(86400, Fraction(24000, 1001))
    (path,) = write_stems({"MX": files["MX"]}, tmp_path / "film_v01.mp4", StemForm(begin))

    assert "film_v01_MX.wav" == path.name
    assert (whole(path) == whole(files["MX"])).all()
    head = path.read_bytes()[:1024]
    place = head.index(b"bext") + 8 + 256 + 32 + 32 + 10 + 8  # EBU Tech 3285, the fields before
    assert 172_972_800 == begin == int.from_bytes(head[place : place + 8], "little")
    assert mix_loudness(files["MX"]).integrated > -30
    assert [] == [each.name for each in tmp_path.iterdir() if ".part" in each.name]


def test_a_film_whose_clips_are_silent_has_no_stem_of_them(tmp_path: Path) -> None:
    """The four that everybody asks for are there in any case."""
    mix = busy(tmp_path)
    cues = [cue for cue in mix.recipe["cues"] if cue["bus"] != "own"]

    assert ("DX", "MX", "FX", "OWN", "ME") == stem_names(mix.recipe)
    assert ("DX", "MX", "FX", "ME") == stem_names({**mix.recipe, "cues": cues})


def test_clips_that_speak_leave_with_the_dialogue(tmp_path: Path) -> None:
    """``own: {stem: DX}``: nothing of them is in music and effects, and no stem is only theirs."""
    desk = MixDesk({"own": Bus(stem="DX"), "music": Bus(stem="FX")})
    files = made(busy(tmp_path, desk=desk), tmp_path)

    assert "OWN" not in files
    stems = {name: whole(files[name]) for name in ("DX", "MX", "FX", "ME")}
    assert not stems["MX"].any()
    assert (whole(files["MIX"]) == stems["DX"] + stems["FX"]).all()
    assert (stems["ME"] == stems["FX"]).all()
    assert np.abs(stems["DX"][1000:4000]).max() > 10000


@pytest.mark.parametrize("has_leader", [False, True])
def test_a_master_holds_the_sum_of_its_stems(tmp_path: Path, *, has_leader: bool) -> None:
    """What lies in the mov is what lies beside it, added up: no sample more, and none other.

    The 2-pop before the film is an effect, and heard once.
    """
    look = Look(
        width=96,
        height=54,
        crf=18,
        preset="ultrafast",
        codec="prores-hq",
        mastering=Mastering(-20.0, -2.0, has_stems=True),
    )
    music = tone(1, 90, 0.5)
    write_sound(music, tmp_path / "m.wav")
    sounds = {Path("m.wav"): SoundFile(tmp_path / "m.wav", digest_of(tmp_path / "m.wav"))}
    project = film(shot("sh010"), music={"m1": Music("m1", Path("m.wav"))})
    media = info(72, Fraction(24), has_sound=True, sample_rate=48000, channels=1)
    takes = [take(with_sound(tmp_path, "sh010", 700), "sh010", 1, media)]
    cut = Cut("m", (ShotEvent("sh010", start=5, end=17),), (SoundEvent("m1"),))

    plan = plan_film(project, cut, takes, FilmWish(look, Tools("test"), sounds))
    if has_leader:
        plan = with_leader(plan, "Snow", (), Tools("test"))
    for work in plan.jobs:
        inputs = {**work.inputs, **{key: tmp_path / key for key in work.needs}}
        performers()[work.performer](work.recipe, inputs, tmp_path / work.key)
    master = tmp_path / "film.mov"
    reels = [tmp_path / reel.key for reel in plan.all_reels]
    join_film(reels, master, Fraction(24), FilmForm(sound=tmp_path / plan.track.key))
    leader = leader_sound(Fraction(24)) if has_leader else None
    form = StemForm(leader=leader)
    write_stems({name: tmp_path / key for name, key in plan.stems.items()}, master, form)

    stems = {name: whole(tmp_path / f"film_{name}.wav") for name in plan.stems}
    assert {"DX", "MX", "FX", "OWN", "ME"} == stems.keys()
    lead = 8 * 48000 if has_leader else 0
    assert lead + 24000 == len(whole(master)) == len(stems["DX"])
    assert np.abs(stems["MX"][lead:]).max() > 1000
    assert bool(np.abs(stems["FX"][:lead]).any()) == has_leader
    assert not stems["DX"][:lead].any()
    assert (whole(master) == stems["DX"] + stems["MX"] + stems["FX"] + stems["OWN"]).all()
    assert (whole(master) == stems["DX"] + stems["ME"]).all()
