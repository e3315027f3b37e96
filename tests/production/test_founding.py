"""A film begins in four ways, and each can be made at once."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree
from zlib import crc32

import pytest
from PIL import ExifTags, Image

from pipeline.cli.telling import Telling
from pipeline.errors import MediaError, ProjectError
from pipeline.production import Production
from pipeline.production.founding import HALF, Request, begin, template_names
from pipeline.production.gathering import gather, time_order
from pipeline.production.selecting import Selection
from tests.production.footage import clip, picture, read, typed

LINES = """\
WS, push in, 2s | a city: cold, #1 of many
"Don't look back," she says; {brace} [list] & more

CU | <nobody's> 'face' => snow
- a line that begins with a dash
大远景 推 | 雪: 冰封的城市
MS | a tab\there, 50% off! @home *bold* ? yes ~ null
%directive --- ... | > | `tick`
"""


def beats(path: Path, *, bpm: int, seconds: int) -> Path:
    """A click track."""
    import wave

    import numpy as np

    rate = 48_000
    samples = np.zeros(rate * seconds, dtype=np.int16)
    step = rate * 60 // bpm
    click = (np.random.default_rng(1).standard_normal(1200) * 9000).astype(np.int16)
    for start in range(0, len(samples) - len(click), step):
        samples[start : start + len(click)] = click
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


def photo(path: Path, taken: str = "", *, size: tuple[int, int] = (96, 54)) -> Path:
    """A picture with the date a camera writes into it."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    path.parent.mkdir(parents=True, exist_ok=True)
    colour = tuple(crc32(os.fsencode(path)).to_bytes(4, "big")[:3])
    Image.new("RGB", size, colour).save(path, exif=exif)
    return path


def wrong(folder: Path) -> list[str]:
    """What `check` says of a film, warnings included."""
    return [problem.message for problem in Production(folder).check()]


@pytest.mark.parametrize("name", ["", *template_names()])
def test_every_template_gives_a_film_without_a_fault(tmp_path: Path, name: str) -> None:
    """With a schema for the editor and a list of what git leaves out."""
    begun = begin(Request(tmp_path / "film", template=name))

    assert begun.shots > 0
    assert [] == wrong(begun.folder)
    assert (begun.folder / "film.schema.json").is_file()
    assert ".rushes/" in read(begun.folder / ".gitignore")
    assert read(begun.folder / "film.yaml").startswith("# yaml-language-server: $schema=")


def test_a_folder_of_pictures_and_clips_becomes_a_film(tmp_path: Path) -> None:
    """A shot each, numbers in names as numbers, adopted; nothing is left to make but moves."""
    album = tmp_path / "album"
    picture(album / "trip 10.png", "navy")
    picture(album / "trip 2: dawn #1.png", "teal")
    clip(album / "trip 3.mp4", "maroon", frames=18)
    (album / "trip 4.jpg").write_text("no picture")
    (album / "notes.txt").write_text("not media")

    begun = begin(Request(tmp_path / "film", material=album))

    film = Production(begun.folder)
    takes = {row.take for row in film.takes(Selection())}
    assert (3, 3) == (begun.shots, begun.adopted)
    assert ["trip 4.jpg"] == [line.partition(":")[0] for line in begun.left]
    assert {"sh010 panel 1", "sh020 clip 1", "sh030 panel 1"} == takes
    assert ["trip 2: dawn #1", "trip 3", "trip 10"] == [
        shot.about for shot in film.project.shots.values()
    ]
    assert [] == wrong(begun.folder)
    assert [("sh010", "clip"), ("sh030", "clip")] == [
        (row.job.id.shot, str(row.job.id.kind))
        for row in film.plan(Selection()).rows
        if str(row.decision) == "make"
    ]
    assert 18 == film.project.shots["sh020"].frames


def test_music_sets_the_lengths_by_its_tempo(tmp_path: Path) -> None:
    """At 120 beats a minute a shot lasts five beats: two and a half seconds."""
    picture(tmp_path / "album" / "a.png", "navy")
    picture(tmp_path / "album" / "b.png", "teal")
    song = beats(tmp_path / "song.wav", bpm=120, seconds=12)

    begun = begin(Request(tmp_path / "film", material=tmp_path / "album", music=song))

    film = Production(begun.folder)
    assert "5 beats" in read(begun.folder / "film.yaml")
    assert [60, 60] == [shot.frames for shot in film.project.shots.values()]
    assert (begun.folder / "audio" / "song.wav").is_file()
    assert [] == wrong(begun.folder)


def test_cuts_stay_on_the_beat_however_many_there_are(tmp_path: Path) -> None:
    """Four beats at 100 a minute last 57.6 frames: every cut is at the frame nearest its beat."""
    for number in range(12):
        picture(tmp_path / "album" / f"{number}.png", f"#{number:02x}4060")
    song = beats(tmp_path / "song.wav", bpm=100, seconds=12)

    begun = begin(Request(tmp_path / "film", material=tmp_path / "album", music=song))

    rows = Production(begun.folder).cut_rows("main")
    bpm = Production(begun.folder).project.music["m1"].bpm
    assert bpm is not None
    assert [round(number * 4 * 24 * 60 / bpm) for number in range(12)] == [
        row.record.start for row in rows
    ]
    (said,) = wrong(begun.folder)
    assert said.startswith("the picture is 417 frames (17.38 s) longer than the music 'm1'")


def test_a_long_look_says_how_far_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it does at once, and a count every five seconds; what JSON is asked of stays silent."""
    for number in range(4):
        photo(tmp_path / "album" / f"{number}.jpg")
    song = beats(tmp_path / "song.wav", bpm=120, seconds=5)
    moments = iter(range(0, 100, 3))
    telling = Telling(now=lambda: float(next(moments)))

    begin(Request(tmp_path / "film", material=tmp_path / "album", music=song), telling)
    said = typed("init", tmp_path / "other", "--from", tmp_path / "album", "--json")

    assert [
        "looking at 4 files",
        "looking at 4 files: 2 done",
        "listening to song.wav",
        "taking in 4 files",
        "taking in 4 files: 2 done",
    ] == capsys.readouterr().err.splitlines()
    assert "" == said.err


@pytest.mark.parametrize("bpm", [120, 1])
def test_under_a_song_clips_are_silent_and_the_cut_says_so(tmp_path: Path, bpm: int) -> None:
    """Whether a beat is heard or not; without a song they are heard."""
    album = tmp_path / "album"
    clip(album / "a.mp4", "teal", has_sound=True)
    clip(album / "b.mp4", "navy")
    photo(album / "c.jpg")
    song = beats(tmp_path / "song.wav", bpm=bpm, seconds=5)

    begin(Request(tmp_path / "film", material=album, music=song))
    begin(Request(tmp_path / "heard", material=album))

    cut = read(tmp_path / "film" / "cuts" / "main.yaml")
    lines = cut.splitlines()
    assert lines[1].startswith("# mute: the clip's own sound is off, for the music")
    assert ["sh010"] == [line.split()[1] for line in lines if line.endswith(" mute")]
    assert 1 == cut.count("#")
    assert [] == wrong(tmp_path / "film") == wrong(tmp_path / "heard")
    assert not (tmp_path / "heard" / "cuts").exists()


def test_a_list_of_lines_becomes_scenes_whatever_the_lines_hold(tmp_path: Path) -> None:
    """Colons, hashes, quotes, brackets and dashes arrive word for word."""
    lines = tmp_path / "shots.txt"
    lines.write_text(LINES, "utf-8-sig")

    begun = begin(Request(tmp_path / "my film: part #1", shots=lines))

    project = Production(begun.folder).project
    panels = [shot.panel for shot in project.shots.values()]
    assert 7 == begun.shots
    assert [2, 5] == [len(scene.shots) for scene in project.scenes]
    assert "a city: cold, #1 of many" == panels[0]
    assert '"Don\'t look back," she says; {brace} [list] & more' == panels[1]
    assert "- a line that begins with a dash" == panels[3]
    assert "雪: 冰封的城市" == panels[4]
    assert "My Film: Part #1" == project.title.first


def test_lines_that_are_plain_give_a_film_without_a_fault(tmp_path: Path) -> None:
    """Ready to be made."""
    lines = tmp_path / "shots.txt"
    lines.write_text("WS, push in | a city: cold\nCU | a face, #1\n\nMS | a man\n", "utf-8")

    begun = begin(Request(tmp_path / "film", shots=lines))

    assert [] == wrong(begun.folder)


def test_a_film_that_is_there_is_never_touched(tmp_path: Path) -> None:
    """Whatever way of beginning."""
    film = tmp_path / "film"
    begin(Request(film))
    before = {path: path.read_bytes() for path in film.rglob("*") if path.is_file()}
    lines = tmp_path / "shots.txt"
    lines.write_text("a city", "utf-8")

    for request in (Request(film), Request(film, shots=lines), Request(film, material=film)):
        with pytest.raises(ProjectError, match="is a film already"):
            begin(request)

    assert before == {path: path.read_bytes() for path in film.rglob("*") if path.is_file()}


def test_a_beginning_that_cannot_be_meant_writes_nothing(tmp_path: Path) -> None:
    """No such template, an empty folder, an empty list, two ways at once, no music."""
    empty = tmp_path / "empty"
    empty.mkdir()
    blank = tmp_path / "blank.txt"
    blank.write_text("\n\n", "utf-8")
    latin = tmp_path / "latin.txt"
    latin.write_bytes("ein Häuschen".encode("latin-1"))
    film = tmp_path / "film"
    picture(tmp_path / "album" / "a.png")
    wishes = {
        "there is no template 'opera'": Request(film, template="opera"),
        "no pictures or clips in": Request(film, material=empty),
        "holds no shots": Request(film, shots=blank),
        "cannot be read as text": Request(film, shots=latin),
        "not from two of them": Request(film, template="trailer", shots=blank),
        "has a sound of its own": Request(film, music=latin),
        "there is no file": Request(film, material=tmp_path / "album", music=tmp_path / "no.wav"),
    }

    for said, request in wishes.items():
        with pytest.raises(ProjectError, match=said):
            begin(request)

    assert not film.exists()


def test_music_that_is_none_is_refused(tmp_path: Path) -> None:
    """A file of noise is no sound; nothing is written."""
    noise = tmp_path / "noise.mp3"
    noise.write_bytes(b"no music")
    picture(tmp_path / "album" / "a.png")

    with pytest.raises(MediaError):
        begin(Request(tmp_path / "film", material=tmp_path / "album", music=noise))

    assert not (tmp_path / "film").exists()


def test_the_same_picture_twice_is_one_shot(tmp_path: Path) -> None:
    """The bytes are stored once, and no shot is left without a picture, which no export takes."""
    first = picture(tmp_path / "pics" / "a.png")
    (tmp_path / "pics" / "b.png").write_bytes(first.read_bytes())

    begun = begin(Request(tmp_path / "film", material=tmp_path / "pics"))

    assert (1, 1) == (begun.shots, begun.adopted)
    assert ("b.png: it is the same as a.png",) == begun.left


def test_whatever_lies_in_a_folder_the_film_can_be_made(tmp_path: Path) -> None:
    """Broken files, sounds, downloads and pictures of other kinds are named, and make no shot."""
    pics = tmp_path / "urlaub é"
    whole = picture(pics / "a.png")
    (pics / "broken.jpg").write_bytes(b"\xff\xd8\xffnothing")
    (pics / "half.png").write_bytes(whole.read_bytes()[:-200])
    (pics / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (pics / "way.mp4").write_bytes(b"x")
    (pics / "way.mp4.part").write_bytes(b"x")
    beats(pics / "sound.wav", bpm=90, seconds=2).rename(pics / "sound.mp4")

    begun = begin(Request(tmp_path / "film", material=pics))

    assert (1, 1) == (begun.shots, begun.adopted)
    assert [] == wrong(begun.folder)
    said = "\n".join(begun.left)
    for name in ("broken.jpg", "half.png", "phone.heic", "way.mp4", "sound.mp4"):
        assert name in said
    assert str(pics) not in said


def test_a_folder_of_broken_files_begins_nothing(tmp_path: Path) -> None:
    """A film without a shot is none; each file is named with what is wrong."""
    (tmp_path / "pics").mkdir()
    (tmp_path / "pics" / "broken.jpg").write_bytes(b"nothing")

    with pytest.raises(ProjectError, match=r"broken\.jpg: is not a picture"):
        begin(Request(tmp_path / "film", material=tmp_path / "pics"))

    assert not (tmp_path / "film").exists()


def test_a_picture_is_no_music(tmp_path: Path) -> None:
    """It is said in plain words, before anything is written."""
    still = picture(tmp_path / "pics" / "a.png")

    with pytest.raises(MediaError, match="holds no sound"):
        begin(Request(tmp_path / "film", material=tmp_path / "pics", music=still))

    assert not (tmp_path / "film").exists()


def test_the_order_is_the_date_inside_else_in_the_name_else_the_name(tmp_path: Path) -> None:
    """A file without a date stands behind the one before it; nothing depends on a copy's date."""
    album = tmp_path / "album"
    photo(album / "DSC_0007.jpg", "2026:07:05 10:00:00")
    photo(album / "IMG_0100.jpg", "2026:07:04 09:00:00")
    photo(album / "IMG_0101 painted.png")
    photo(album / "Screenshot 2026-07-04 at 08.00.00.png")
    photo(album / "day 10" / "b.jpg", "2026:07:04 12:00:00")
    photo(album / "day 2" / "a.jpg", "2026:07:04 11:00:00")

    begun = begin(Request(tmp_path / "film", material=album))

    assert [
        "Screenshot 2026-07-04 at 08.00.00",
        "IMG_0100",
        "IMG_0101 painted",
        "a",
        "b",
        "DSC_0007",
    ] == [shot.about for shot in Production(begun.folder).project.shots.values()]


def test_without_dates_names_decide_numbers_as_numbers(tmp_path: Path) -> None:
    """A folder's own files come before those of the folders in it, capitals make no difference."""
    album = tmp_path / "album"
    for name in ("Trip 10.png", "trip 2.png", "TRIP 1.png", "day 10/1.png", "day 9/2.png"):
        photo(album / name)

    found = [path.relative_to(album).as_posix() for path in gather(album).facts]

    assert ["TRIP 1.png", "trip 2.png", "Trip 10.png", "day 9/2.png", "day 10/1.png"] == found


def test_a_file_without_a_date_stays_with_its_folder() -> None:
    """Behind the one before it by name; the first of a folder before the next; else at the end."""
    day = datetime(2026, 7, 4)  # noqa: DTZ001 - a camera's clock has no zone
    later = day + timedelta(days=1)

    assert [1, 2, 0] == time_order([("a", later), ("b", None), ("b", day)])
    assert [2, 0, 1] == time_order([("a", later), ("a", None), ("a", day)])
    assert [1, 2, 0] == time_order([("a", later), ("b", day), ("c", None)])
    assert [0, 1, 2] == time_order([("a", None), ("b", None), ("c", day)])
    assert [] == time_order([])


def test_an_album_of_portraits_is_an_upright_film(tmp_path: Path) -> None:
    """No larger than a film of landscapes, and the camera moves over every still."""
    for number in range(4):
        photo(tmp_path / "album" / f"{number}.jpg", size=(90, 120))
    photo(tmp_path / "album" / "wide.jpg", size=(300, 100))

    begun = begin(Request(tmp_path / "film", material=tmp_path / "album"))

    project = Production(begun.folder).project
    assert (0.75, 720) == (float(project.aspect), project.deliveries["main"].width)
    assert ["push in", "pull out", "push in @ 38,42", "pull out @ 62,42", "pan right"] == [
        str(shot.camera) for shot in project.shots.values()
    ]


def test_notes_in_a_list_of_lines_are_no_shots(tmp_path: Path) -> None:
    """Nor do they end a scene; line ends, tabs and a mark of the file's beginning do no harm."""
    lines = tmp_path / "shots.txt"
    lines.write_bytes(
        b"\xef\xbb\xbf# the station\r\nWS | a platform, night\r\n  # a note\r\n"
        b"\tCU | a hand\t\r\n \t\r\n# only a note\r\n\r\n\r\nMS | a man, #2 of two\r\n"
    )

    begun = begin(Request(tmp_path / "film", shots=lines))

    project = Production(begun.folder).project
    assert ["a platform, night", "a hand", "a man, #2 of two"] == [
        shot.panel for shot in project.shots.values()
    ]
    assert [2, 1] == [len(scene.shots) for scene in project.scenes]
    assert () == begun.problems


SIGNS = (
    *("null", "true", "42", "010", "~", "a:", "x: y", "a #b", "--- a", "... b", "<a> b", "{a}"),
    *(
        "a\x07bell",
        "a\x7fb",
        "a\ufeffb",
        "tab\there",
        "'",
        '"',
        "- ",
        "? key",
        "é\u0301 🎬",
        "\\ b",
    ),
)


@pytest.mark.parametrize("line", SIGNS)
def test_a_line_arrives_as_it_was_written(tmp_path: Path, line: str) -> None:
    """Whatever it means to YAML; signs that no text holds are said, not lost."""
    lines = tmp_path / "shots.txt"
    lines.write_text(f"WS | {line}\n{line}\n", "utf-8")

    begun = begin(Request(tmp_path / "film", shots=lines))

    project = Production(begun.folder).project
    assert 2 == begun.shots
    assert [line.strip()] * 2 == [shot.panel for shot in project.shots.values()]


def test_faults_in_a_list_of_lines_are_said_when_the_film_is_written(tmp_path: Path) -> None:
    """With the line of the film, as `check` says them."""
    lines = tmp_path / "shots.txt"
    lines.write_text("WSS | a city\nCU | <nobody> waits\n", "utf-8")

    begun = begin(Request(tmp_path / "film", shots=lines))

    said = "\n".join(problem.message for problem in begun.problems)
    assert "WSS" in said
    assert "nobody" in said


def test_files_of_the_author_are_never_written_over(tmp_path: Path) -> None:
    """A folder may hold a cut, a song or a template's file already; it is left as it was."""
    film = tmp_path / "film"
    for name in ("cuts/main.yaml", "audio/song.wav"):
        (film / name).parent.mkdir(parents=True)
        (film / name).write_text("mine", "utf-8")
    song = beats(tmp_path / "song.wav", bpm=120, seconds=5)
    lines = tmp_path / "shots.txt"
    lines.write_text("a city", "utf-8")

    for request in (Request(film), Request(film, shots=lines, music=song)):
        with pytest.raises(ProjectError, match=r"has files already.*cuts/main\.yaml"):
            begin(request)

    assert {"cuts", "audio"} == {path.name for path in film.iterdir()}
    assert "mine" == read(film / "cuts" / "main.yaml") == read(film / "audio" / "song.wav")


def test_pictures_and_song_may_lie_in_the_folder_of_the_film(tmp_path: Path) -> None:
    """Nothing is copied onto itself, and the song is no stray sound."""
    film = tmp_path / "film"
    photo(film / "pictures" / "a.jpg")
    (film / "audio").mkdir()
    song = beats(film / "audio" / "song.wav", bpm=120, seconds=5)
    other = beats(film / "pictures" / "other.wav", bpm=90, seconds=1)

    begun = begin(Request(film, material=film, music=song))

    assert (1, 1) == (begun.shots, begun.adopted)
    assert (f"{other.name}: it is a sound; --music takes a song",) == begun.left
    assert [] == wrong(film)


def test_names_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    """Old disks hold names that are no UTF-8: taken in, and written as far as they can be read."""
    album = tmp_path / "album"
    latin = os.fsdecode(b"h\xe4uschen")
    try:
        photo(album / f"{latin}.jpg")
    except OSError:
        pytest.skip("this file system holds UTF-8 names alone")
    (album / f"{latin} 2.jpg").write_bytes(b"nothing")

    said = typed("init", tmp_path / "film", "--from", album)

    film = Production(tmp_path / "film")
    assert 0 == said.code
    assert "left alone: h\ufffduschen 2.jpg" in said.err
    assert ["h\ufffduschen"] == [shot.about for shot in film.project.shots.values()]
    assert "1 file adopted" in said.out


def test_what_cannot_be_a_shot_is_named_and_the_names_are_few(tmp_path: Path) -> None:
    """A picture that calls itself a clip, and a hundred files of one content."""
    album = tmp_path / "album"
    photo(album / "a.png")
    Image.new("RGB", (96, 54), "teal").save(album / "still.gif")
    for number in range(30):
        (album / f"copy {number}.png").write_bytes((album / "a.png").read_bytes())

    said = typed("init", tmp_path / "film", "--from", album)

    lines = said.err.splitlines()
    assert ["looking at 32 files", "taking in 1 file"] == lines[:2]
    assert 2 + 21 == len(lines)
    assert "left alone: copy 0.png: it is the same as a.png" == lines[2]
    assert "left alone: 11 more; `--json` names all" == lines[-1]
    assert "still.gif: it is a clip of a single picture; save it as PNG" in gather(album).left


def test_music_without_a_beat_or_too_short_is_said(tmp_path: Path) -> None:
    """The film is made all the same; a file with no sound in it is none."""
    for number in range(8):
        photo(tmp_path / "album" / f"{number}.jpg")
    quiet = beats(tmp_path / "quiet.wav", bpm=1, seconds=2)
    empty = beats(tmp_path / "empty.wav", bpm=1, seconds=0)

    begun = begin(Request(tmp_path / "film", material=tmp_path / "album", music=quiet))

    assert (
        "no steady beat was heard in quiet.wav: a shot lasts 2.5 s",
        "quiet.wav ends after 2 s, the film after 20 s",
    ) == begun.notes
    (said,) = wrong(begun.folder)
    assert said.startswith("the picture is 432 frames (18 s) longer than the music 'm1'")
    with pytest.raises(MediaError, match="holds no sound"):
        begin(Request(tmp_path / "other", material=tmp_path / "album", music=empty))


def test_a_beginning_that_was_stopped_goes_on_with_the_same_command(tmp_path: Path) -> None:
    """Killed while pictures were taken in; another folder's pictures never go into that film."""
    for name in ("a", "b", "c"):
        photo(tmp_path / "album" / f"{name}.jpg")
    photo(tmp_path / "others" / "d.jpg")
    film = tmp_path / "film"
    begin(Request(film, material=tmp_path / "album"))
    for lost in (film / "takes" / "sh020", film / "takes" / "sh030", film / ".rushes"):
        rmtree(lost)
    (film / HALF).touch()

    with pytest.raises(ProjectError, match="is a film already"):
        begin(Request(film, material=tmp_path / "others"))
    begun = begin(Request(film, material=tmp_path / "album"))

    assert (3, 3) == (begun.shots, begun.adopted)
    assert {"sh010 panel 1", "sh020 panel 1", "sh030 panel 1"} == {
        row.take for row in Production(film).takes(Selection())
    }
    assert not (film / HALF).exists()
    with pytest.raises(ProjectError, match="is a film already"):
        begin(Request(film, material=tmp_path / "album"))


@pytest.mark.parametrize("way", ["template", "album", "lines"])
def test_every_way_of_beginning_writes_the_schema_that_the_film_names(
    tmp_path: Path, way: str
) -> None:
    """Beside it, for the editor."""
    photo(tmp_path / "album" / "a.jpg")
    lines = tmp_path / "shots.txt"
    lines.write_text("a city", "utf-8")
    film = tmp_path / "film"
    requests = {
        "template": Request(film),
        "album": Request(film, material=tmp_path / "album"),
        "lines": Request(film, shots=lines),
    }

    begin(requests[way])

    named = read(film / "film.yaml").partition("\n")[0].partition("$schema=")[2]
    assert (film / named).is_file()
    assert not list(film.rglob("*.part"))
