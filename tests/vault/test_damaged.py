"""A take whose file was emptied or cut short is seen to be so, at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.facts import PANEL
from tests.vault.builders import Shelf, put, vault_in


@pytest.mark.parametrize("size", [0, 5])
def test_a_file_cut_short_in_place_is_seen(tmp_path: Path, size: int) -> None:
    """Though its folder's time is as it was and the listing comes from the index."""
    vault = vault_in(tmp_path)
    index = Shelf()
    whole = put(vault, "sh010", 1)
    os.utime(whole.path.parent, ns=(1, 1))
    vault.scan(index)
    before = vault.takes("sh010", PANEL)[0]

    os.truncate(whole.path, size)
    vault.scan(index)
    after = vault.takes("sh010", PANEL)[0]

    assert (False, "") == (before.is_offline, before.damage)
    assert after.is_offline
    assert f"its file has {size} bytes, and 24 when it was made" == after.damage
    assert 1 == index.writes


def test_a_file_put_back_is_whole_again(tmp_path: Path) -> None:
    """Nothing remembers the damage."""
    vault = vault_in(tmp_path)
    path = put(vault, "sh010", 1).path
    content = path.read_bytes()
    path.write_bytes(b"")
    vault.scan()
    damaged = vault.takes("sh010", PANEL)[0].damage
    path.write_bytes(content)
    vault.scan()

    assert damaged
    assert ("", False) == (
        vault.takes("sh010", PANEL)[0].damage,
        vault.takes("sh010", PANEL)[0].is_offline,
    )


def test_a_take_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One question to the disk for each take, however often it is asked for."""
    vault = vault_in(tmp_path)
    for number in (1, 2, 3):
        put(vault, "sh010", number)
    vault.scan()
    asked: list[str] = []
    true_stat = os.stat

    def count(path: object, **more: object) -> os.stat_result:
        asked.append(str(path))
        return true_stat(path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", count)
    vault.all()
    vault.takes("sh010", PANEL)
    monkeypatch.undo()

    assert 3 == len([path for path in asked if path.endswith(".png")])


def test_the_bytes_of_a_damaged_take_can_be_adopted_again(tmp_path: Path) -> None:
    """They are no take that is there already."""
    vault = vault_in(tmp_path)
    take = put(vault, "sh010", 1)
    digest = take.slate.files[0].digest
    take.path.write_bytes(b"")
    vault.scan()

    assert vault.find_content(digest) is None
