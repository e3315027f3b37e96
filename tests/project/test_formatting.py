"""Long and short form say the same, and rewriting touches nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.project.formatting import Form, format_shots, plain_or_quoted
from pipeline.project.load import load
from pipeline.project.marks import parse_text
from pipeline.project.story import Project, Shot
from tests.project.films import RICH_FILES, RICH_FILM, write_film

FILM = Path("film.yaml")


def _formatted(text: str, form: Form) -> str:
    return format_shots(parse_text(text, FILM), form)


def _bare(project: Project) -> list[Shot]:
    """The shots without their places."""
    return [
        replace(
            shot,
            where=None,
            marks={},
            lines=tuple(replace(line, where=None) for line in shot.lines),
            titles=tuple(replace(title, where=None) for title in shot.titles),
            effects=tuple(replace(effect, where=None) for effect in shot.effects),
            ambience=replace(shot.ambience, where=None) if shot.ambience else None,
        )
        for shot in project.shots.values()
    ]


def test_words_get_their_keys() -> None:
    """Each word before the bar stands under its own key, in the author's own words."""
    text = (
        "shots:\n"
        "  # the first\n"
        "  sh010: EWS, slow push in, 4s | <engine> over a city => snow drifts   # a remark\n"
        "  sh020: a man\n"
        "  sh030:\n"
        "    panel: '大特写，缓推，2拍 | an eye: open => none'\n"
        "    omit: true     # for now\n"
    )

    assert (
        "shots:\n"
        "  # the first\n"
        "  sh010:\n"
        "    framing: EWS\n"
        "    camera: slow push in\n"
        "    seconds: 4s\n"
        "    panel: <engine> over a city\n"
        "    motion: snow drifts   # a remark\n"
        "  sh020: a man\n"
        "  sh030:\n"
        "    framing: 大特写\n"
        "    camera: 缓推\n"
        "    seconds: 2拍\n"
        "    panel: 'an eye: open'\n"
        "    motion: none\n"
        "    omit: true     # for now\n"
    ) == _formatted(text, "long")


def test_keys_become_words() -> None:
    """Back again: one line a shot; what the short form cannot say stays below it."""
    text = (
        "shots:\n"
        "  sh010:\n    framing: EWS\n    camera: push in\n    seconds: 4\n    panel: a city\n"
        "    motion: none   # a remark\n"
        "  sh020:\n    panel: a man\n    lens: 35mm\n    title: x\n"
    )

    assert (
        "shots:\n"
        "  sh010: EWS, push in, 4s | a city => none   # a remark\n"
        "  sh020:\n    panel: 35mm | a man\n    title: x\n"
    ) == _formatted(text, "short")


@pytest.mark.parametrize(
    "text",
    [
        "shots:\n  sh010:\n    framing: EWS\n    # why\n    panel: a city\n",
        "shots:\n  sh010:\n    framing: EWS   # why\n    panel: a city\n",
        "shots:\n  sh010:\n    framing: huge\n    panel: a city\n",
        "shots:\n  sh010:\n    panel: a city\n    motion: {kling: push}\n    framing: EWS\n",
        "shots:\n  sh010:\n    panel: CU | x\n    framing: EWS\n",
        "shots: {sh010: {title: x}}\n",
        "shots: [",
        "- x",
    ],
)
def test_what_cannot_be_said_shorter_stays(text: str) -> None:
    """Remarks, faults and what differs by generator are left alone."""
    assert text == _formatted(text, "short")


@pytest.mark.parametrize("form", ["long", "short"])
def test_both_forms_mean_the_same(tmp_path: Path, repository: Path, form: Form) -> None:
    """Every shipped film, rewritten and rewritten back, is the same film."""
    films = [*repository.glob("projects/*/film.yaml"), *repository.glob("templates/*/film.yaml")]
    texts = [*((path.read_text(encoding="utf-8"), path.parent) for path in films)]
    for number, (text, folder) in enumerate(texts):
        copy = tmp_path / str(number)
        files = {
            path.relative_to(folder).as_posix(): b"x"
            for name in ("audio", "plates", "refs")
            for path in folder.glob(f"{name}/*")
        }
        before = load(write_film(copy, text, files))

        changed = _formatted(text, form)
        back = _formatted(changed, "short" if form == "long" else "long")

        assert _bare(before) == _bare(load(write_film(copy, changed, files)))
        assert _bare(before) == _bare(load(write_film(copy, back, files)))


def test_the_rich_film_survives_both(tmp_path: Path) -> None:
    """Every key, in both forms."""
    before = _bare(load(write_film(tmp_path, RICH_FILM, RICH_FILES)))

    for form in ("long", "short", "long"):
        text = (tmp_path / "film.yaml").read_text(encoding="utf-8")
        project = load(write_film(tmp_path, _formatted(text, form), RICH_FILES))
        assert before == _bare(project)


@settings(max_examples=300)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40))
def test_any_line_can_be_a_value(text: str) -> None:
    """A text on one line comes back as it was, quoted where it must be."""
    if any(char in text for char in "\ufeff\ufffe\uffff"):
        return
    source = parse_text(f"key: {plain_or_quoted(text)}\n", FILM)

    assert source.root is not None
    assert {"key": text} == {name: entry.value.text for name, entry in source.root.entries.items()}
