"""A film from a stranger: nothing of it runs, moves or removes what is not its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.backends import keys, shelf
from pipeline.backends.base import Backend
from pipeline.backends.described.talking import Talk
from pipeline.backends.keys import KeyPlace
from pipeline.errors import NotConfigured, Problem, ProjectError
from pipeline.facts import PANEL, TakeRef
from pipeline.ledger.attempts import Attempt
from pipeline.production import Production
from pipeline.production.making import MakeRequest, _again
from pipeline.production.selecting import Selection
from pipeline.run.events import silent
from tests.doubles import TINY_FILM, tiny_film


def evil(folder: Path) -> tuple[Path, list[str]]:
    """A program that leaves a mark, and how it is called."""
    mark = folder / "mark"
    script = folder / "evil.py"
    script.write_text(f"open({str(mark)!r}, 'w').write('here')", "utf-8")
    return mark, [sys.executable, str(script)]


def test_an_order_file_brings_no_program_of_its_own(tmp_path: Path) -> None:
    """What is resumed runs only what `film.yaml` names and `rushes trust` allowed."""
    film = Production(tiny_film(tmp_path / "film", draw="{backend: slate}"))
    mark, program = evil(tmp_path)
    order = Attempt(
        key="0" * 32,
        refs=(TakeRef("sh010", PANEL, 1),),
        generator="draw",
        backend="command",
        intended=datetime(2026, 1, 1, tzinfo=UTC),
        recovery="idempotent",
        order={"operation": "t2i", "shot": "sh010"},
        settings={"program": program},
    )
    path = film.home.takes / "sh010" / "sh010_panel_t01.order.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(order.to_json()), "utf-8")

    film.make(MakeRequest(Selection(names=("sh010",)), ("board",), 1), silent)

    assert not mark.exists()


def test_a_player_that_came_with_the_film_is_not_started(tmp_path: Path) -> None:
    """`local.yaml` may have been packed in; `rushes trust` shows what it names."""
    film = Production(tiny_film(tmp_path / "film"))
    mark, program = evil(tmp_path)
    written = json.dumps(" ".join(program))
    (film.folder / "local.yaml").write_text(f"player: {written}\n", "utf-8")
    film = film.again()

    with pytest.raises(ProjectError, match=r"local\.yaml names the player") as refused:
        film.play(film.folder / "film.yaml")

    assert {"player in local.yaml": program} == film.programs()
    assert "rushes trust" in refused.value.problems[0].fix
    assert not mark.exists()


def test_a_player_whose_quotes_do_not_match_is_told(tmp_path: Path) -> None:
    """One sentence, no traceback."""
    film = Production(tiny_film(tmp_path / "film", files={"local.yaml": 'player: "mpv \'"\n'}))

    with pytest.raises(ProjectError, match="is not a command line: no closing quotation"):
        film.play(film.folder / "film.yaml")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://evil.example", "generator 'draw' sends its orders to https://evil.example in"),
        ("http://192.168.1.1:8188", "generator 'draw' sends its orders to http://192.168.1.1:8188"),
        ("http://evil.example", "generator 'draw' (comfyui): base_url: it begins with https://"),
        ("https://me:planted@evil.example", "it holds no name and no password: keys come from"),
        ("http://169.254.169.254", "it begins with https://"),
        ("https://2130706433", "its host is no name and no address"),
        ("file:///etc/passwd", "it begins with https://"),
    ],
)
def test_an_address_of_a_strangers_is_told_with_its_line(
    address: str, said: str, tmp_path: Path
) -> None:
    """One sentence; a password in the line is not told again."""
    film = tiny_film(tmp_path / "film", draw="\n    backend: comfyui\n    workflow: sd")
    text = (film / "film.yaml").read_text("utf-8")
    text = text.replace("    workflow: sd", f"    workflow: sd\n    base_url: {address}")
    (film / "film.yaml").write_text(text, "utf-8")

    (problem,) = Production(film).check()

    assert said in problem.message
    assert problem.where is not None
    assert "film.yaml:9:" in str(problem.where)
    assert "planted" not in "\n".join(problem.lines())


def test_an_address_is_allowed_until_it_changes(tmp_path: Path) -> None:
    """`rushes trust` shows it, and is forgotten when the film names another."""
    home = {"RUSHES_HOME": str(tmp_path / "me")}
    said = "{backend: comfyui, workflow: sd, base_url: 'https://gpu%s.example'}"
    film = Production(tiny_film(tmp_path / "film", draw=said % 1), home)

    def asked(production: Production) -> int:
        return sum("sends its orders" in one.message for one in production.check())

    before = asked(film)
    film.trust()
    named = film.programs()
    after = asked(film.again())
    tiny_film(tmp_path / "film", draw=said % 2)

    assert "https://gpu1.example" in str(named)
    assert (1, 0, 1) == (before, after, asked(Production(film.folder, home)))


def test_a_reference_is_a_file_of_the_film(tmp_path: Path) -> None:
    """Neither an address nor a file of the machine goes to a service."""
    for ref in ("file:///etc/passwd", "/etc/passwd", "../../secret.png", "http://10.0.0.1/a.png"):
        film = tiny_film(
            tmp_path / "film", fps=f"24\nelements: {{liu: {{text: a, refs: ['{ref}']}}}}"
        )

        problems = Production(film).check()

        assert [("film.yaml", 4)] == [
            (one.where.file.name, one.where.line) for one in problems if one.where
        ], ref


def _elsewhere() -> list[str]:
    """Every service that comes with the program and has an address."""
    return [
        name for name in shelf.shipped() if "base_url" in shelf.find(name).Settings.model_fields
    ]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A key in every variable that a service of the program reads, and in the keyring."""
    for name in _elsewhere():
        rule = getattr(getattr(shelf.find(name), "description", None), "key", None)
        for variable in rule.variables if rule else ():
            monkeypatch.setenv(variable, "key-planted-0123456789")
    keyring, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    keyring.get_password = lambda *_: "key-planted-0123456789"  # type: ignore[attr-defined]
    errors.KeyringError = OSError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    keys._asked.cache_clear()
    yield
    keys._asked.cache_clear()


EVIL = "https://evil.example/v1"


def test_a_film_that_points_every_service_elsewhere_is_refused_line_by_line(
    tmp_path: Path,
) -> None:
    """Each with its own sentence, at its own line, before anything is asked."""
    names = [name for name in _elsewhere() if name not in {"rest", "comfyui"}]
    lines = [f"  {name}:\n    backend: {name}\n    base_url: {EVIL}" for name in names]
    text = TINY_FILM.replace("generators:\n", "generators:\n" + "\n".join(lines) + "\n")

    problems = Production(tiny_film(tmp_path / "film", text=text)).check()

    assert len(names) >= 6
    assert [7 + 3 * place + 1 for place in range(len(names))] == [
        one.where.line for one in problems if one.where and "sends its orders" in one.message
    ]


def _keyed() -> list[str]:
    """Those of them that have a key of their own."""
    described = {name: getattr(shelf.find(name), "description", None) for name in _elsewhere()}
    return [name for name, description in described.items() if description and description.key]


@pytest.mark.parametrize("name", _keyed())
@pytest.mark.parametrize("address", [EVIL, "http://127.0.0.1:9"])
def test_no_key_of_a_service_goes_to_another_address(
    name: str, address: str, planted: None
) -> None:
    """Neither from its variables nor from the keyring, on this machine neither."""
    description = shelf.find(name).description  # type: ignore[attr-defined]

    talk = Talk(description, address)

    with pytest.raises(NotConfigured, match="none of its own keys") as caught:
        talk._headers({})
    assert f"RUSHES_KEY_{name.upper()}" in caught.value.fix
    assert talk.key_place is not None
    assert "" == talk.key_place.found


MINE = """\
service: mine
about: mine
docs: https://mine.example
checked: "2026-11-30"
page: https://mine.example
url: https://mine.example/v1
key: {header: Authorization, as: Bearer $key}
recovery: none
calls:
  t2i: {post: /make, json: {prompt: $prompt}}
job: id
poll: {get: /jobs/$job, state: status, states: {ok: ready}}
results: {urls: url}
"""


def test_a_description_of_a_film_is_used_only_after_it_was_looked_at(
    tmp_path: Path, planted: None
) -> None:
    """It gets the key that was put down for it, and no other; changed, it is a stranger again."""
    home = {"RUSHES_HOME": str(tmp_path / "me")}
    folder = tiny_film(
        tmp_path / "film",
        draw="{backend: rest, service: services/mine.yaml}",
        files={"services/mine.yaml": MINE},
    )
    film = Production(folder, home)

    (before,) = film.check()
    film.trust()
    maker = film.again().makers["draw"]
    (folder / "services/mine.yaml").write_text(MINE.replace("mine.example/v1", "evil.example"))
    (after,) = Production(folder, home).check()

    said = "generator 'draw' sends orders to a service that this film describes"
    assert ("film.yaml", 6, said) == _place(before)
    assert _place(before) == _place(after)
    assert isinstance(maker, Backend)
    assert KeyPlace(("RUSHES_KEY_MINE",), is_elsewhere=True) == maker.key_place()


def _place(problem: Problem) -> tuple[str, int, str]:
    where = problem.where
    assert where is not None
    return where.file.name, where.line, problem.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("key: {header", "key: {variables: [OPENAI_API_KEY], header"),
        ("service: mine", "service: runway"),
        ("https://mine.example/v1", "http://mine.example/v1"),
        ("https://mine.example/v1", "https://me:pw@mine.example/v1"),
    ],
)
def test_a_description_of_a_film_may_not(old: str, new: str, tmp_path: Path) -> None:
    """Ask for somebody's key, call itself like a service, or speak without encryption."""
    folder = tiny_film(
        tmp_path / "film",
        draw="{backend: rest, service: services/mine.yaml}",
        files={"services/mine.yaml": MINE.replace(old, new)},
    )

    problems = Production(folder, {"RUSHES_HOME": str(tmp_path / "me")}).check()

    line = 1 + MINE[: MINE.index(old)].count("\n")
    assert [("mine.yaml", line)] == [
        (one.where.file.name, one.where.line) for one in problems if one.where
    ]


def test_an_order_file_asks_no_address_of_its_own(tmp_path: Path) -> None:
    """A ticket that came with a film is looked at where the film's owner allowed it, or nowhere."""
    film = Production(tiny_film(tmp_path / "film"))

    for address in (EVIL, "http://192.168.1.1", "http://evil.example"):
        said = _again(film, "runway", {"base_url": address})
        assert isinstance(said, str), address
    assert isinstance(_again(film, "runway", {}), Backend)
