"""`qc` lists what may be wrong with takes, the worst first, and decides nothing."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.facts import CLIP, MediaInfo, Slate, SlateFile, Take, TakeRef
from pipeline.media.ffmpeg import program
from pipeline.media.inspecting import Measures
from pipeline.media.pictures import read_picture
from pipeline.production import Production
from pipeline.production.qc_rows import Finding, Looked, findings
from pipeline.production.selecting import Selection
from tests.production.footage import ran
from tests.production.paid import installed, paid_film

MOVING = "testsrc2=s=320x180:r=24,scale=480:270,crop=320:180:n*1.2:n*0.6"
FPS = Fraction(24)


def made(path: Path, pictures: str, *, frames: int = 24) -> Path:
    """A clip, or a still, of a filter's pictures."""
    command = [program(), "-v", "error", "-y", "-f", "lavfi", "-i", pictures]
    command += ["-frames:v", str(1 if path.suffix == ".png" else frames)]
    command += [] if path.suffix == ".png" else ["-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([*command, str(path)], check=True, stdin=subprocess.DEVNULL)
    return path


@pytest.fixture
def film(film: Path, tmp_path: Path) -> Production:
    """sh010: a clean clip, one that stands still, one half black, and a copy of the first."""
    half = f"{MOVING},drawbox=color=black:t=fill:enable='gte(n,12)'"
    files = [
        made(tmp_path / "m" / "a.mp4", MOVING),
        made(tmp_path / "m" / "b.mp4", "testsrc2=s=320x180:r=24,loop=-1:1"),
        made(tmp_path / "m" / "c.mp4", half),
        made(tmp_path / "m" / "d.mp4", f"{MOVING},eq=brightness=0.01"),
    ]
    production = Production(film)
    production.adopt(files, shot="sh010")
    return production.again()


def test_findings_come_worst_first_with_number_frame_and_picture(film: Production) -> None:
    """The clean clip is not among them; nothing is rejected."""
    report = film.qc(Selection(), has_pictures=True)

    found = {(str(row.take), row.check) for row in report.rows}
    assert {
        ("sh010 clip 2", "frozen"),
        ("sh010 clip 3", "black"),
        ("sh010 clip 4", "twin"),
    } <= found
    assert not [row for row in report.rows if row.take.number == 1]
    scores = [row.score for row in report.rows]
    assert scores == sorted(scores, reverse=True)
    black = next(row for row in report.rows if row.check == "black")
    assert (50.0, "%", 12) == (black.value, black.unit, black.frame)
    assert black.picture is not None
    assert read_picture(black.picture).mean() < 10
    assert not (film.folder / "picks.yaml").exists()


def test_it_is_printed_as_rows_json_and_a_sheet(film: Production) -> None:
    """A rejected take is decided about, and not listed any more."""
    said = ran(film.folder, "qc sh010").out
    rows = json.loads(ran(film.folder, "qc sh010 --json").out)["rows"]
    sheet = ran(film.folder, "qc --sheet").out.splitlines()[-1]
    film.reject("sh010", "3", "black")

    assert "sh010 clip 3  black     12 of 24 frames are black, from frame 12  [50 %;" in said
    assert "4 takes looked at, 3 takes with something to see" in said
    assert all(Path(row["picture"]).is_file() for row in rows)
    assert read_picture(Path(sheet)).shape[1] > 320
    assert "clip 3" not in ran(film.folder, "qc sh010").out


def test_a_take_is_measured_once(film: Production) -> None:
    """Its numbers are found again by its content, though the file could not be read any more."""
    film.qc(Selection())
    kept = sorted(film.home.derived.glob("k*-qc-*.json"))
    before = [path.stat().st_mtime_ns for path in kept]

    film.again().qc(Selection())

    assert 4 == len(kept)
    assert before == [path.stat().st_mtime_ns for path in kept]


def test_what_cannot_be_decoded_is_said(film: Production) -> None:
    """And the others are looked at."""
    path = film.vault.takes("sh010", CLIP)[0].path
    path.write_bytes(b"x" * path.stat().st_size)

    report = film.again().qc(Selection())

    (said,) = report.unreadable
    assert said.startswith("sh010 clip 1: ")
    assert 3 == report.takes


def looked(measures: Measures, *, order: bytes = b"{}", media: MediaInfo | None = None) -> Looked:
    """A take with numbers, as if it had been ordered so."""
    info = media or MediaInfo("video", 1280, 536, 96, FPS, Fraction(4))
    ref = TakeRef("sh010", CLIP, 1)
    files = (SlateFile("a.mp4", 1, "b2:1"),)
    slate = Slate(ref, "u", datetime.now(UTC), files, info, order_json=order)
    return Looked(Take(slate, Path("a.mp4")), measures)


def checks(found: tuple[Finding, ...]) -> dict[str, str]:
    """What is said, by check."""
    return {one.check: one.says for one in found}


def test_a_take_is_held_against_its_order() -> None:
    """Smaller, another shape, slower, shorter than asked; a model's own rounding is fine."""
    order = b'{"width": 1920, "height": 804, "frames": 144, "fps": "24", "operation": "i2v"}'
    small = MediaInfo("video", 1280, 536, 64, Fraction(16), Fraction(4))
    fine = MediaInfo("video", 1920, 816, 144, FPS, Fraction(6))
    square = MediaInfo("video", 1920, 1920, 144, FPS, Fraction(6))

    said = checks(findings(looked(Measures(), order=order, media=small), None, FPS))

    assert said == {
        "size": "1280x536, and 1920x804 was ordered",
        "rate": "16 pictures a second, and 24 were ordered",
        "length": "4.00 s, and 6.00 s were ordered",
    }
    assert () == findings(looked(Measures(), order=order, media=fine), None, FPS)
    assert ["size"] == [
        one.check for one in findings(looked(Measures(), order=order, media=square), None, FPS)
    ]


def test_a_picture_that_was_meant_to_stand_is_not_frozen() -> None:
    """Where its order asked for a still camera, or its shot for no motion."""
    still = Measures(frames=96, still=95)
    meant = b'{"camera": {"move": "static"}}'

    assert ["frozen"] == [one.check for one in findings(looked(still), None, FPS)]
    assert () == findings(looked(still, order=meant), None, FPS)


def test_a_child_is_no_twin_of_its_parent(film: Production, tmp_path: Path) -> None:
    """A larger copy looks like what it was made from, and that is why it is there."""
    file = made(tmp_path / "sh010_clip_t01_x2.mp4", f"{MOVING},scale=640:360")
    film.adopt([file])

    rows = film.again().qc(Selection()).rows

    assert "sh010 clip 5" not in {str(row.take) for row in rows if row.check == "twin"}


def test_looking_needs_no_more_than_one_take(film: Production) -> None:
    """A film without takes has nothing to look at."""
    said = ran(film.folder, "qc sh030").out

    assert "0 takes looked at: nothing found" in said


def test_what_a_service_brings_is_measured_as_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And said in a line: its clips stand still. What this machine makes is not."""
    monkeypatch.syspath_prepend(installed(tmp_path / "site"))
    film = paid_film(tmp_path / "film", "budget: 5 USD\n", count=1)

    ran(film, "board --yes")
    said = ran(film, "shoot --yes").out

    kept = list(Production(film).home.derived.glob("k*-qc-*.json"))
    assert "sh010 clip 1: nothing moves for 11 frames (0 to 11); 3 of 3 new takes have" in said
    assert "something to see: `rushes qc`" in said
    assert kept
