"""What an editor made of a cut comes back as a change list and a cut of its own."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.production.footage import ran, typed
from tests.production.returning import CUT, edited, sent, six_shots, written


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film, built once; not to be touched."""
    home = tmp_path_factory.mktemp("six")
    return six_shots(home / "film", home / "material")


@pytest.fixture
def film(whole: Path, tmp_path: Path) -> Path:
    """A film of six shots, and its cut."""
    return Path(shutil.copytree(whole, tmp_path / "film"))


def _named(children: list[Any], shot: str) -> int:
    return next(at for at, each in enumerate(children) if each["name"].startswith(shot))


def _shorter(clip: Any, frames: int) -> None:
    clip["source_range"]["duration"]["value"] -= frames


@pytest.mark.parametrize("name", ["otio", "fcp7", "fcpxml", "edl"])
def test_what_nobody_touched_comes_back_as_no_change(film: Path, name: str) -> None:
    """Everything that the format has no word for is as the cut has it."""
    files = sent(film, name)

    said = ran(film, f"readback {' '.join(map(str, files))} --name back")

    assert "back: nothing is different" == said.out.splitlines()[0]
    text = f"# read back from {files[0].name}\ncut: back\nlike: main\n"
    assert text == written(film, "back")


def test_an_edited_timeline_is_told_in_film_words(film: Path) -> None:
    """Shorter, out, and moved; the cut that went out stays byte for byte."""
    (path,) = sent(film, "otio")

    def cut(children: list[Any]) -> None:
        _shorter(children[_named(children, "sh010")], 8)
        del children[_named(children, "sh050")]
        moved = children.pop(_named(children, "sh040"))
        children.insert(_named(children, "sh060") + 1, moved)

    said = ran(film, f"readback {edited(path, cut)} --name resolve-v3")

    first = said.out.splitlines()[0]
    assert first.startswith("resolve-v3: sh010 (1st) -8 frames; ")
    assert "sh050 out" in first
    assert "sh040 now after sh060" in first
    assert CUT == written(film, "main")
    assert "like: main" in written(film, "resolve-v3")
    shown = ran(film, "cut --list --cut resolve-v3").out
    assert ["sh010", "sh020", "sh030", "sh060", "sh040"] == [
        line.split()[3]
        for line in shown.splitlines()
        if line.split()[3].startswith("sh") and "over" not in line
    ]


def test_an_edited_list_is_told_likewise(film: Path) -> None:
    """An EDL that Resolve would write: other numbers, no words of ours but the clips' names."""
    lines = [
        "TITLE: edit 3",
        "FCM: NON-DROP FRAME",
        "001  AX       V     C        00:00:00:00 00:00:00:16 01:00:00:00 01:00:00:16",
        "* FROM CLIP NAME: sh010_clip_t01.mp4",
        "002  AX       V     C        00:00:00:02 00:00:00:20 01:00:00:16 01:00:01:10",
        "* FROM CLIP NAME: sh030_clip_t01",
        "003  AX       V     C        00:00:00:00 00:00:00:12 01:00:01:10 01:00:01:22",
        "* FROM CLIP NAME: sh020_clip_t02",
    ]
    theirs = film / "edit.edl"
    theirs.write_text("\r\n".join(lines), "utf-8")

    said = ran(film, f"readback {theirs} --name list")

    first = said.out.splitlines()[0]
    assert first.startswith("list: sh010 -8 frames; no fade in before sh010; ")
    assert "sh020 now after sh030" in first
    assert "sh060 out" in first
    shown = ran(film, "cut --list --cut list").out.splitlines()
    assert [
        ["sh010", "clip", "1", "0-16"],
        ["sh030", "clip", "1", "2-20"],
        ["sh020", "clip", "2", "0-12", "flop"],
    ] == [line.split()[3:] for line in shown]


def test_flop_and_zoom_of_an_editor_come_back_where_the_format_says_them(film: Path) -> None:
    """Un-flopped in Final Cut Pro, punched into in Premiere."""
    (xml,) = sent(film, "fcpxml")
    theirs = film / "final.fcpxml"
    text = xml.read_text("utf-8")
    assert 'scale="-1 1"' in text
    theirs.write_text(text.replace('scale="-1 1"', 'scale="1 1"'), "utf-8")
    (seven,) = sent(film, "fcp7")
    text = seven.read_text("utf-8")
    place = text.index("<logginginfo>", text.index("<name>sh060_clip_t01</name>"))
    punched = (
        "<filter><effect><name>Basic Motion</name><effectid>basic</effectid><parameter>"
        "<parameterid>scale</parameterid><value>150</value></parameter></effect></filter>"
    )
    premiere = film / "premiere.xml"
    premiere.write_text(text[:place] + punched + text[place:], "utf-8")

    final = ran(film, f"readback {theirs} --name final").out
    zoomed = ran(film, f"readback {premiere} --name premiere").out

    assert "final: sh020 no longer flop" == final.splitlines()[0]
    assert "premiere: sh060 now zoom 1.5 @ 50,50" == zoomed.splitlines()[0]
    assert "- replace sh060: sh060/1 0-24 zoom 1.5" in written(film, "premiere")


def test_another_take_of_a_shot_keeps_what_the_cut_does_to_it(film: Path) -> None:
    (path,) = sent(film, "otio")

    def swap(children: list[Any]) -> None:
        clip = children[_named(children, "sh020")]
        clip["name"] = "sh020_clip_t01 copy"
        clip["metadata"] = {}

    said = ran(film, f"readback {edited(path, swap)} --name other")

    assert "other: sh020 take 2 -> 1" == said.out.splitlines()[0]
    assert "- replace sh020: sh020/1 0-12 flop" in written(film, "other")


def test_names_come_first_then_what_was_kept_then_the_file(film: Path) -> None:
    """An editor that renames its clips is understood all the same."""
    (path,) = sent(film, "otio")

    def rename(children: list[Any]) -> None:
        for clip in children:
            clip["name"] = "a fine picture"
        for clip in children[6:]:
            clip["metadata"] = {}

    said = ran(film, f"readback {edited(path, rename)} --name renamed")

    assert "renamed: nothing is different" == said.out.splitlines()[0]


def test_what_is_not_here_and_what_is_no_take_are_named(film: Path) -> None:
    """A take that nobody has, and a clip from elsewhere: its place is held by a slate."""
    (path,) = sent(film, "otio")

    def strange(children: list[Any]) -> None:
        one = children[_named(children, "sh040")]
        one["name"], one["metadata"] = "sh040_clip_t09", {}
        two = children[_named(children, "sh050")]
        two["name"], two["metadata"], two["effects"] = "stock fire 12", {}, []
        two["media_references"]["DEFAULT_MEDIA"]["target_url"] = "D:\\stock\\fire.mov"

    said = ran(film, f"readback {edited(path, strange)} --name strange")

    assert "not here: sh040 clip 9: there is no such take" in said.out
    assert "not understood: 'stock fire 12' at frame 74 is no take of this film" in said.out
    assert 'missing 12 "stock fire 12"' in written(film, "strange")


def test_a_take_that_is_smaller_than_the_film_is_named_with_its_windows(film: Path) -> None:
    board = (film / "film.yaml").read_text("utf-8")
    (film / "film.yaml").write_text(board.replace("width: 96", "width: 192"), "utf-8")
    (path,) = sent(film, "otio")

    said = ran(film, f"readback {path} --name small")

    assert "to upscale: sh010 clip 1: 96x54 in a film of 192x108, frames 0-24 4-10" in said.out


def test_a_cut_that_is_there_is_never_written_over(film: Path) -> None:
    (path,) = sent(film, "otio")

    main = ran(film, f"readback {path} --name main", code=2).err
    ran(film, f"readback {path} --name once")
    again = ran(film, f"readback {path} --name once", code=2).err

    assert "there is a cut 'main' already" in main
    assert "there is a cut 'once' already" in again
    assert CUT == written(film, "main")


def test_another_rate_is_refused(film: Path) -> None:
    (path,) = sent(film, "otio")
    theirs = film / "pal.otio"
    theirs.write_text(path.read_text("utf-8").replace('"rate": 24.0', '"rate": 25.0'), "utf-8")

    said = ran(film, f"readback {theirs}", code=2).err

    assert "the timeline has 25 pictures a second and the film 24" in said


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE xmeml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    "<xmeml><sequence><name>&b;</name></sequence></xmeml>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE xmeml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    "<xmeml><sequence><name>&a;</name></sequence></xmeml>"
)
TIMELINE = (
    '{"OTIO_SCHEMA": "Timeline.1", "tracks": {"children": [{"OTIO_SCHEMA": "Track.1", '
    '"kind": "Video", "children": [{"OTIO_SCHEMA": "Clip.2", "name": "x", "source_range": '
    '{"start_time": {"rate": 24.0, "value": 0}, "duration": {"rate": 24.0, "value": %s}}}]}]}}'
)
EVENT = "001  AX       V     C        00:00:00:00 00:00:01:00 %s %s\n"
HOSTILE = {
    "bomb.xml": BOMB,
    "outside.xml": OUTSIDE,
    "deep.xml": "<xmeml>" + "<a>" * 5000,
    "broken.xml": "<xmeml><sequence>",
    "other.xml": "<html></html>",
    "numbers.xml": "<xmeml><sequence><rate><timebase>24</timebase></rate><media><video><track>"
    "<clipitem><start>0</start><end>9" + "9" * 40 + "</end></clipitem></track></video></media>"
    "</sequence></xmeml>",
    "deep.otio": '{"OTIO_SCHEMA": ' + "[" * 200_000,
    "list.otio": '["OTIO_SCHEMA"]',
    "empty.otio": '{"OTIO_SCHEMA": "Timeline.1", "tracks": {"children": []}}',
    "huge.otio": TIMELINE % "1e300",
    "endless.otio": TIMELINE % "Infinity",
    "nothing.otio": TIMELINE % "NaN",
    "less.otio": TIMELINE % "-5",
    "long.otio": TIMELINE % ("9" * 6000),
    "half.otio": (TIMELINE % "24").replace('"x"', '"\\ud800"'),
    "words.otio": TIMELINE % '"many"',
    "none.edl": "TITLE: nothing\n",
    "back.edl": EVENT % ("01:00:02:00", "01:00:01:00"),
    "minute.edl": EVENT % ("01:75:00:00", "01:75:01:00"),
    "noise.edl": "\x00\x01\x02" * 1000,
    "picture.png": "nothing",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_means_harm_is_refused_in_a_sentence(film: Path, name: str) -> None:
    """No traceback, no entity, no other file, and no new cut."""
    (film / name).write_text(HOSTILE[name], "utf-8")

    said = typed("-p", film, "readback", film / name, "--name", "hostile")

    assert 2 == said.code
    assert "fix:" in said.err
    assert "passwd" not in said.all
    assert len(said.err) < 600
    assert not (film / "cuts" / "hostile.yaml").exists()


def test_a_name_that_no_cut_can_say_is_written_as_far_as_it_can(film: Path) -> None:
    """What came back is read again, whatever an editor had in a clip's name."""
    strange = (TIMELINE % "24").replace('"x"', r'"a\u0000\u001b[2J\n- sh010: \u2028 #\" b"')
    (film / "strange.otio").write_text(strange, "utf-8")

    ran(film, f"readback {film / 'strange.otio'} --name strange")

    assert (film / "cuts" / "strange.yaml").read_text("utf-8").isascii()
    assert "nothing is wrong" in ran(film, "check").out


def test_a_bundle_comes_back_like_its_timeline(film: Path) -> None:
    ran(film, "cut write otioz")

    said = ran(film, f"readback {film / 'out' / 'main-v1.otioz'} --name bundle")

    assert "bundle: nothing is different" == said.out.splitlines()[0]


@pytest.mark.parametrize("what", ["none", "bomb", "cut", "other"])
def test_a_bundle_that_means_harm_is_refused_in_a_sentence(film: Path, what: str) -> None:
    """No zip, one that would fill the disk, one cut short, and one without a timeline."""
    path = film / "hostile.otioz"
    name = "other.txt" if what == "other" else "content.otio"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(name, b" " * (135_000_000 if what == "bomb" else 2_000))
    if what in ("none", "cut"):
        path.write_bytes(b"nothing" if what == "none" else path.read_bytes()[:60])

    said = typed("-p", film, "readback", path, "--name", "hostile")

    assert 2 == said.code
    assert "the OpenTimelineIO bundle cannot be read: " in said.err


def test_a_file_that_is_not_there_is_said(film: Path) -> None:
    said = ran(film, "readback nowhere.otio", code=2).err

    assert "nowhere.otio cannot be read: there is no such file" in said
