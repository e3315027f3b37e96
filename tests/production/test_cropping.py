"""`check` says what is cropped, enlarged or converted; it counts none of it as wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from pipeline.media.ffmpeg import run
from pipeline.production import Production
from pipeline.production.cropping import NAMED, framing_notes
from tests.production.footage import typed

BOARD = """\
film: 1
title: Tiny
aspect: 16:9
deliveries: {{main: {{width: 640}}}}
defaults: {{seconds: 12f, camera: static}}
shots:
{shots}
"""


def film(folder: Path, shots: dict[str, str], sizes: dict[str, tuple[int, int]]) -> Production:
    """A film whose shots have panels of those sizes."""
    folder.mkdir()
    lines = "\n".join(f"  {name}: {words}" for name, words in shots.items())
    (folder / "film.yaml").write_text(BOARD.format(shots=lines), "utf-8")
    production = Production(folder)
    for name, size in sizes.items():
        path = folder.parent / f"{name}.png"
        Image.new("RGB", size, (len(name), size[0] % 256, size[1] % 256)).save(path)
        production.adopt([path], shot=name)
    return production.again()


def test_what_is_lost_is_said_for_each_picture_the_worst_first(tmp_path: Path) -> None:
    """Width and height, in percent; times that it is enlarged; nothing of one that fits."""
    production = film(
        tmp_path / "film",
        {"sh010": "a", "sh020": "b", "sh030": "c", "sh040": "d"},
        {"sh010": (640, 360), "sh020": (800, 400), "sh030": (400, 225), "sh040": (480, 360)},
    )

    assert (
        "sh030 panel 1: enlarged 1.6 times",
        "sh040 panel 1: 25 % of the height is cropped; enlarged 1.3 times",
        "sh020 panel 1: 11 % of the width is cropped",
    ) == framing_notes(production)


def test_rules_and_zooms_count(tmp_path: Path) -> None:
    """What is shown whole is not cropped; a zoom enlarges; a tilt shows all of the height."""
    production = film(
        tmp_path / "film",
        {
            "sh010": "{panel: a, frame: fit}",
            "sh020": "{panel: b, camera: tilt up}",
            "sh030": "c",
            "sh040": "{panel: d, frame: fill}",
        },
        {"sh010": (720, 720), "sh020": (640, 640), "sh030": (640, 360), "sh040": (720, 1440)},
    )
    (production.folder / "cuts").mkdir()
    (production.folder / "cuts" / "main.yaml").write_text(
        "cut: main\nevents: [sh010, sh020, sh030 zoom 2, sh040]\n", "utf-8"
    )

    assert (
        "sh040 panel 1: 72 % of the height is cropped",
        "sh030 panel 1: enlarged 2.0 times",
    ) == framing_notes(production.again())


def test_many_are_counted(tmp_path: Path) -> None:
    """Five are named."""
    names = [f"sh{number:03d}" for number in range(10, 90, 10)]
    production = film(
        tmp_path / "film",
        dict.fromkeys(names, "x"),
        {name: (640, 480 + number) for number, name in enumerate(names)},
    )

    notes = framing_notes(production)

    assert NAMED + 1 == len(notes)
    assert "3 more pictures are cropped, enlarged or converted by less" == notes[-1]


def test_check_prints_them_and_finds_nothing_wrong(tmp_path: Path) -> None:
    """They are no problems: the program leaves with 0, and JSON holds none."""
    production = film(tmp_path / "film", {"sh010": "a"}, {"sh010": (640, 480)})

    said = typed("-p", production.folder, "check")

    assert 0 == said.code
    assert "note: sh010 panel 1: 25 % of the height is cropped\nnothing is wrong\n" == said.out
    assert "[]" == typed("-p", production.folder, "check", "--json").out.strip()


@pytest.mark.parametrize(
    ("tags", "word"),
    [
        ("color_trc=smpte2084:colorspace=bt2020nc:color_primaries=bt2020", "HDR (PQ) mapped"),
        ("color_trc=arib-std-b67:colorspace=bt2020nc:color_primaries=bt2020", "HDR (HLG) mapped"),
        ("field_mode=tff", "interlaced, made whole from its fields"),
    ],
)
def test_hdr_and_fields_are_named(tags: str, word: str, tmp_path: Path) -> None:
    """In one honest sentence."""
    production = film(tmp_path / "film", {"sh010": "a"}, {})
    path = tmp_path / "a.mp4"
    flags = ("-flags", "+ildct+ilme") if "field" in tags else ()
    run(
        (
            *("-v", "error", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=0.5"),
            *("-vf", f"format=yuv420p,setparams={tags}", *flags, "-threads", "1", str(path)),
        ),
        doing="making test footage",
    )
    production.adopt([path], shot="sh010")

    (note,) = framing_notes(production.again())

    assert f"sh010 clip 1: {word}" in note
