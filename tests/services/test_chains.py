"""Shots too long for one clip: parts that go on from each other, joined to one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.facts import CLIP, Kind
from pipeline.media.digests import digest_of
from pipeline.media.joined import last_picture
from pipeline.production import Production
from tests.production.footage import ran, read
from tests.services.keyed import keyed
from tests.services.starting import Services

pytestmark = pytest.mark.timeout(120)

FILM = """\
film: 1
title: Chained
fps: 24
aspect: 16:9
generators:
  draw: {{backend: slate}}
  kling:
    backend: fal
    model: fal-ai/kling-video/v2.5-turbo/pro/image-to-video
    base_url: "{url}"
use: {{panels: draw, clips: kling}}
deliveries: {{main: {{width: 96, preset: ultrafast}}}}
shots:
  sh010: {{panel: "MS, 12s | a walk through snow", chain: yes, last: sh020}}
  sh020: {{panel: "MS, 2s | ice", clips: 0}}
"""
FIRST, SECOND = Kind("clip", "1"), Kind("clip", "2")


@pytest.fixture(autouse=True)
def key(tmp_path: Path) -> Iterator[None]:
    """A key for the service, and a home of this test's own."""
    with keyed("fal", tmp_path / "me"):
        yield


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, services: Services) -> Iterator[Path]:
    """The film with its parts made and joined, once."""
    folder = tmp_path_factory.mktemp("chained") / "film"
    folder.mkdir()
    (folder / "film.yaml").write_text(FILM.format(url=services.url("fal")), "utf-8")
    with keyed("fal", tmp_path_factory.mktemp("me")):
        ran(folder, "board")
        ran(folder, "shoot --yes --allow-unknown-prices")
        yield folder


@pytest.fixture
def film(once: Path, tmp_path: Path) -> Path:
    """The same, for one test."""
    return Path(shutil.copytree(once, tmp_path / "film"))


def clips(folder: Path) -> list[str]:
    """Every clip and part of the shot."""
    kept = Production(folder).vault.all().items()
    return sorted(str(one.ref) for (_, kind), found in kept for one in found if kind.word == "clip")


def test_a_long_shot_is_made_of_parts_and_joined(film: Path, tmp_path: Path) -> None:
    """Each part begins with the last picture of the one before; what is joined plays as one."""
    vault = Production(film).vault
    (first,), (second,), (whole,) = (vault.takes("sh010", one) for one in (FIRST, SECOND, CLIP))

    last_picture(first.path, tmp_path / "end.png")
    began = {one.role: (one.take, one.digest) for one in second.slate.inputs}
    assert ("sh010 clip.1 1", digest_of(tmp_path / "end.png")) == began["first"]
    assert ("first", "sh010 panel 1") in {(one.role, one.take) for one in first.slate.inputs}
    assert "last" in began
    assert "last" not in {one.role for one in first.slate.inputs}
    assert ["sh010 clip.1 1", "sh010 clip.2 1"] == [one.take for one in whole.slate.inputs]
    assert whole.slate.is_free
    assert first.slate.media.frames + second.slate.media.frames - 1 == whole.slate.media.frames
    assert ("sh010", "clip 1") == tuple(
        getattr(Production(film).cut_rows("main")[0], name) for name in ("shot", "take")
    )
    assert "0 to make, 0 to buy" in ran(film, "plan").out
    assert "is not in the film" not in ran(film, "takes").out


def test_a_part_that_is_made_again_is_joined_again(film: Path, services: Services) -> None:
    """One order, for the part that was asked for; the clip itself costs nothing."""
    before = len(services.orders())

    ran(film, "retake sh010.2")
    said = ran(film, "shoot --yes --allow-unknown-prices").out

    assert 1 == len(services.orders()) - before
    assert "2 made" in said
    assert ["sh010 clip 1", "sh010 clip 2", "sh010 clip.1 1"] == clips(film)[:3]
    whole = Production(film).vault.takes("sh010", CLIP)[-1]
    assert ["sh010 clip.1 1", "sh010 clip.2 2"] == [one.take for one in whole.slate.inputs]


def test_a_part_that_another_is_circled_before_is_outdated(film: Path, services: Services) -> None:
    """It would jump where they meet: that is said, and paid for by nobody unasked."""
    ran(film, "retake sh010.1")
    ran(film, "shoot --yes --allow-unknown-prices")
    before = len(services.orders())

    plan = ran(film, "plan").out
    ran(film, "circle sh010.1 1")
    back = ran(film, "plan").out
    ran(film, "shoot --yes")

    assert "goes on from sh010 clip.1 1, and sh010 clip.1 2 stands): sh010 clip.2 1" in plan
    assert "(joined of sh010 clip.1 2, and sh010 clip.1 1 stands): sh010 clip 2" in back
    assert "sh010: {clip.1: 1}" in read(film / "picks.yaml")
    assert before == len(services.orders())
    whole = Production(film).vault.takes("sh010", CLIP)[-1]
    assert ["sh010 clip.1 1", "sh010 clip.2 1"] == [one.take for one in whole.slate.inputs]


def test_a_shot_that_one_clip_holds_is_no_chain(film: Path) -> None:
    """What was joined stays; the longest clip of the generator decides."""
    text = read(film / "film.yaml").replace("MS, 12s", "MS, 9s")
    (film / "film.yaml").write_text(text, "utf-8")

    rows = ran(film, "plan").out

    assert "clip.1" not in rows
    assert "0 to buy" in rows
