"""Files from elsewhere become takes; renamed shots keep theirs; what was changed is noticed."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.facts import CLIP, PANEL, MediaInfo, Origin, TakeRef
from pipeline.vault.adopting import Adoption, share
from pipeline.vault.renaming import finish_renaming, rename_shot
from pipeline.vault.vault import Vault
from pipeline.vault.watching import changed_outside, loose_files
from tests.vault.builders import MADE, put, vault_in


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """An empty vault."""
    return vault_in(tmp_path)


def adoption(shot: str, number: int) -> Adoption:
    """What is said about an adopted panel."""
    return Adoption(TakeRef(shot, PANEL, number), MediaInfo("image", 96, 54, 1), MADE)


def test_an_adopted_file_is_a_take_and_stays_where_it_was(vault: Vault, tmp_path: Path) -> None:
    """It is copied in, under a name of its own, and its slate says where it came from."""
    (tmp_path / "from phone.PNG").write_text("a photo")

    take = vault.adopt(tmp_path / "from phone.PNG", adoption("sh010", 1))

    assert ("sh010_panel_t01.png", Origin.ADOPTED) == (take.path.name, take.slate.origin)
    assert "a photo" == take.path.read_text() == (tmp_path / "from phone.PNG").read_text()
    assert not list((tmp_path / ".rushes/tmp").iterdir())


def test_the_same_bytes_are_stored_once(vault: Vault, tmp_path: Path) -> None:
    """Adopting a file again, for whatever shot, gives the take that is there."""
    (tmp_path / "a.png").write_text("the same")
    (tmp_path / "b.png").write_text("the same")

    first = vault.adopt(tmp_path / "a.png", adoption("sh010", 1))
    second = vault.adopt(tmp_path / "b.png", adoption("sh020", 1))

    assert first == second
    assert not (tmp_path / "takes/sh020").exists()


def test_a_renamed_shot_keeps_its_takes(vault: Vault, tmp_path: Path) -> None:
    """Folder, files and slates carry the new id; the old one is remembered."""
    put(vault, "sh030", 1)
    put(vault, "sh030", 2, kind=CLIP)
    vault.note_numbers(TakeRef("sh030", CLIP, 9))

    moved = vault.rename("sh030", "sh035")

    take = vault.takes("sh035", PANEL)[0]
    assert (2, ("sh030",), "sh035_panel_t01.png") == (moved, take.slate.was, take.path.name)
    assert "picture of sh030 panel 1" == take.path.read_text()
    assert (9, {}) == (vault.top_number("sh035", CLIP), dict(changed(vault)))
    assert not (tmp_path / "takes/sh030").exists()


def changed(vault: Vault) -> list[tuple[str, str]]:
    """What was changed outside, by take."""
    return [(str(one.take.ref), one.path.name) for one in changed_outside(vault)]


@pytest.mark.parametrize("steps", range(6))
def test_a_renaming_that_was_cut_off_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """Cut off at any move or removal: afterwards both takes are there, once, under the new id."""
    vault = vault_in(tmp_path)
    put(vault, "sh030", 1)
    put(vault, "sh030", 2)
    left = [steps]
    true_unlink, true_rename = Path.unlink, os.rename

    def spend() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda path, **more: (spend(), true_unlink(path, **more)))
        patch.setattr(os, "rename", lambda *two: (spend(), true_rename(*two)))
        with pytest.raises(KeyboardInterrupt):
            vault.rename("sh030", "sh035")
    fresh = vault_in(tmp_path)
    finish_renaming(fresh)

    takes = vault_in(tmp_path).takes("sh035", PANEL)
    assert [1, 2] == [take.ref.number for take in takes]
    assert not any(take.is_offline for take in takes)
    assert {"sh035"} == {path.name for path in (tmp_path / "takes").iterdir()}


def test_a_renaming_never_leads_out_of_the_takes(vault: Vault, tmp_path: Path) -> None:
    """Not when it is asked for, and not when a journal from elsewhere says so."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "letter.txt").write_text("dear")
    vault.places.state.mkdir(parents=True, exist_ok=True)
    (vault.places.state / "renaming.json").write_text('{"old": "../own", "new": "sh010"}')

    moved = finish_renaming(vault)

    with pytest.raises(ProjectError, match=r"'\.\./own' cannot be the id of a shot"):
        vault.rename("../own", "sh010")
    assert (0, "dear") == (moved, (own / "letter.txt").read_text())


def test_what_else_knows_a_shot_learns_of_its_new_id_after_a_cut_off(tmp_path: Path) -> None:
    """The journal goes last: until then the others are told again."""
    vault = vault_in(tmp_path)
    put(vault, "sh030", 1)
    told: list[tuple[str, str]] = []

    def dies(old: str, new: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rename_shot(vault, "sh030", "sh035", then=dies)
    finish_renaming(vault_in(tmp_path), then=lambda *ids: told.append(ids))

    assert [("sh030", "sh035")] == told


def test_a_shot_with_an_order_under_way_is_not_renamed(vault: Vault) -> None:
    """The order's answer would look for the old name."""
    put(vault, "sh030", 1)
    vault.write_order(TakeRef("sh030", CLIP, 1), {"key": "k"})

    with pytest.raises(ProjectError, match="an order of sh030 is under way"):
        vault.rename("sh030", "sh035")


def test_an_id_with_takes_of_its_own_is_no_new_name(vault: Vault) -> None:
    """Two histories never become one."""
    put(vault, "sh030", 1)
    put(vault, "sh035", 1)

    with pytest.raises(ProjectError, match="sh035 has takes of its own"):
        vault.rename("sh030", "sh035")


def test_children_are_told_from_strangers(vault: Vault, tmp_path: Path) -> None:
    """A file named after a take was made from it by hand; any other is just a file."""
    put(vault, "sh030", 7)
    folder = tmp_path / "takes/sh030"
    for name in ("sh030_panel_t07_prob4.png", "sh030_panel_t07 copy.png", "notes.txt"):
        (folder / name).write_text("x")
    vault.scan()

    found = {loose.path.name: str(loose.parent or "") for loose in loose_files(vault)}

    assert {
        "sh030_panel_t07_prob4.png": "sh030 panel 7",
        "sh030_panel_t07 copy.png": "sh030 panel 7",
        "notes.txt": "",
    } == found


def test_a_file_changed_outside_is_noticed(vault: Vault) -> None:
    """Painted over or grown: its slate no longer speaks of it. Touched only: it is read."""
    painted, grown, touched, same = (put(vault, "sh030", number) for number in (1, 2, 3, 4))
    painted.path.write_text("picturE of sh030 panel 1")
    grown.path.write_text("longer" * 20)
    later = touched.path.stat().st_mtime + 100
    os.utime(touched.path, (later, later))
    os.utime(painted.path, (later, later))

    assert [
        ("sh030 panel 1", "sh030_panel_t01.png"),
        ("sh030 panel 2", "sh030_panel_t02.png"),
    ] == changed(vault)
    assert same.path.exists()


def test_a_slate_of_a_renamed_shot_keeps_fields_it_does_not_know(
    vault: Vault, tmp_path: Path
) -> None:
    """A newer program's words survive an older program's renaming."""
    put(vault, "sh030", 1)
    path = tmp_path / "takes/sh030/sh030_panel_t01.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"mood": "blue"}))

    vault.rename("sh030", "sh035")

    slate = json.loads((tmp_path / "takes/sh035/sh035_panel_t01.json").read_text())
    assert "blue" == slate["mood"]


@pytest.mark.parametrize("has_links", [True, False])
def test_a_shared_take_is_one_file_under_two_names_where_the_disk_can(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_links: bool
) -> None:
    """Elsewhere it is copied; either way each has a slate of its own and outlives the other."""
    (tmp_path / "a.png").write_text("a photo")
    first = vault.adopt(tmp_path / "a.png", adoption("bin", 1))
    if not has_links:

        def refuse(source: object, target: object) -> None:
            raise OSError(errno.EPERM, "links are not known here")

        monkeypatch.setattr(os, "link", refuse)

    second = share(vault, first, adoption("sh010", 1))

    assert has_links == first.path.samefile(second.path)
    assert "a photo" == second.path.read_text()
    first.path.unlink()
    again = vault_in(tmp_path).takes("sh010", PANEL)
    assert [False] == [take.is_offline for take in again]
