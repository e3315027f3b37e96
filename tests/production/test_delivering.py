"""Several deliveries of one film: named, made together, and what they share rendered once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.media.probe import probe
from tests.production.conftest import Rushes

pytestmark = pytest.mark.timeout(120)

DELIVERIES = """
deliveries:
  small: {size: 64x64, preset: ultrafast}
  again: {width: 64, height: 64, preset: ultrafast}
  clean: {width: 96, preset: ultrafast, titles: no, slate: yes, poster: 0f}
"""


def with_deliveries(folder: Path) -> None:
    """The tiny film with three outputs, two of which look the same."""
    board = folder / "film.yaml"
    head, after = board.read_text("utf-8").split("deliveries:\n")
    rest = after[after.index("\n") + 1 :]
    board.write_text(head + DELIVERIES.lstrip() + rest, "utf-8")


def test_all_deliveries_leave_and_what_two_share_is_rendered_once(
    film: Path, rushes: Rushes
) -> None:
    """Three films, each with its name and sheet; the twin of one adds no part to the cache."""
    with_deliveries(film)
    rushes("-p", film, "export", "small", "--as-is")
    parts = {path.name for path in (film / ".rushes" / "derived").rglob("*.mp4")}
    rushes("-p", film, "export", "again", "--as-is")
    assert parts == {path.name for path in (film / ".rushes" / "derived").rglob("*.mp4")}

    rushes("-p", film, "export", "--all", "--as-is")

    made = {path.name.replace("tiny_main_", ""): path for path in (film / "out").glob("*.mp4")}
    names = [name.split("_")[0] for name in sorted(made)]
    assert ["again", "clean", "small"] == names
    assert [64, 96, 64] == [probe(made[name]).width for name in sorted(made)]
    assert any("textless" in name for name in made)
    for path in made.values():
        sheet = path.with_suffix(".txt").read_text("utf-8")
        assert hashlib.sha256(path.read_bytes()).hexdigest() in sheet
        assert "version    v1\n" in sheet
        assert "frames     36 at 24 a second\n" in sheet
    sheet = made[min(made)].with_suffix(".txt").read_text("utf-8")
    assert "bars       the picture is 64 x 36, 0 from the left, 14 from the top\n" in sheet
    assert "picture    64 x 64, H.264, BT.709, limited range\n" in sheet
    slated = [path for path in made.values() if 36 + 192 == probe(path).frames]
    assert ["clean"] == [path.name.split("_")[2] for path in slated]
    (still,) = (film / "out").glob("*.jpg")
    assert slated[0].stem == still.stem
    assert "leader     192 frames" in slated[0].with_suffix(".txt").read_text("utf-8")


def test_a_delivery_that_is_not_written_stops_before_anything_is_rendered(
    film: Path, rushes: Rushes
) -> None:
    """One wrong name among right ones: it is said, with those there are."""
    with_deliveries(film)

    refused = rushes("-p", film, "export", "small", "smal", "--as-is", code=2)

    assert "there is no delivery 'smal'" in refused.stderr
    assert "known: small, again, clean" in refused.stderr
    assert not list((film / "out").glob("*.mp4"))


def test_a_master_has_a_name_of_its_own_and_covers_nothing(film: Path, rushes: Rushes) -> None:
    """The same delivery in another codec is the next number: what lies beside shares the name."""
    board = film / "film.yaml"
    board.write_text(board.read_text("utf-8").replace("{width: 96", "{width: 96, codec: hevc"))
    rushes("-p", film, "export", "--as-is")
    board.write_text(board.read_text("utf-8").replace("codec: hevc", "codec: prores-hq"))
    text = board.read_text("utf-8").replace(", preset: ultrafast", "").replace(", crf: 30", "")
    board.write_text(text, "utf-8")

    rushes("-p", film, "export", "--as-is")

    made = sorted(path.name for path in (film / "out").glob("*.m*"))
    assert ["tiny_main_96x54_v01.mp4", "tiny_main_96x54_v02.mov"] == made
    sheet = (film / "out" / "tiny_main_96x54_v02.txt").read_text("utf-8")
    assert "ProRes 422 HQ, 10 bit" in sheet
