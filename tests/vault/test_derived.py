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


@pytest.mark.parametrize("size", [0, 3])
def test_a_file_that_was_cut_short_is_as_good_as_none(derived: Derived, size: int) -> None:
    """It is made again, by whoever asks: this object or one that is new."""
    path = add(derived, "k1:a")
    whole = derived.get("k1:a", ".mp4")
    os.truncate(path, size)

    assert (path, None, None) == (
        whole,
        derived.get("k1:a", ".mp4"),
        Derived(derived.folder).get("k1:a", ".mp4"),
    )
    assert add(derived, "k1:a") == derived.get("k1:a", ".mp4")


def test_a_file_whose_size_nobody_noted_is_taken_at_its_word(derived: Derived) -> None:
    """Caches of before, and lines that were lost."""
    path = add(derived, "k1:a")
    (derived.folder / ".sizes").write_text("k1-a.mp4\nnonsense here too\n\xff")

    assert path == derived.get("k1:a", ".mp4")


def test_a_sweep_forgets_the_sizes_of_what_it_removed(derived: Derived) -> None:
    """The note does not grow for ever."""
    add(derived, "k1:old", days_old=15)
    add(derived, "k1:young", days_old=1)

    derived.sweep((), now=NOW)

    assert "k1-young.mp4 8\n" == (derived.folder / ".sizes").read_text()


def test_who_sweeps_knows_whether_somebody_uses_it(derived: Derived) -> None:
    """Any number of users at once; and none for ever."""
    with derived.alone() as empty:
        pass
    with derived.in_use(), Derived(derived.folder).in_use(), derived.alone() as used:
        pass
    with derived.alone() as after:
        pass

    assert (True, False, True) == (empty, used, after)
