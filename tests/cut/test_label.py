"""The visible AI label: whose words, how large, where, and that every part stays what it was."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.labelling import draw_label, label_layer
from pipeline.cut.looks import delivery_look, draft_look
from pipeline.cut.reels import Tools, split
from pipeline.cut.safe_areas import safe_area
from pipeline.project.edit import Black, Cut, Picks
from pipeline.project.label import CORNERS, LABEL_WORDS, Label
from pipeline.project.load import load
from pipeline.project.story import Delivery, Text
from tests.cut.numbered import film


def test_the_words_are_those_of_the_languages_on_screen() -> None:
    """Each language once; the film's own words before the usual ones."""
    own = Text((("zh", "由AI制作"), ("en", "Made with AI")))

    assert "AI生成 · AI-generated" == Label().words(("zh", "en"))
    assert "AI生成" == Label().words(("zh", "ja"))
    assert "Gerado por IA" == Label().words(("pt-BR",))
    assert "AI-generated" == Label().words(("sw",))
    assert "由AI制作" == Label(own).words(("zh",))
    assert "AI-generated" == Label(languages=("en",)).words(("zh",))


@pytest.mark.parametrize("corner", CORNERS)
@pytest.mark.parametrize("size", [(1920, 804), (1080, 1920), (640, 360)])
def test_the_letters_are_a_twentieth_of_the_short_side_and_inside_the_safe_area(
    corner: str, size: tuple[int, int]
) -> None:
    """Measured at a Chinese character, in the corner that was asked for."""
    picture, left, top = draw_label(label_layer(Label(corner=corner), ("zh",)), *size)

    white = np.asarray(picture)[..., 0] > 128
    rows, columns = np.flatnonzero(white.any(1)), np.flatnonzero(white.any(0))
    safe = safe_area(*size).box(*size)
    height = rows[-1] + 1 - rows[0]
    assert height >= 0.05 * min(size) * 0.98
    assert height <= 0.05 * min(size) * 1.2
    assert left + columns[0] >= safe[0] - 1
    assert left + columns[-1] < safe[2] + 1
    assert (left < size[0] / 2) == corner.endswith("left")
    assert (top < size[1] / 2) == corner.startswith("top")


@pytest.mark.parametrize("language", sorted(LABEL_WORDS))
def test_every_usual_word_can_be_drawn(language: str) -> None:
    """No box in any language."""
    from pipeline.media.fonts import font_shelf

    assert "" == font_shelf().missing(LABEL_WORDS[language])


def test_a_part_with_the_label_holds_no_place_in_the_film() -> None:
    """Two equal parts stay one; a label of four seconds is only in the first."""
    project = film(labels={"": Label()})
    timeline = assemble(project, Cut("m", (Black(240), Black(240))), Picks(), [])
    throughout = delivery_look(project, Delivery("main"))
    short = film(labels={"": Label(frames=96)})

    first, second = split(timeline, throughout, Tools("test"))
    begun, rest = split(timeline, delivery_look(short, Delivery("main")), Tools("test"))

    assert first.key == second.key
    assert [240] == [layer["frames"] for layer in first.recipe["layers"]]
    assert [96] == [layer["frames"] for layer in begun.recipe["layers"]]
    assert "layers" not in rest.recipe


def test_a_delivery_says_otherwise_than_its_film() -> None:
    """No label in one, other words in another, the film's in the rest and in drafts."""
    project = film(labels={"": Label(), "clean": Label(is_off=True)})

    assert delivery_look(project, Delivery("clean")).label is None
    assert Label() == delivery_look(project, Delivery("main")).label
    assert Label() == draft_look(project).label
    assert delivery_look(film(), Delivery("main")).label is None


def test_the_label_is_read_in_every_form(tmp_path: Path) -> None:
    """Yes, words, a block; of the film and of a delivery."""
    (tmp_path / "film.yaml").write_text(
        "film: 1\nlanguages: [zh, en]\nlabel: yes\nshots: {sh010: x}\ndeliveries:\n"
        "  a: {label: no}\n  b: {label: Made by machines}\n"
        "  c: {label: {languages: en, corner: bottom left, size: 6%, seconds: 3}}\n  d: {}\n",
        encoding="utf-8",
    )

    project = load(tmp_path)

    assert () == project.problems
    assert {
        "": Label(),
        "a": Label(is_off=True),
        "b": Label(Text((("", "Made by machines"),))),
        "c": Label(None, ("en",), "bottom-left", Fraction(6), 72),
    } == project.labels
