"""One zip, whole again on another machine: nothing lost, nothing ordered again, nothing let out."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import MediaError, ProjectError
from pipeline.interchange.parcel import Tell
from pipeline.production import Production
from pipeline.production.gathering import silent
from pipeline.production.selecting import Selection
from pipeline.production.unarchiving import unarchive
from tests.production.far import far_film, install
from tests.production.test_under_way import WORKING, typed
from tests.run.doubles import bills


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film with panels, clips that were paid for, one of them under way, and its archive."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        install(patch)
        film = far_film(folder / "film", polls=("working",))
        typed(film, "board")
        typed(film, "shoot", "sh010", "sh020")
        typed(film, "retake", "sh010")
        typed(film, "shoot", "sh010")
        typed(film, "circle", "sh010", "1")
        text = (film / "film.yaml").read_text("utf-8")
        (film / "film.yaml").write_text(text.replace("polls: [working]", f"polls: {list(WORKING)}"))
        typed(film, "shoot", "sh030", "--leave")
        (film / "cuts").mkdir()
        (film / "cuts/main.yaml").write_text(
            "cut: main\nevents:\n- sh010/1 0-8\n- sh020\n", "utf-8"
        )
        (film / "refs").mkdir()
        (film / "refs/coat.txt").write_text("dark red", "utf-8")
        (film / "refs/out").mkdir()
        for name in ("out/hat.txt", "archive.json", "local.yaml"):
            (film / "refs" / name).write_text("his own", "utf-8")
        (film / "local.yaml").write_text("unit: c\n", "utf-8")
        (film / ".env").write_text("RUSHES_KEY_FAR=planted", "utf-8")
        (film / "out").mkdir(exist_ok=True)
        (film / "out/old.mp4").write_bytes(b"an export")
        typed(film, "archive")
        typed(film, "archive", "--used")
    return film


@pytest.fixture(autouse=True)
def _service(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


def zipped(film: Path, used: str = "") -> Path:
    return film / f"out/film-archive{used}.zip"


def names(file: Path) -> set[str]:
    with zipfile.ZipFile(file) as archive:
        return set(archive.namelist())


def whole(film: Path, folder: Path, used: str = "") -> Production:
    return Production(unarchive(zipped(film, used), folder, {}, silent).folder)


def rewritten(source: Path, target: Path, change: dict[str, bytes], *, listed: str = "") -> Path:
    """The archive with entries changed or added; ``listed`` is put into its list, too."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = change.pop(info.filename, None) or old.read(info)
            if listed and info.filename == "film/archive.json":
                manifest = json.loads(data)
                manifest["files"].append({"path": listed, "size": 4, "digest": "b2:0"})
                data = json.dumps(manifest).encode()
            new.writestr(info.filename, data)
        for name, data in change.items():
            new.writestr(name, data)
    return target


def test_another_machine_has_the_film_its_takes_and_its_money_and_orders_nothing(
    made: Path, tmp_path: Path
) -> None:
    """Text, decisions, material, footage byte for byte; what is under way is collected there."""
    film = whole(made, tmp_path / "there")
    before = Production(made)

    sums = [[str(one) for one in each.ledger.money.sums()] for each in (before, film)]
    plan = film.plan(Selection(), ())
    (made.parent / "book/made").touch()
    orders = bills(made.parent / "book")
    brought = typed(film.folder, "collect").output
    (made.parent / "book/made").unlink()

    assert sums[0] == sums[1]
    assert 0 == plan.to_buy
    assert "sh030 clip 1" in brought
    assert orders == bills(made.parent / "book")
    for path in sorted((made / "takes").rglob("*_t0*.[mp][pn]*")):
        assert path.read_bytes() == (film.folder / path.relative_to(made)).read_bytes()
    assert "dark red" == (film.folder / "refs/coat.txt").read_text("utf-8")
    assert (made / "picks.yaml").read_text() == (film.folder / "picks.yaml").read_text()
    assert before.log(9)[0].sentence in {row.sentence for row in film.log(50)}


def test_what_is_of_this_machine_alone_stays_here(made: Path) -> None:
    """No settings of the machine, no keys, no exports, no lock, no derived files."""
    inside = names(zipped(made))

    assert {"film/film.yaml", "film/cuts/main.yaml", "film/.rushes/ledger.sqlite"} <= inside
    assert not {"film/local.yaml"} & inside
    assert not {name for name in inside if ".env" in name or name.startswith("film/out/")}
    state = {name for name in inside if ".rushes" in name} - {"film/.rushes/ledger.sqlite"}
    assert not {name for name in state if not name.startswith("film/.rushes/versions/")}
    assert b"planted" not in zipped(made).read_bytes()


def test_what_is_called_like_a_file_of_ours_deeper_in_the_film_is_the_authors(
    made: Path, tmp_path: Path
) -> None:
    """Only at the film's top are `out/`, `archive.json` and `local.yaml` the program's."""
    film = whole(made, tmp_path / "there")

    kept = {
        path.relative_to(film.folder / "refs").as_posix()
        for path in film.folder.glob("refs/**/*")
        if path.is_file()
    }
    assert {"coat.txt", "out/hat.txt", "archive.json", "local.yaml"} == kept


def test_without_unused_takes_their_slates_go_along_and_nothing_is_bought(
    made: Path, tmp_path: Path
) -> None:
    """Take 2 of sh010 stands in no cut: its clip stays here, and is offline there."""
    film = whole(made, tmp_path / "there", "-used")

    takes = {str(take.ref): take for take in film.vault.takes("sh010", _clip())}
    assert (False, True) == (takes["sh010 clip 1"].is_offline, takes["sh010 clip 2"].is_offline)
    assert "film/takes/sh010/sh010_clip_t02.mp4" not in names(zipped(made, "-used"))
    assert 0 == film.plan(Selection(), ()).to_buy
    typed(film.folder, "cut", "--list")


def test_nothing_is_replaced_neither_an_archive_nor_a_film(made: Path, tmp_path: Path) -> None:
    """The second archive has a number; a folder with something in it is refused."""
    first = zipped(made).read_bytes()
    again = Production(made).archive(silent, is_used_only=False)
    (tmp_path / "there").mkdir()
    (tmp_path / "there/mine.txt").write_text("mine", "utf-8")

    assert "film-archive (2).zip" == again.path.name
    again.path.unlink()
    assert first == zipped(made).read_bytes()
    with pytest.raises(ProjectError, match="is there already, and nothing is replaced"):
        unarchive(zipped(made), tmp_path / "there", {}, silent)
    assert [] == [path for path in (made / "out").iterdir() if path.name.startswith(".")]


def test_a_damaged_archive_gives_no_film_and_a_whole_one_goes_on_where_it_stopped(
    made: Path, tmp_path: Path
) -> None:
    """What was unpacked and is right is not unpacked again; the name comes last."""
    name = "film/takes/sh020/sh020_clip_t01.mp4"
    with zipfile.ZipFile(zipped(made)) as archive:
        size = archive.getinfo(name).file_size
    bad = rewritten(zipped(made), tmp_path / "bad.zip", {name: b"x" * size})

    with pytest.raises(MediaError, match="is not the file that was archived"):
        unarchive(bad, tmp_path / "there", {}, silent)
    with pytest.raises(KeyboardInterrupt):
        unarchive(zipped(made), tmp_path / "there", {}, _stopped_at(5))
    assert not (tmp_path / "there").exists()
    left = next(path for path in tmp_path.iterdir() if path.name.endswith(".unarchive"))
    before = {path: path.stat().st_mtime_ns for path in left.rglob("*_t01.png")}
    done = unarchive(zipped(made), tmp_path / "there", {}, silent)
    assert before
    assert all(
        (done.folder / path.relative_to(left)).stat().st_mtime_ns == stamp
        for path, stamp in before.items()
    )
    cut_short = tmp_path / "short.zip"
    cut_short.write_bytes(zipped(made).read_bytes()[:-400])

    assert done.folder.is_dir()
    assert [] == [path.name for path in tmp_path.iterdir() if path.name.endswith(".unarchive")]
    with pytest.raises(MediaError, match="is no whole zip"):
        unarchive(cut_short, tmp_path / "other", {}, silent)


@pytest.mark.parametrize(
    "name",
    ["../evil", "/evil", "a/../../evil", "C:evil", "a\\..\\evil", "con", "takes/x/FILM.YAML."],
)
def test_no_name_in_an_archive_leads_out_of_the_film(made: Path, tmp_path: Path, name: str) -> None:
    """Whatever its list says; nothing is unpacked at all."""
    bad = rewritten(zipped(made), tmp_path / "bad.zip", {f"film/{name}": b"evil"}, listed=name)

    with pytest.raises(ProjectError, match="is not as it was archived"):
        unarchive(bad, tmp_path / "there", {}, silent)
    assert ["bad.zip"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    "name",
    [
        "local.yaml",
        ".rushes/trust.json",
        ".RUSHES/derived/x",
        ".git/hooks/post-checkout",
        "refs/.git/config",
        ".envrc",
        "unlisted.txt",
    ],
)
def test_an_archive_brings_no_settings_no_state_and_nothing_unlisted(
    made: Path, tmp_path: Path, name: str
) -> None:
    """Somebody who hands a film on cannot hand on where its takes are looked for."""
    listed = "" if name == "unlisted.txt" else name
    bad = rewritten(zipped(made), tmp_path / "bad.zip", {f"film/{name}": b"evil"}, listed=listed)

    with pytest.raises(ProjectError, match="is not as it was archived"):
        unarchive(bad, tmp_path / "there", {}, silent)


def test_what_lies_outside_and_what_is_offline_is_named(made: Path, tmp_path: Path) -> None:
    """So that nobody learns of it when the disk is gone."""
    film = tmp_path / "film"
    shutil.copytree(made, film, ignore=shutil.ignore_patterns("out", "local.yaml"))
    (film / "takes/sh020/sh020_clip_t01.mp4").unlink()
    (film / "refs/away").symlink_to(tmp_path / "elsewhere")

    done = Production(film).archive(silent, is_used_only=False)

    said = "\n".join(done.left)
    assert "offline here, so their slates alone are inside: sh020 clip 1" in said
    assert "refs/away is a link that leads out of the film" in said


def _stopped_at(count: int) -> Tell:
    def tell(doing: str, done: int, files: int) -> None:
        if done == count:
            raise KeyboardInterrupt

    return tell


def _clip() -> object:
    from pipeline.facts import CLIP

    return CLIP
