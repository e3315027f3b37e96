"""Sounds and music that a generator makes: ordered, kept and heard like footage."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pipeline.media.samples import read_sound, write_sound
from pipeline.production import Production
from pipeline.production.planning import choose
from pipeline.production.selecting import Selection
from tests.production.footage import ran, read, typed
from tests.services.keyed import keyed
from tests.services.starting import Services

pytestmark = pytest.mark.timeout(120)

FILM = """\
film: 1
title: Heard
fps: 24
aspect: 16:9
generators:
  draw: {{backend: slate}}
  el: {{backend: elevenlabs, base_url: "{url}"}}
models:
  elevenlabs/eleven_text_to_sound_v2: {{price: 0.01 USD a second}}
  elevenlabs/music_v1: {{price: 0.02 USD a second}}
use: {{panels: draw, clips: draw, sound: el, music: el}}
elements: {{engine: a planetary engine}}
defaults: {{clips: 0, seconds: 1}}
deliveries: {{main: {{width: 96, preset: ultrafast}}}}
music: {{m1: {{make: a slow choir, seconds: 3, bpm: 120}}}}
scenes:
  sc010:
    ambience: {{make: wind over ice, seconds: 3, loop: no}}
    shots:
      sh010: {{panel: MS | snow, sfx: {{make: <engine> roars, seconds: 0.5, at: 12f}}}}
      sh020: {{panel: MS | ice}}
  sc020:
    shots:
      sh030: {{panel: MS | fog, sfx: [{{make: a door falls, id: door, at: 6f}}]}}
"""
CUT = """\
cut: main
events:
- sc010
- sc020
sound:
- m1 at 0
"""
MADE = ["m1 music 1", "sc010 sfx.ambience 1", "sh010 sfx.s1 1", "sh030 sfx.door 1"]


def written(folder: Path, services: Services) -> Path:
    """The film in a folder, its generator at the fake."""
    (folder / "cuts").mkdir(parents=True)
    (folder / "film.yaml").write_text(FILM.format(url=services.url("elevenlabs")), "utf-8")
    (folder / "cuts" / "main.yaml").write_text(CUT, "utf-8")
    return folder


def edited(folder: Path, before: str, after: str) -> None:
    """An edit of film.yaml."""
    text = read(folder / "film.yaml")
    assert before in text
    (folder / "film.yaml").write_text(text.replace(before, after), "utf-8")


@pytest.fixture(autouse=True)
def key(tmp_path: Path) -> Iterator[None]:
    """A key for the service, and a home of this test's own."""
    with keyed("elevenlabs", tmp_path / "me"):
        yield


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, services: Services) -> Iterator[Path]:
    """The film with everything made, once."""
    with keyed("elevenlabs", tmp_path_factory.mktemp("me")):
        folder = written(tmp_path_factory.mktemp("heard") / "film", services)
        ran(folder, "board")
        for stage in ("foley", "score"):
            ran(folder, f"{stage} --yes --allow-unknown-prices")
        yield folder


@pytest.fixture
def film(once: Path, tmp_path: Path) -> Path:
    """The same, for one test."""
    return Path(shutil.copytree(once, tmp_path / "film"))


@pytest.fixture
def empty(tmp_path: Path, services: Services) -> Path:
    """The film with nothing made but its panels."""
    folder = written(tmp_path / "film", services)
    ran(folder, "board")
    return folder


def heard(folder: Path) -> list[str]:
    """Every take that is heard."""
    kept = Production(folder).vault.all().items()
    return sorted(
        str(one.ref) for (_, kind), found in kept for one in found if kind.word != "panel"
    )


def loud(folder: Path) -> list[bool]:
    """Of every film frame of the draft, whether anything is heard."""
    ran(folder, "cut")
    sound = np.abs(read_sound(folder / "out" / "film_main_draft.mp4")[:, 0])
    return [sound[frame * 2000 : frame * 2000 + 2000].max() > 0.001 for frame in range(72)]


def test_sounds_and_music_are_planned_with_their_prices(empty: Path, services: Services) -> None:
    """By the words that are sent, for so long; what has no length has no price."""
    said = ran(empty, "plan").out

    assert "sh010      sfx.s1    make          by el  missing; asks for 0.5 s" in said
    assert "at most 0.005 USD" in said
    assert "sc010      sfx.ambience make" in said
    assert "sh030      sfx.door  price unknown by el  missing" in said
    assert (
        "m1         music     make          by el  missing; asks for 3 s, at most 0.06 USD" in said
    )
    assert "3 sounds by el: at most 0.035 USD" in said
    assert "1 piece of music by el: at most 0.06 USD" in said


def test_each_is_made_once_and_kept_where_it_belongs(film: Path, services: Services) -> None:
    """A scene's sound once for all its shots; the piece of music by its own name."""
    assert MADE == heard(film)
    assert (film / "takes" / "sc010" / "sc010_sfx.ambience_t01.mp3").is_file()
    assert (film / "takes" / "m1" / "m1_music_t01.json").is_file()
    before = len(services.orders())

    assert "0 to buy" in ran(film, "plan").out
    assert "nothing to make" in ran(film, "foley").out
    assert before == len(services.orders())
    sent = [one["prompt"] for one in services.orders()]
    assert {"wind over ice", "a planetary engine roars", "a door falls", "a slow choir"} <= {*sent}
    assert "3 sounds, 1 piece of music" in ran(film, "status").out


def test_they_are_heard_where_they_stand(film: Path) -> None:
    """The sound of a shot at its frame, the ambience under its scene, music as the cut says."""
    cut = film / "cuts" / "main.yaml"
    assert all(loud(film)[1:70])

    cut.write_text(CUT.replace("- m1 at 0", "- m1 at 66f"), "utf-8")
    windy = loud(film)
    edited(film, "    ambience: {make: wind over ice, seconds: 3, loop: no}\n", "")
    still = loud(film)

    assert all(windy[1:46])
    assert [frame for frame in range(48) if still[frame]] == pytest.approx([*range(12, 24)], abs=1)
    assert all(still[55:70])


def test_what_is_not_made_is_silent_and_said(empty: Path) -> None:
    """In a draft; an export waits for it. Places in the music hold all the same."""
    assert not any(loud(empty))
    draft = ran(empty, "cut").out
    export = ran(empty, "export", code=2).err

    for said in (draft, export):
        assert "3 sounds are not made yet: s1 of sh010, ambience of sc010, door of sh030" in said
        assert "the music 'm1' is not made yet: it is silent" in said
    timeline = Production(empty).cut_rows("main")
    assert 3 == len(timeline)


def test_takes_of_what_is_heard_are_chosen_like_clips(film: Path) -> None:
    """Typed with the name of the sound behind a dot; of music, the number alone."""
    ran(film, "retake sh030.door m1")
    ran(film, "foley --yes --allow-unknown-prices")
    ran(film, "score --yes")
    assert [*MADE[:1], "m1 music 2", *MADE[1:], "sh030 sfx.door 2"] == heard(film)

    said = ran(film, "circle sh030.door 1").out + ran(film, "circle m1 1").out
    ran(film, "reject sh010.s1 1 too thin")

    assert "circled sh030 sfx.door 1" in said
    assert "circled m1 music 1" in said
    picks = read(film / "picks.yaml")
    assert "m1: {music: 1}\n" in picks
    assert "sh030: {sfx.door: 1}\n" in picks
    project = Production(film).project
    assert "m1 music 1" == project.music["m1"].take
    assert ("sh030 sfx.door 1", "") == tuple(
        project.shots[shot].effects[0].take for shot in ("sh030", "sh010")
    )
    assert "music 1  " in ran(film, "takes m1").out
    assert "m1 music 2 is not in the film: music 1 is circled" in ran(film, "why m1").out


def test_words_that_change_and_lengths_that_grow_outdate_them(
    film: Path, services: Services
) -> None:
    """Money was paid: they stay, and nothing is ordered; shorter is fine."""
    before = len(services.orders())
    edited(film, "wind over ice, seconds: 3", "storm over ice, seconds: 2")
    edited(film, "roars, seconds: 0.5", "roars, seconds: 1")
    edited(film, "a slow choir, seconds: 3", "a slow choir, seconds: 2")

    said = ran(film, "plan").out
    ran(film, "make --yes")

    assert "(make changed since): sc010 sfx.ambience 1" in said
    assert "(it lasts 0.5 s and 1 s are asked for): sh010 sfx.s1 1" in said
    assert "0 to buy, 5 reuse, 2 outdated" in said
    assert before == len(services.orders())


def test_an_order_whose_answer_is_lost_is_in_doubt_and_counted(
    empty: Path, services: Services
) -> None:
    """Effects cannot be found again; nothing is sent a second time until a person decides."""
    edited(empty, "a slow choir", "a slow choir fake-drop-after")
    before = len(services.orders())

    ran(empty, "score --yes", code=1)
    again = ran(empty, "score --yes").all

    assert 1 == len(services.orders()) - before
    assert "in doubt" in ran(empty, "status").out
    assert "nothing to make" in again
    assert "0.06 USD reserved" in ran(empty, "status").out


PROGRAM = """\
import json, pathlib, sys, wave
said = json.load(sys.stdin)
order, into = said["order"], pathlib.Path(said["into"])
if "picture" in order["prompt"]:
    (into / "a.wav").write_bytes(b"no sound at all")
else:
    with wave.open(str(into / "a.wav"), "wb") as file:
        file.setparams((1, 2, 24000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 24000) + order["prompt"].encode() * 2)
"""
"""A program of the author's own that makes silence, or what cannot be heard."""


def test_sounds_of_a_free_program_follow_the_words(empty: Path) -> None:
    """Made anew beside the first where the words change; what is no sound is no take."""
    (empty / "any.py").write_text(PROGRAM, "utf-8")
    own = f"own: {{backend: command, program: [{json.dumps(sys.executable)}, any.py]"
    edited(empty, "  el: {", f"  {own}, makes: [sfx]}}\n  el: {{")
    edited(empty, "sound: el", "sound: own")
    Production(empty).trust()

    ran(empty, "foley")
    edited(empty, "a door falls", "a door closes")
    ran(empty, "foley")
    edited(empty, "a door closes", "a picture of a door")
    ran(empty, "foley", code=1)

    assert ["sfx.door 1", "sfx.door 2"] == [
        name.removeprefix("sh030 ") for name in heard(empty) if name.startswith("sh030")
    ]
    assert "sh030 sfx.door 2" == Production(empty).project.shots["sh030"].effects[0].take


def test_a_take_that_is_away_is_named_and_never_ordered_again(
    film: Path, services: Services
) -> None:
    """A draft goes without it; an export is refused."""
    before = len(services.orders())
    (film / "takes" / "sc010" / "sc010_sfx.ambience_t01.mp3").unlink()

    assert "sc010 sfx.ambience 1 is offline" in ran(film, "plan").out
    assert (
        "sc010 sfx.ambience 1, the sound ambience of sc010, is offline"
        in ran(film, "export", code=2).err
    )
    ran(film, "foley --yes")
    assert before == len(services.orders())


def test_a_recording_is_taken_for_a_sound_or_a_piece(empty: Path, tmp_path: Path) -> None:
    """It needs no generator then."""
    for number, name in enumerate(("door", "choir")):
        wave = np.full((24_000 + 2000 * number, 2), 0.1, np.float32)
        write_sound(wave, tmp_path / f"{name}.wav")

    door = typed("-p", empty, "adopt", tmp_path / "door.wav", "--shot", "sh030.door")
    choir = typed("-p", empty, "adopt", tmp_path / "choir.wav", "--shot", "m1")

    assert door.out.startswith("sh030 sfx.door 1")
    assert choir.out.startswith("m1 music 1")
    project = Production(empty).project
    assert "m1 music 1" == project.music["m1"].take
    assert "sh030 sfx.door 1" == project.shots["sh030"].effects[0].take


def test_beats_are_heard_in_music_that_was_made(film: Path) -> None:
    """The take that stands is listened to."""
    said = typed("-p", film, "beats", "m1", "--to", film / "m1.beats").all

    assert "m1_music_t01.mp3" in said


def test_what_holds_takes_beside_the_shots_is_no_shot(film: Path) -> None:
    """It has no window, and no place on a storyboard; what asks for takes knows it."""
    production = Production(film)

    shots = [shot.id for shot in choose(production, Selection())]
    asked = {row.job.id.shot for row in production.plan(Selection()).rows}

    assert ["sh010", "sh020", "sh030"] == shots
    assert {"sc010", "m1"} <= asked
    assert "m1 is no shot: it has no window" in ran(film, "trim m1 0-3", code=2).err
    assert "write the new name in film.yaml" in ran(film, "rename m1 m2", code=2).err
    assert ran(film, "play sc010.ambience").out.strip().endswith("sc010_sfx.ambience_t01.mp3")


def test_a_piece_that_was_renamed_is_not_made_twice(film: Path) -> None:
    """Its words lie with the takes of a name that is gone: they follow when that is said."""
    edited(film, "music: {m1:", "music: {theme:")
    (film / "cuts" / "main.yaml").write_text(CUT.replace("m1", "theme"), "utf-8")

    said = ran(film, "plan").out
    ran(film, "rename m1 theme")

    assert "its words are those of m1, which is gone: renamed? `rushes rename m1 theme`" in said
    assert "theme music 1" == Production(film).project.music["theme"].take
    assert "0 to buy" in ran(film, "plan").out
