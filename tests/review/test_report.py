"""The report's figures: those of `rushes report`, and the money day by day."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from benchmarks.reviewing import Size, write_film
from tests.production.footage import ran


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six shots whose clips cost 0.35 USD each."""
    return write_film(tmp_path_factory.mktemp("paid") / "film", Size(6, 12, 9, 2))


def test_the_page_plots_what_the_command_says(inside: httpx.Client, film: Path) -> None:
    told = json.loads(ran(film, "report --json").out)

    report = inside.get("/api/report/main").json()

    whole = report["whole"]
    assert (12, 9, 6) == (whole["stills"], whole["clips"], whole["used"])
    assert told["whole"]["used_seconds"] == pytest.approx(whole["used_seconds"], abs=0.01)
    assert ("3.15 USD", 3.15, "USD") == (whole["spent"], whole["cost"], report["currency"])
    assert [row["name"] for row in told["scenes"]] == [row["name"] for row in report["scenes"]]
    assert {"draw", "move"} == {row["name"] for row in report["generators"]}


def test_the_days_add_up_to_what_was_spent(inside: httpx.Client) -> None:
    report = inside.get("/api/report/main").json()

    assert report["whole"]["cost"] == pytest.approx(sum(day["cost"] for day in report["days"]))
    assert ["2026-03-02"] == [day["day"] for day in report["days"]]


def test_a_cut_that_is_not_there_has_no_report(inside: httpx.Client) -> None:
    answer = inside.get("/api/report/none")

    assert 404 == answer.status_code
    assert "there is no cut 'none'" == answer.json()["error"]
