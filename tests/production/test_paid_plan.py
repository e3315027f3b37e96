"""A plan of the sample trailer with a paid generator: priced line by line, and nothing is sent."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.production.footage import typed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def trailer(tmp_path: Path) -> Path:
    """The sample trailer without footage."""
    folder = tmp_path / "trailer"
    source = ROOT / "projects" / "wandering-earth"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".rushes", "takes", "out"))
    return folder


def total(plan: str) -> str:
    """The line of sums."""
    return next(line for line in plan.splitlines() if " to make" in line)


def rewritten(folder: Path, generator: str, more: str = "") -> Path:
    film = folder / "film.yaml"
    text = film.read_text("utf-8")
    line = "  move: {backend: camera}        # clips: a camera through the layers of the panel\n"
    assert line in text
    film.write_text(text.replace(line, f"  move: {generator}\n{more}"), "utf-8")
    return folder


def test_the_trailer_with_runway_is_priced_line_by_line(trailer):
    """Each clip with the length asked, the length needed and the most it can cost; then the sum."""
    rewritten(trailer, "{backend: runway, model: gen4.5}")
    lines = typed("plan", at=trailer).out.splitlines()
    clips = [line for line in lines if " clip " in line]
    prices = [float(re.search(r"at most ([\d.]+) USD", line)[1]) for line in clips]
    asked = [int(re.search(r"asks for (\d+) s", line)[1]) for line in clips]

    assert len(clips) == 25
    assert all(
        price == pytest.approx(0.12 * seconds) for price, seconds in zip(prices, asked, strict=True)
    )
    assert "sh010      clip      make          by move" in clips[0]
    assert "asks for 5 s to cover 4.71 s, at most 0.60 USD" in clips[0]
    assert total("\n".join(lines)) == "75 to make, 25 to buy; at most 10.80 USD"
    assert sum(prices) == pytest.approx(10.8)


def test_the_plan_as_json_has_both_lengths(trailer):
    rewritten(trailer, "{backend: runway, model: veo3.1}")
    rows = json.loads(typed("plan", "sh010", "--json", at=trailer).out)["rows"]
    clip = next(row for row in rows if row["kind"] == "clip")

    assert (clip["asked_seconds"], clip["price"]) == (6.0, "2.40 USD")


def test_a_generator_is_swapped_by_one_line(trailer):
    """The same board, another model: other lengths, another sum, nothing else to change."""
    rewritten(trailer, "{backend: runway, model: gen4_turbo}")

    assert total(typed("plan", at=trailer).out).endswith("at most 4.50 USD")


def test_a_film_says_what_it_pays(trailer):
    rewritten(
        trailer,
        "{backend: runway, model: gen4.5}",
        "models:\n  runway/gen4.5: {price: 0.10 USD a second}\n",
    )

    assert total(typed("plan", at=trailer).out).endswith("at most 9.00 USD")


def test_an_unknown_price_stays_unknown(trailer):
    """It is counted as something to buy, and never as nothing."""
    rewritten(trailer, "{backend: runway, model: klingO3_pro}")
    last = total(typed("plan", at=trailer).out)

    assert "25 price unknown" in last
    assert "25 to buy" in last


@pytest.mark.parametrize(
    ("generator", "said"),
    [
        (
            "{backend: runway, model: gen3a_turbo}",
            "runway gen3a_turbo was retired on 2026-07-30; use gen4_turbo or gen4.5",
        ),
        ("{backend: runway, model: gen4-5}", "'runway' has no model 'gen4-5'"),
        (
            "{backend: runway, model: gen4_image}",
            "gen4_image makes pictures from words and pictures from a picture, not clips from",
        ),
    ],
)
def test_a_wrong_model_blocks_its_clips_with_its_line(trailer, generator, said):
    """And nothing else: the panels are drawn."""
    rewritten(trailer, generator)
    out = typed("plan", at=trailer).out

    assert "25 clips of 25 shots blocked: film.yaml:" in out
    assert said in out
    assert total(out) == "50 to make, 0 to buy, 25 blocked"


def test_what_a_shot_asks_and_the_model_cannot_is_told_at_the_shots_line(trailer):
    """A shot too long, and words of what must not be seen."""
    rewritten(trailer, "{backend: runway, model: gen4.5}")
    film = trailer / "film.yaml"
    text = film.read_text("utf-8").replace(
        "panel: EWS, push in, 4.7s |", "negative: people\n        panel: EWS, push in, 14s |"
    )
    film.write_text(text, "utf-8")
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines, 1) if "negative: people" in line)
    out = typed("plan", "sh010", at=trailer).out

    assert f"film.yaml:{at + 1}:" in out
    assert "runway gen4.5 makes 2 to 10 s, not 14 s" in out
    assert f"film.yaml:{at}:" in out
    assert "runway gen4.5 cannot be told what must not be seen" in out


def test_a_generator_that_cannot_be_told_may_be_left_out(trailer):
    """Words of the whole film for what draws the panels; the author says who does not hear them."""
    rewritten(trailer, "{backend: runway, model: gen4.5}", "negative: people\n")
    said = typed("check", at=trailer)
    assert "write `negative: no` under the generator 'move'" in said.out + said.err

    film = trailer / "film.yaml"
    text = film.read_text("utf-8").replace("model: gen4.5}", "model: gen4.5, negative: no}")
    film.write_text(text, "utf-8")

    assert total(typed("plan", at=trailer).out) == "75 to make, 25 to buy; at most 10.80 USD"


@pytest.mark.parametrize(
    ("generator", "instead"),
    [
        ("{backend: runway, model: gen3a_turbo}", "write model: gen4_turbo"),
        ("{backend: openai, model: sora-2}", "write backend: runway, model: gen4.5"),
    ],
)
def test_check_says_the_models_fault_once(trailer, generator, instead):
    """With what to write in its place, at another service where that follows it."""
    rewritten(trailer, generator)
    said = typed("check", at=trailer)

    assert (said.out + said.err).count("was retired on") == 1
    assert instead in said.out + said.err
    assert said.out.splitlines()[-1].startswith("1 to mend")
