"""A film that describes a service of its own: errors have lines, and trust comes first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.production import Production
from pipeline.production.examining import examine
from pipeline.production.making import _again
from pipeline.production.selecting import Selection
from pipeline.production.trusting import is_trusted, programs, trust
from tests.services.conftest import services, this_machine_only
from tests.services.starting import Services

__all__ = ["services", "this_machine_only"]

FILM = """\
film: 1
fps: 24
generators:
  draw: {{backend: sketch}}
  mine: {{backend: rest, service: services/mine.yaml, model: gen4.5, base_url: "{url}"}}
use: {{panels: draw, clips: mine}}
defaults: {{seconds: 2, panels: 1, clips: 1}}
shots:
  sh010: a road => slow push
deliveries: {{small: {{width: 128}}}}
"""
MINE = """\
service: mine
about: clips from a machine room of my own
url: https://mine.example.com
key: {header: Authorization, as: Bearer $key}
headers: {X-Runway-Version: "2024-11-06"}
limits: {poll_seconds: 0.01}
calls:
  i2v:
    post: /v1/image_to_video
    json: {model: $model, promptText: $prompt, promptImage: $first, duration: $seconds, seed: $seed}
job: id
poll: {get: /v1/tasks/$job, state: status, states: {PENDING: queued, SUCCEEDED: ready}}
results: {urls: "output[*]"}
"""


@pytest.fixture
def film(tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A film whose clips come from its own service."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RUSHES_KEY_MINE", "planted-key")
    folder = tmp_path / "film"
    (folder / "services").mkdir(parents=True)
    (folder / "film.yaml").write_text(FILM.format(url=services.url("runway")), "utf-8")
    (folder / "services/mine.yaml").write_text(MINE, "utf-8")
    return folder


def said(film: Path) -> list[str]:
    """What `check` says of the generators."""
    problems = Production(film).check()
    return [f"{one.where}: {one.message}" for one in problems if "mine" in one.message]


def test_nothing_is_sent_before_the_film_is_trusted(film: Path) -> None:
    """And `rushes trust` shows where orders would go."""
    production = Production(film)

    assert [
        "film.yaml:5:10: generator 'mine' sends orders to a service that this film describes"
    ] == said(film)
    assert "https://mine.example.com" == programs(production)["mine"]["sends orders to"]


def test_trust_is_forgotten_when_the_description_changes(film: Path) -> None:
    """One byte of it is enough."""
    trust(Production(film))
    assert is_trusted(Production(film))

    path = film / "services/mine.yaml"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")

    assert not is_trusted(Production(film))


@pytest.mark.parametrize(
    ("before", "after", "place", "sentence"),
    [
        ("poll:", "pol:", "services/mine.yaml:12:1", "a description has no key 'pol'"),
        ("$prompt", "$words", "services/mine.yaml:10:39", "'$words' is no value here"),
        (
            "service: mine",
            "service: runway",
            "services/mine.yaml:1:10",
            "'runway' comes with rushes",
        ),
    ],
)
def test_a_fault_of_the_description_has_its_own_line(
    film: Path, before: str, after: str, place: str, sentence: str
) -> None:
    """Not that of the film."""
    path = film / "services/mine.yaml"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")

    assert any(one.startswith(f"{place}: generator 'mine': {sentence}") for one in said(film))


@pytest.mark.parametrize("written", ["../mine.yaml", "/etc/passwd", "services/nobody.yaml"])
def test_a_description_lies_in_the_film(film: Path, written: str) -> None:
    """Nothing outside it is read, and one that is not there is one sentence."""
    path = film / "film.yaml"
    path.write_text(path.read_text("utf-8").replace("services/mine.yaml", written), "utf-8")

    (told,) = said(film)

    assert "lies outside the film" in told or "cannot be read: no such file" in told


def test_a_setting_that_is_not_described_has_its_line(film: Path) -> None:
    """A misspelt option is no order."""
    path = film / "film.yaml"
    path.write_text(path.read_text("utf-8").replace("model: gen4.5", "colour: red"), "utf-8")

    assert any("generator 'mine' (rest) has no setting 'colour'" in one for one in said(film))


def test_an_order_file_cannot_bring_a_description_of_its_own(film: Path) -> None:
    """What is resumed goes only to the service that the film names and its owner allowed."""
    other = {"service": "services/other.yaml", "base_url": ""}

    refused = _again(Production(film), "rest", other)

    assert isinstance(refused, str)
    assert "does not" in refused


def test_clips_come_from_a_service_of_the_film(film: Path, services: Services, rushes) -> None:
    """The program as it is typed: trusted, ordered once, brought, and not ordered again."""
    trust(Production(film))

    rushes("-p", film, "board")
    rushes("-p", film, "shoot", "--allow-unknown-prices", "--yes")
    rushes("-p", film, "shoot", "--allow-unknown-prices", "--yes")

    assert 1 == services.paid("a road.").total()
    (slate,) = (film / "takes/sh010").glob("sh010_clip_t01.json")
    assert "planted-key" not in slate.read_text("utf-8")
    assert json.loads(slate.read_text("utf-8"))


def test_a_generator_of_old_is_an_error_with_its_line(film: Path) -> None:
    """`backend: sora`: what became of it, and what to write today."""
    path = film / "film.yaml"
    text = path.read_text("utf-8").replace("mine: {backend: rest,", "mine: {backend: sora,")
    path.write_text(text, "utf-8")

    (told,) = [one for one in Production(film).check() if "sora" in one.message]

    assert "film.yaml:5:10" == str(told.where)
    assert "generator 'mine': 'sora' was shut down by OpenAI on 2026-09-24" in told.message
    assert told.fix.startswith("today: {backend: runway, model: gen4.5}")


def test_its_models_have_prices_and_a_missing_key_has_its_variable(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of `models:` is called as the service is; a key is told by its one variable."""
    board = film / "film.yaml"
    row = "models:\n  mine/gen4.5: {does: i2v, seconds: [2, 4], price: 0.10 USD a second}\n"
    plain = board.read_text("utf-8").partition(", base_url:")[0] + "}\n"
    rest = board.read_text("utf-8").partition('"}\n')[2]
    board.write_text(plain + rest + row, "utf-8")
    trust(Production(film))
    monkeypatch.delenv("RUSHES_KEY_MINE")

    (finding,) = (one for one in examine(Production(film)) if one.what == "mine")

    assert [] == [text for text in said(film) if "mine/" in text or "no backend" in text]
    assert "there is no key for the service that the film describes" == finding.said
    assert "put it into RUSHES_KEY_MINE" == finding.fix
    assert ["0.20 USD"] == [str(money) for money in Production(film).plan(Selection()).price]
