"""The fake services themselves: what they remember, and what goes wrong on the way to a result."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.services.starting import Services

KEY = {"Authorization": "Bearer k", "X-Runway-Version": "2024-11-06"}
ASKED = {"model": "gen4.5", "duration": 2, "ratio": "1280:720"}


def order(services: Services, words: str) -> str:
    """The id of a new task."""
    url = services.url("runway") + "/v1/text_to_video"
    said = httpx.post(url, json={**ASKED, "promptText": words}, headers=KEY)
    return said.json()["id"]


def look(services: Services, task: str) -> httpx.Response:
    """The task as it is now."""
    return httpx.get(services.url("runway") + f"/v1/tasks/{task}", headers=KEY)


def test_a_killed_server_forgets_nothing(tmp_path: Path) -> None:
    """It comes back at the same place with the same bills and the same tasks."""
    with Services(tmp_path) as services:
        task = order(services, "kept")
        services.stop()
        services.start()

        assert ["kept"] == [each["prompt"] for each in services.orders()]
        assert "SUCCEEDED" == look(services, task).json()["status"]


def test_a_service_that_forgets_keeps_the_bill(tmp_path: Path) -> None:
    """Started anew it knows no task, and the money is gone all the same."""
    with Services(tmp_path) as services:
        task = order(services, "gone")
        services.control(forget="runway")

        assert 404 == look(services, task).status_code
        assert 1 == services.paid("gone")["gone"]


@pytest.mark.parametrize(
    ("word", "seen"),
    [
        ("link-expired", [403, 200]),
        ("link-gone-always", [403, 403]),
        ("truncated", ["cut", 200]),
        ("mislabelled", ["<html>", 200]),
        ("moved", [302, 200]),
    ],
)
def test_a_download_goes_wrong_as_its_word_says(
    services: Services, word: str, seen: list[object]
) -> None:
    """Once, or for ever where it says so."""
    task, found = order(services, f"clip fake-{word}"), []
    for _ in seen:
        url = look(services, task).json()["output"][0]
        try:
            got = httpx.get(url)
            is_page = got.status_code == 200 and got.content.startswith(b"<html>")
            found.append("<html>" if is_page else got.status_code)
        except httpx.RemoteProtocolError:
            found.append("cut")

    assert seen == found
