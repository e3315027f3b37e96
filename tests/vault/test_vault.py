"""The vault: takes are published whole, never replaced, and found again fast."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pipeline.errors import DiskFull, LedgerError, MediaError
from pipeline.facts import CLIP, PANEL, Kind, TakeRef
from pipeline.vault.bills import write_bill
from pipeline.vault.vault import NameTaken, Places, Vault, renumbered
from tests.vault.builders import Shelf, put, slate_of, vault_in


def names(folder: Path) -> list[str]:
    """Every file name under a folder."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def old(path: Path, seconds: int = 3600) -> None:
    """Let a folder look as if it was changed an hour ago."""
    past = path.stat().st_mtime - seconds
    os.utime(path, (past, past))


def test_a_take_is_published_whole(tmp_path: Path) -> None:
    """Its files and its slate lie under its name, nothing lies aside, and the vault knows it."""
    vault = vault_in(tmp_path)

    take = put(vault, "sh030", 7)

    assert [
        "sh030_panel_t07.json",
        "sh030_panel_t07.ora",
        "sh030_panel_t07.png",
    ] == names(tmp_path / "takes")
    assert (take,) == vault.takes("sh030", PANEL) == vault_in(tmp_path).takes("sh030", PANEL)
    assert take.path.read_text() == "picture of sh030 panel 7"


def test_who_looks_at_all_takes_is_not_disturbed_by_the_next(tmp_path: Path) -> None:
    """What was handed out stays as it was, so it can be walked through while takes come."""
    vault = vault_in(tmp_path)
    first = put(vault, "sh030", 1)
    before = vault.all()

    for _ in before:
        second = put(vault, "sh040", 1)

    assert {("sh030", PANEL): (first,)} == before
    assert {("sh030", PANEL): (first,), ("sh040", PANEL): (second,)} == vault.all()


def test_an_attempt_never_writes_outside_its_folder(tmp_path: Path) -> None:
    """Its name is one step down."""
    vault = vault_in(tmp_path)

    for name in ("", ".", "..", "../up", "a/b", "a\\b", "/etc", "c:x"):
        with pytest.raises(MediaError, match="no name of an attempt"):
            vault.aside_path(name)


def test_the_slate_comes_last(tmp_path: Path) -> None:
    """Companions, the main file, the slate: a take exists when its slate exists."""
    vault = vault_in(tmp_path)
    slate, asides = slate_of(vault, TakeRef("sh030", PANEL, 1), "p")
    steps: list[tuple[str, int]] = []

    vault.publish(
        slate, asides, checkpoint=lambda name: steps.append((name, len(names(vault.places.takes))))
    )

    assert [("placed layers", 1), ("placed main", 2), ("slate placed", 3)] == steps


@pytest.mark.parametrize("step", ["placed layers", "placed main", "slate placed"])
def test_publishing_again_after_a_cut_off_ends_the_same(tmp_path: Path, step: str) -> None:
    """What is in place already is recognised by its content."""
    vault = vault_in(tmp_path)
    slate, asides = slate_of(vault, TakeRef("sh030", PANEL, 1), "p")

    def cut_off(name: str) -> None:
        if name == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vault.publish(slate, asides, checkpoint=cut_off)
    take = vault.publish(slate, asides)

    assert 3 == len(names(tmp_path / "takes"))
    assert (take,) == vault_in(tmp_path).takes("sh030", PANEL)


def test_a_link_that_was_made_and_not_undone_is_finished(tmp_path: Path) -> None:
    """Cut off between the new name and the removal of the old one."""
    vault = vault_in(tmp_path)
    slate, asides = slate_of(vault, TakeRef("sh030", PANEL, 1), "p")
    (tmp_path / "takes/sh030").mkdir()
    os.link(asides["sh030_panel_t01.png"], tmp_path / "takes/sh030/sh030_panel_t01.png")

    vault.publish(slate, asides)

    assert 3 == len(names(tmp_path / "takes"))
    assert not asides["sh030_panel_t01.png"].exists()


@pytest.mark.parametrize("ending", [".png", ".ora", ".json"])
def test_nothing_is_ever_replaced(tmp_path: Path, ending: str) -> None:
    """Whoever took the name first keeps it, and the new files stay aside, whole."""
    vault = vault_in(tmp_path)
    slate, asides = slate_of(vault, TakeRef("sh030", PANEL, 1), "ours")
    theirs = tmp_path / f"takes/sh030/sh030_panel_t01{ending}"
    theirs.parent.mkdir()
    theirs.write_text("theirs")

    with pytest.raises(NameTaken, match="sh030"):
        vault.publish(slate, asides)

    assert "theirs" == theirs.read_text()
    assert "ours" == asides["sh030_panel_t01.png"].read_text()


def test_a_slate_may_be_given_the_next_number() -> None:
    """Every file takes the new name; companions keep their endings."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        slate, _ = slate_of(vault_in(Path(folder)), TakeRef("sh030", PANEL, 1), "p")
    moved = renumbered(slate, TakeRef("sh030", PANEL, 12))

    assert ["sh030_panel_t12.png", "sh030_panel_t12.ora"] == [one.name for one in moved.files]


def test_without_hard_links_the_name_is_taken_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ExFAT and some network drives have none: an exclusive create and a rename do the same."""

    def refuse(source: object, target: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    vault = vault_in(tmp_path)
    take = put(vault, "sh030", 1)
    slate, asides = slate_of(vault, take.ref, "another")

    assert "picture of sh030 panel 1" == take.path.read_text()
    with pytest.raises(NameTaken):
        vault.publish(renumbered(slate, take.ref), asides | {"uuid": Path()})


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the place and the remedy; no slate is there, so there is no take."""

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    vault = vault_in(tmp_path)
    slate, asides = slate_of(vault, TakeRef("sh030", PANEL, 1), "p")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DiskFull) as said:
        vault.publish(slate, asides)

    assert "the disk is full: there is no room for 'sh030_panel_t01.json'" in said.value.message
    assert () == vault_in(tmp_path).takes("sh030", PANEL)


def test_the_highest_number_is_read_from_names_orders_and_the_numbers_file(
    tmp_path: Path,
) -> None:
    """A number is never given again, not even after the ledger was lost."""
    vault = vault_in(tmp_path)
    put(vault, "sh030", 3)
    voice = Kind("voice", "l1")
    vault.write_order(TakeRef("sh030", PANEL, 5), {"key": "k"})
    vault.note_numbers(TakeRef("sh030", CLIP, 9))
    vault.write_order(TakeRef("sh030", voice, 2), {"key": "k"})
    vault.note_numbers(TakeRef("sh030", CLIP, 4, "b"))

    tops = [vault.top_number("sh030", kind) for kind in (PANEL, CLIP, voice)]

    assert [5, 9, 2] == tops
    assert 4 == vault.top_number("sh030", CLIP, "b")
    assert 0 == vault.top_number("sh999", CLIP)


def test_a_folder_that_did_not_change_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its listing comes from the index; one that changed is read."""
    vault = vault_in(tmp_path)
    for shot in ("sh010", "sh020"):
        put(vault, shot, 1)
        old(tmp_path / "takes" / shot)
    index = Shelf()
    vault.scan(index)
    put(vault_in(tmp_path), "sh020", 2)
    read: list[str] = []
    true_read = Path.read_text
    monkeypatch.setattr(
        Path, "read_text", lambda path, **more: read.append(path.name) or true_read(path, **more)
    )

    vault.scan(index)

    assert ["sh020_panel_t01.json", "sh020_panel_t02.json"] == read
    assert 3 == sum(len(takes) for takes in vault.all().values())


def test_a_take_whose_file_is_gone_is_offline(tmp_path: Path) -> None:
    """The slate is enough to know it."""
    put(vault_in(tmp_path), "sh030", 1).path.unlink()

    assert vault_in(tmp_path).takes("sh030", PANEL)[0].is_offline


def test_takes_of_an_unplugged_drive_are_offline_never_unmade(tmp_path: Path) -> None:
    """What the index knew stays known when the whole folder is away."""
    index = Shelf()
    vault = vault_in(tmp_path)
    put(vault, "sh030", 1)
    vault.scan(index)
    (tmp_path / "takes").rename(tmp_path / "away")
    away = Vault(Places(tmp_path / "takes", tmp_path / ".rushes"))

    away.scan(index)
    gone = away.takes("sh030", PANEL)
    (tmp_path / "away").rename(tmp_path / "takes")
    away.scan(index)

    assert [True] == [take.is_offline for take in gone]
    assert [False] == [take.is_offline for take in away.takes("sh030", PANEL)]


def test_a_folder_moved_by_hand_is_not_counted_twice(tmp_path: Path) -> None:
    """The slate's uuid says that it is the same take."""
    index = Shelf()
    vault = vault_in(tmp_path)
    put(vault, "sh030", 1)
    vault.scan(index)

    (tmp_path / "takes/sh030").rename(tmp_path / "takes/sh035")
    vault.scan(index)

    assert [False] == [take.is_offline for take in vault.takes("sh030", PANEL)]
    assert {"sh035"} == set(index)


def test_a_slate_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """The other takes are there all the same."""
    vault = vault_in(tmp_path)
    put(vault, "sh030", 1)
    (tmp_path / "takes/sh030/sh030_panel_t02.json").write_text('{"slate": 1')

    vault.scan()

    assert 1 == len(vault.takes("sh030", PANEL))
    assert "the slate sh030/sh030_panel_t02.json cannot be read" in vault.problems()[0]


def test_orders_hold_no_secret(tmp_path: Path) -> None:
    """An order file may be seen by everybody who sees the takes."""
    vault = vault_in(tmp_path)

    vault.write_order(TakeRef("sh030", CLIP, 8), {"key": "k", "settings": {"api_key": "s3cret"}})
    vault.scan()

    path = tmp_path / "takes/sh030/sh030_clip_t08.order.json"
    assert "s3cret" not in path.read_text()
    assert ({"key": "k", "settings": {}},) == vault.orders()


@pytest.mark.parametrize("name", ["bills", "numbers"])
def test_what_is_added_beside_takes_is_never_written_through_a_link(
    tmp_path: Path, name: str
) -> None:
    """A stranger's film may bring a link: what it leads to stays as it is."""
    vault = Vault(Places(tmp_path / "takes", tmp_path / ".rushes"))
    elsewhere = tmp_path / "profile"
    elsewhere.write_text("mine\n", "utf-8")
    (tmp_path / "takes/sh010").mkdir(parents=True)
    (tmp_path / "takes/sh010" / name).symlink_to(elsewhere)
    ref = TakeRef("sh010", PANEL, 1)

    with pytest.raises(LedgerError, match="is a link"):
        write_bill(vault, ref, {"key": "k"}) if name == "bills" else vault.note_numbers(ref)

    assert "mine\n" == elsewhere.read_text("utf-8")
