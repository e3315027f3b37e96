"""Models that a film chooses or describes: what is wrong is told with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.backends.catalogue import model_of
from pipeline.production.model_checking import ends_soon, model_problems
from pipeline.production.production import Production
from tests.production.footage import typed

TODAY = date(2026, 11, 30)
FILM = """film: 1
generators:
  draw: {{backend: sketch}}
  move: {generator}
use: {{panels: draw, clips: move}}
{models}shots:
  sh010: WS, 2s | a frozen city
"""


def film(folder: Path, generator: str, models: str = "") -> Path:
    rows = f"models:\n  {models}\n" if models else ""
    (folder / "film.yaml").write_text(FILM.format(generator=generator, models=rows), "utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    production = Production(folder)
    found = [*production.project.problems, *model_problems(production, TODAY)]
    return [f"{problem.where}: {problem.message} | {problem.fix}" for problem in found]


@pytest.mark.parametrize(
    ("generator", "said"),
    [
        ("{backend: runway, model: gen4.5}", ""),
        ("{backend: runway}", ""),
        (
            "{backend: runway, model: gen4-5}",
            (
                "film.yaml:4:27: generator 'move': 'runway' has no model 'gen4-5' | did you mean "
                "gen4.5, gen4_turbo, gen4_image? `rushes backends list runway` names them"
            ),
        ),
        (
            "{backend: runway, model: gen3a_turbo}",
            (
                "film.yaml:4:27: generator 'move': runway gen3a_turbo was retired on 2026-07-30; "
                "use gen4_turbo or gen4.5 | write model: gen4_turbo"
            ),
        ),
        (
            "{backend: openai, model: tts-1}",
            (
                "film.yaml:4:27: generator 'move': openai tts-1 is retired in 37 days "
                "(2027-01-06); then elevenlabs/eleven_v4 or google/gemini-3.8-flash-tts | "
                "write backend: elevenlabs, model: eleven_v4"
            ),
        ),
        (
            "{backend: fal, model: fal-ai/new}",
            (
                "film.yaml:4:24: generator 'move': nobody described the model 'fal-ai/new' of "
                "'fal': its price is unknown | say it under models: `fal/fal-ai/new: {price: …}` "
                "(the price of one second or one picture); or `rushes backends list fal` names them"
            ),
        ),
        (
            "{backend: runway, model: veo3.1, seconds: 5}",
            (
                "film.yaml:4:42: generator 'move': runway veo3.1 makes 4, 6 or 8 s, not 5 s | "
                "write seconds: 6, or leave it to what the shots need"
            ),
        ),
        (
            "{backend: runway, model: gen4.5, seconds: 30}",
            (
                "film.yaml:4:42: generator 'move': runway gen4.5 makes 2 to 10 s, not 30 s | "
                "write seconds: 10, or leave it to what the shots need"
            ),
        ),
    ],
)
def test_the_model_that_a_generator_asks_for(tmp_path, generator, said):
    """Unknown, gone, going, or asked for a length that it does not make."""
    found = problems(film(tmp_path, generator))

    assert said == "".join(each for each in found if "generator 'move'" in each)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("runway/gen4.5: {price: 0.15 USD a second, concurrency: 10}", ""),
        ("fal/fal-ai/new: {does: i2v, seconds: [5, 10], price: 0.35 USD per 5 seconds}", ""),
        (
            "runway/gen4.5: {price: cheap}",
            (
                "film.yaml:7:26: the model runway/gen4.5: 'cheap' is no price | "
                "write 0.12 USD a second, or free, or unknown"
            ),
        ),
        (
            "runway/gen4.5: {i2v: {seconds: ten}}",
            (
                "film.yaml:7:34: the model runway/gen4.5: 'ten' are no lengths | "
                "write 2-10, or 5, 10, or 0.5-30 by 0.1"
            ),
        ),
        (
            "runwey/gen4.5: {price: 1 USD a call}",
            "film.yaml:7:3: there is no backend 'runwey' | did you mean runway/gen4.5?",
        ),
        (
            "gen4.5: {price: 1 USD a call}",
            (
                "film.yaml:7:3: 'gen4.5' names no model of a service | "
                "write the service first, as in runway/gen4.5: {…}"
            ),
        ),
        (
            "fal/fal-ai/new: {price: 1 USD a call}",
            (
                "film.yaml:7:3: the model fal/fal-ai/new: the model 'fal-ai/new' does nothing | "
                "add does: t2v, i2v"
            ),
        ),
    ],
)
def test_what_a_film_says_of_models(tmp_path, row, said):
    """Each fault at its own place."""
    found = problems(film(tmp_path, "{backend: camera}", row))

    assert said == "".join(found)


def test_a_misspelt_key_of_a_model_is_told(tmp_path):
    folder = film(tmp_path, "{backend: camera}", "runway/gen4.5: {prise: 1 USD a call}")

    assert problems(folder)[0].startswith("film.yaml:7:19: 'prise' is not a key of a model")


def test_a_film_is_warned_sixty_days_before():
    tts = model_of("openai", "tts-1")

    assert ends_soon(tts, date(2026, 11, 6)) == ""
    assert ends_soon(tts, date(2026, 11, 7)).startswith("openai tts-1 is retired in 60 days")
    assert "retired tomorrow" in ends_soon(tts, date(2027, 1, 5))
    assert ends_soon(tts, date(2027, 1, 6)) == ""


def test_a_retired_model_stops_its_stage_and_no_other(tmp_path):
    """The film can be cut all the same."""
    folder = film(tmp_path, "{backend: runway, model: gen3a_turbo}")
    found = list(model_problems(Production(folder), TODAY))

    assert [problem.stops for problem in found] == [frozenset({"shoot"})]


def test_the_doctor_says_which_model_is_gone(tmp_path):
    folder = film(tmp_path, "{backend: runway, model: gen3a_turbo}")
    said = typed("backends", "doctor", at=folder).out

    assert "move" in said


def test_the_doctor_says_that_a_model_goes_and_that_its_key_is_missing(tmp_path, monkeypatch):
    """The one does not hide the other: both have to be mended."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    folder = film(tmp_path, "{backend: openai, model: tts-1}")
    said = typed("backends", "doctor", at=folder).out.splitlines()
    model, key = (line for line in said if "move" in line)

    assert "openai tts-1" in model
    assert "there is no key for openai" in key


def test_a_missing_key_is_said_before_anything_is_ordered(tmp_path, monkeypatch):
    """With its variable, and nobody is asked to buy what cannot be; the others go on."""
    monkeypatch.delenv("RUNWAYML_API_SECRET", raising=False)
    folder = film(tmp_path, "{backend: runway, model: gen4.5}")
    board = folder / "film.yaml"
    other = '  sh020: {panel: "WS, 12f | ash", use: {clips: mine}}\n'
    text = board.read_text("utf-8").replace("  move:", "  mine: {backend: camera}\n  move:")
    text = text.replace("film: 1\n", "film: 1\naspect: 16:9\ndeliveries: {main: {width: 96}}\n")
    board.write_text(text + other, "utf-8")
    assert typed("-p", folder, "board").code == 0

    said = typed("-p", folder, "shoot", "--yes")

    first, *rest = said.err.splitlines()
    assert first.startswith("1 clip by move not ordered: there is no key for runway (fix: put it")
    assert "RUNWAYML_API_SECRET" in first
    assert any(line.startswith("to make: 1 clip") for line in rest)
    assert ("to buy" in said.err, "1 made" in said.out, said.code) == (False, True, 1)
    made = Production(folder).ledger.attempts.of_shot("sh010")
    assert [one.generator for one in made] == ["draw"]


def test_what_cannot_be_ordered_larger_is_not_offered(tmp_path, monkeypatch):
    """No key, or no price: one sentence with its remedy, and nobody is asked to buy it."""
    monkeypatch.delenv("RUNWAYML_API_SECRET", raising=False)
    model = "magnific_precision_upscaler_v2"
    folder = film(tmp_path, f"{{backend: runway, model: {model}}}")
    assert typed("-p", folder, "board").code == 0
    upscale = ("-p", folder, "upscale", "sh010", "p1", "--with", "move", "--width", "3840", "--yes")

    keyless = typed(*upscale)
    monkeypatch.setenv("RUNWAYML_API_SECRET", "key-of-the-tests")
    unpriced = typed(*upscale)

    assert (4, "there is no key for runway") == (keyless.code, keyless.err.splitlines()[0])
    assert unpriced.code == 5
    assert "1 panel by move not ordered: nobody knows the price" in unpriced.err
    assert "to buy" not in keyless.err + unpriced.err
