"""Outdated takes are told by their cause: a line that was changed, the shots, the price."""

from __future__ import annotations

import json
from pathlib import Path

from tests.production.footage import ran


def _changed(film: Path, before: str, after: str) -> int:
    """Change the film; the line where it now stands."""
    path = film / "film.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    last = after.splitlines()[-1]
    return next(n for n, line in enumerate(path.read_text().splitlines(), 1) if last in line)


def _outdated(film: Path) -> list[str]:
    return [line for line in ran(film, "plan").out.splitlines() if "outdated, kept" in line]


def test_another_style_of_the_film_is_one_cause_with_its_line(shot: Path) -> None:
    with (shot / "film.yaml").open("a", encoding="utf-8") as text:
        text.write("follow: never\n")
    line = _changed(shot, "title: Tiny", "title: Tiny\nstyle: charcoal on rough paper")

    (said,) = _outdated(shot)

    assert said.startswith("2 shots are outdated, kept and usable (made with the old style, ")
    assert f"film.yaml:{line})" in said
    causes = json.loads(ran(shot, "plan --json").out)["outdated"]
    assert [2] == [cause["shots"] for cause in causes]


def test_a_change_of_one_shot_names_what_changed(shot: Path) -> None:
    with (shot / "film.yaml").open("a", encoding="utf-8") as text:
        text.write("follow: never\n")
    _changed(shot, "snow over a frozen city", "rain over a frozen city")

    lines = _outdated(shot)

    assert ["outdated, kept and usable (panel changed since): sh010 panel 2, sh010 clip 2"] == lines
