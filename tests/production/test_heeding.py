"""What is typed while a run goes on: nothing needless is made, what is owed since is made too."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import LedgerError
from pipeline.facts import CLIP, PANEL
from pipeline.production import Production
from pipeline.production.making import MakeReport, MakeRequest
from tests.production.conftest import Rushes

pytestmark = pytest.mark.timeout(120)


def make_while(film: Path, *typed: tuple[str, ...], rushes: Rushes) -> tuple[MakeReport, list[str]]:
    """Run with one worker, and type commands when its first take is begun; what they said."""
    said: list[str] = []

    def type_once(name: str) -> None:
        if name == "intent" and not said:
            said.extend(rushes("-p", film, *words).stdout for words in typed)

    request = MakeRequest(workers=1, checkpoint=type_once)
    return Production(film).make(request, lambda event: None), said


def test_what_is_decided_during_a_run_is_heeded_by_it(film: Path, rushes: Rushes) -> None:
    """A panel brought in and circled is not drawn and is filmed; one owed since is drawn too."""
    picture = film / "mine.png"
    Image.new("RGB", (160, 90), "#802020").save(picture)

    report, said = make_while(
        film,
        ("adopt", str(picture), "--shot", "sh030", "--kind", "panel"),
        ("circle", "sh030", "p1"),
        ("retake", "sh020", "--stage", "board"),
        rushes=rushes,
    )

    now = Production(film)
    clip = now.vault.takes("sh030", CLIP)[-1].slate
    assert "the run under way makes them" in said[2]
    assert [1] == [take.ref.number for take in now.vault.takes("sh030", PANEL)]
    assert [1, 2] == [take.ref.number for take in now.vault.takes("sh020", PANEL)]
    assert ["sh030 panel 1"] == [str(one.take) for one in clip.inputs]
    assert ((), True) == (report.left, report.has_heeded)
    assert "0 to make" in rushes("-p", film, "plan").stdout


def test_a_shot_approved_during_a_run_is_let_alone(film: Path, rushes: Rushes) -> None:
    """Nothing of it is begun any more, and that is no failure."""
    report, _ = make_while(film, ("approve", "sh030"), rushes=rushes)

    assert () == Production(film).vault.takes("sh030", PANEL)
    assert () == report.left


def test_a_film_that_is_moved_during_a_run_stops_it(film: Path, rushes: Rushes) -> None:
    """No take lands in the old place, one sentence says so, and the next run makes all."""
    moved = film.with_name("moved")
    request = MakeRequest(
        workers=1, checkpoint=lambda name: name == "intent" and film.rename(moved)
    )

    with pytest.raises(LedgerError, match="was moved or renamed while a run worked in it"):
        Production(film).make(request, lambda event: None)

    assert not (film / "takes").exists()
    assert "3 made" in rushes("-p", moved, "board").stdout
