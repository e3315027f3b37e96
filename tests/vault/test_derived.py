"""The cache of derived files: named when whole, swept when nobody asks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.vault.derived import Derived, Swept

DAY = 86_400.0
NOW = 2_000_000_000.0


@pytest.fixture
def derived(tmp_path: Path) -> Derived:
    """An empty cache."""
    return Derived(tmp_path / "derived")


def add(derived: Derived, key: str, *, days_old: float = 0.0) -> Path:
    """A file that was last asked for so many days ago."""
    aside = derived.aside(key, ".mp4")
    aside.write_text(key)
    path = derived.put(key, ".mp4", aside)
    moment = NOW - days_old * DAY
    os.utime(path, (moment, moment))
    return path


def test_a_file_has_its_name_only_when_it_is_put(derived: Derived) -> None:
    """While it is made it lies aside, under a name of its own."""
    first, second = (derived.aside("k1:a", ".mp4") for _ in range(2))
    first.write_text("whole")

    before = derived.get("k1:a", ".mp4")
    put = derived.put("k1:a", ".mp4", first)

    assert first != second
    assert (None, "whole", put) == (before, put.read_text(), derived.get("k1:a", ".mp4"))


def test_keys_are_names_on_every_system(derived: Derived) -> None:
    """No colon, no slash."""
    assert "k1-a-b.mp4" == derived.path("k1:a/b", ".mp4").name


def test_a_sweep_keeps_what_is_used_and_what_is_young(derived: Derived) -> None:
    """What the cut uses stays however old; the rest goes after a fortnight."""
    used = add(derived, "k1:used", days_old=100)
    young = add(derived, "k1:young", days_old=13)
    old = add(derived, "k1:old", days_old=15)

    swept = derived.sweep({"k1:used"}, now=NOW)

    assert Swept(1, len("k1:old")) == swept
    assert [True, True, False] == [path.exists() for path in (used, young, old)]


def test_being_asked_for_keeps_a_file_young(derived: Derived) -> None:
    """``get`` is use."""
    path = add(derived, "k1:a", days_old=400)
    os.utime(path, (0, 0))

    derived.get("k1:a", ".mp4")

    assert path.stat().st_mtime > 0


def test_a_sweep_leaves_what_is_not_ours(derived: Derived) -> None:
    """`cache:` in local.yaml may name a folder that others use too."""
    derived.folder.mkdir(parents=True, exist_ok=True)
    thesis = derived.folder / "thesis.docx"
    thesis.write_text("years of work")

    swept = derived.sweep((), now=NOW, days=0.0)

    assert (0, "years of work") == (swept.count, thesis.read_text())
