"""The documentation says what the program does: examples load, pages are fresh, links lead on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generate import HERE, SCHEMA, pages
from pipeline.errors import Problem
from pipeline.production.founding import write_schema
from pipeline.project.load import load

ROOT = HERE.parent
FORMATS = (HERE / "formats.md").read_text("utf-8")
FILES = re.compile(r"\b(?:audio|refs)/[\w-]+\.\w+")
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def examples(mark: str) -> list[str]:
    """The blocks of formats.md behind a mark."""
    return re.findall(rf"<!-- {mark} -->\n```yaml\n(.*?)```", FORMATS, re.DOTALL)


def written(folder: Path, files: dict[str, str]) -> Path:
    """A production with these files, and an empty file wherever one of them names one."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
        for named in FILES.findall(text):
            (folder / named).parent.mkdir(exist_ok=True)
            (folder / named).touch()
    return folder


def problems(folder: Path) -> list[Problem]:
    """What is wrong with the files."""
    return list(load(folder).problems)


@pytest.mark.parametrize("number", range(len(examples("film"))))
def test_every_film_of_the_reference_loads_without_a_word(tmp_path: Path, number: int) -> None:
    """As it is printed."""
    assert [] == problems(written(tmp_path, {"film.yaml": examples("film")[number]}))


def test_cut_picks_and_local_of_the_reference_go_with_its_film(tmp_path: Path) -> None:
    """All four files together, as they are printed."""
    (film, *_), (cut,), (picks,), (local,) = map(examples, ("film", "cut", "picks", "local"))
    places = tmp_path / "library"
    places.mkdir()
    files = {
        "film.yaml": film,
        "cuts/main.yaml": cut,
        "picks.yaml": picks,
        "local.yaml": local.replace("/media/library", str(places)),
    }

    project = load(written(tmp_path / "film", files))

    assert [] == list(project.problems)
    lines = cut.partition("sound:")[0].count("\n- ")
    assert lines == len(project.cuts["main"].events)
    assert {"sh010", "sh020", "sh030"} == set(project.picks.shots if project.picks else {})


def test_the_cut_that_is_like_another_is_like_that_of_the_reference(tmp_path: Path) -> None:
    """Every line of it finds its place there."""
    film, cut, like = (examples(kind)[0] for kind in ("film", "cut", "like"))
    files = {"film.yaml": film, "cuts/main.yaml": cut, "cuts/short.yaml": like}

    project = load(written(tmp_path, files))

    assert [] == list(project.problems)
    cuts = project.cuts
    assert len(cuts["main"].events) - 2 + 3 == len(cuts["short"].events)


def test_what_the_reference_refuses_is_refused(tmp_path: Path) -> None:
    """With its line, never ignored."""
    cut = "cut: main\nevents:\n- sh010 0 until sh020\n"
    folder = written(tmp_path, {"film.yaml": examples("film")[0], "cuts/main.yaml": cut})

    (said,) = [str(problem.where) for problem in problems(folder)]

    assert said.startswith("cuts/main.yaml:3:")


def test_every_word_of_the_cut_stands_in_the_reference() -> None:
    """A word that the program knows and the reference does not is of no use to anybody."""
    from pipeline.project.cut_words import CUT_WORDS
    from pipeline.project.sound_grammar import SOUND_WORDS

    words = {*CUT_WORDS, *SOUND_WORDS} - {"to"}

    assert [] == sorted(word for word in words if not re.search(rf"\b{word}\b", FORMATS))


def test_every_key_of_a_shot_stands_in_the_pages() -> None:
    """The long form is told whole."""
    from pipeline.project.keys import SHOT

    page = (HERE / "film-yaml.md").read_text("utf-8")

    assert [] == [key for key in SHOT if f"`{key}`" not in page]


@pytest.mark.parametrize("name", ["commands.md", "generators.md", "errors.md", "film-yaml.md"])
def test_generated_pages_are_as_fresh_as_the_code(name: str) -> None:
    """`python -m docs.generate` writes them."""
    assert pages()[name] == (HERE / name).read_text("utf-8")


def test_an_editor_finds_the_schema_of_every_film_that_is_shipped(tmp_path: Path) -> None:
    """The samples name one in the checkout, as fresh as the code; `init` writes the others."""
    write_schema(tmp_path / "fresh.json")

    assert (tmp_path / "fresh.json").read_text("utf-8") == SCHEMA.read_text("utf-8")
    for film in sorted((ROOT / "projects").glob("*/film.yaml")):
        named = MODELINE.match(film.read_text("utf-8"))
        assert named, f"{film} names no schema"
        assert SCHEMA == (film.parent / named[1]).resolve()
    for film in sorted((ROOT / "templates").glob("*/film.yaml")):
        named = MODELINE.match(film.read_text("utf-8"))
        assert named, f"{film} names no schema"
        assert "film.schema.json" == named[1]


def test_no_generated_page_is_missing_or_left_over() -> None:
    """Exactly the pages that are generated carry the mark."""
    marked = {
        path.name
        for path in HERE.glob("*.md")
        if path.read_text("utf-8").startswith("<!-- generated")
    }

    assert set(pages()) == marked


def test_every_relative_link_leads_somewhere() -> None:
    """In the README and in every page beside it."""
    texts = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    dead = []
    for path in [*texts, *HERE.glob("*.md")]:
        for link in LINK.findall(path.read_text("utf-8")):
            target = (path.parent / link).resolve()
            if "://" not in link and not target.exists():
                dead.append(f"{path.name}: {link}")

    assert [] == dead


def test_the_lines_behind_the_picture_of_the_readme_are_those_of_the_trailer(
    tmp_path: Path,
) -> None:
    """Twelve of them; each stands in the trailer's own file, and together they are a film."""
    block = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)[0]
    trailer = (ROOT / "projects/wandering-earth/film.yaml").read_text("utf-8")
    said = {" ".join(line.split()) for line in trailer.splitlines()}
    long = {line.removeprefix("panel: ") for line in said}
    lines = [" ".join(line.split()) for line in block.splitlines()]

    assert 12 == len(lines)
    assert [] == [
        line for line in lines if line not in said and line.partition(": ")[2] not in long
    ]
    assert [] == problems(written(tmp_path, {"film.yaml": f"film: 1\n{block}"}))


def test_every_command_the_readme_types_exists() -> None:
    """`rushes WORD` in the README and in the reference is a command, its options are its own."""
    import click

    from pipeline.cli.main import program

    context = click.Context(program, info_name="rushes")
    wrong = []
    for path in (ROOT / "README.md", HERE / "formats.md"):
        typed = re.findall(r"`rushes (?:-p \S+ )?([a-z-]+)((?: [^`]*)?)`", path.read_text("utf-8"))
        for name, rest in typed:
            command = program.get_command(context, name)
            options = (
                {word for param in command.params for word in param.opts} if command else set()
            )
            unknown = [word for word in re.findall(r"--[a-z-]+", rest) if word not in options]
            if command is None or unknown:
                wrong.append(f"{path.name}: rushes {name}{rest}")

    assert [] == wrong
