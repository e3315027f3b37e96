"""Orders that are left, brought by somebody else, stopped, taken over, and made larger or longer.

Through the program, at every service that can be asked for it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services.accounts import shot_of, unbalanced
from tests.services.filming import BUYING, Film
from tests.services.starting import Services
from tests.services.warm import Warm

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the programs are forked"),
    pytest.mark.timeout(120),
]

PICTURES = ("runway", "fal", "luma", "higgsfield", "replicate")
MOVING = ("seedance", "minimax")
GROUPS = {"pictures": PICTURES, "clips": MOVING}
"""Services that stop what they were asked for; a film of each kind has a shot by every one."""
LARGER = {
    "runway": "magnific_precision_upscaler_v2",
    "fal": "fal-ai/esrgan",
    "replicate": "nightmareai/real-esrgan",
    "runware": "runware:501@1",
    "stability": "fast",
}
LONGER = {
    "xai": "grok-imagine-video",
    "google": "gemini-omni-1.2-flash",
    "fal": "fal-ai/pixverse/extend",
}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A server of this test's own: its books hold this film alone."""
    with Services(tmp_path / "services") as running:
        yield running
        assert "" == running.log()


def film_of(services: Services, folder: Path, warm: Warm, *makers: str, **more: Any) -> Film:
    """A film with a shot by each of them."""
    shots = {f"sh{number:02d}0": f"{name}'s harbour" for number, name in enumerate(makers, start=1)}
    film = Film(folder, services, shots, makers=makers, warm=warm, **more)
    film.write()
    return film


def left(services: Services, folder: Path, warm: Warm, *makers: str) -> Film:
    """A film whose orders are left at their services."""
    film = film_of(services, folder, warm, *makers)
    before = len(services.orders())
    said = film.run(film.stage, *BUYING, "--leave")
    assert (len(makers), 0) == (len(services.orders()) - before, len(film.takes())), said
    return film


@pytest.mark.parametrize("group", GROUPS)
def test_an_order_is_stopped_while_it_waits_and_brought_once_it_is_made(
    services: Services, tmp_path: Path, warm: Warm, group: str
) -> None:
    """At some services the same request would erase what is made: it is looked at first."""
    makers = GROUPS[group]
    services.control(seconds=600)
    waiting = left(services, tmp_path / "film", warm, *makers)
    waiting.run("cancel")
    services.control(seconds=0)
    again = waiting.board()
    made = left(services, tmp_path / "made", warm, *makers)
    made.run("cancel")

    ends = {order["service"]: order["ended"] for order in services.orders()[: len(makers)]}
    assert {one: "deleted" if one == "luma" else "cancelled" for one in makers} == ends
    assert [["cancelled"]] * len(makers) == list(waiting.states().values()), again
    assert [["done"]] * len(makers) == list(made.states().values())
    assert [""] * len(makers) == [order["ended"] for order in services.orders()[len(makers) :]]
    assert (0, len(makers)) == (len(waiting.takes()), len(made.takes()))


@pytest.mark.parametrize("group", GROUPS)
def test_an_order_that_is_left_is_brought_by_whoever_has_the_folder(
    services: Services, tmp_path: Path, warm: Warm, group: str
) -> None:
    """A colleague has the takes folder and a key of his own, and nothing else of ours."""
    makers = (*GROUPS[group], *(("runware", "luma_agents") if group == "pictures" else ()))
    film = left(services, tmp_path / "film", warm, *makers)
    hers = film_of(services, tmp_path / "hers", warm, *makers)
    shutil.copytree(film.folder / "takes", hers.folder / "takes")
    said = hers.run("collect", "--wait")

    orders = {order["id"] for order in services.orders()}
    assert orders == {slate["job"] for slate in hers.takes()}, said
    assert len(makers) == len(orders) == len(hers.takes())


def test_an_order_in_doubt_is_taken_over_by_its_id(
    services: Services, tmp_path: Path, warm: Warm
) -> None:
    """A person saw it on the service's page; nobody gets it a second time."""
    film = film_of(services, tmp_path / "film", warm, "runway", "luma_agents")
    film.shots = {shot: f"{words} fake-drop-after" for shot, words in film.shots.items()}
    film.write()
    film.board()
    for order in services.orders():
        film.run("adopt", "--job", order["id"], shot_of(film, order["prompt"]))
    brought = film.run("collect", "--wait")
    job = services.orders()[0]["id"]
    again = film.run("adopt", "--job", job, "sh010", "--with", "runway", "--kind", "panel")

    assert [["done"], ["done"]] == list(film.states().values()), brought
    assert 0 != again.code
    assert f"job {job} is sh0" in again.text
    assert [] == unbalanced(film)


@pytest.mark.parametrize("group", GROUPS)
def test_a_job_that_was_ordered_elsewhere_becomes_a_take(
    services: Services, tmp_path: Path, warm: Warm, group: str
) -> None:
    """By another film, here: its id is all that is known of it."""
    makers = tuple(one for one in GROUPS[group] if one not in {"runway", "higgsfield", "minimax"})
    left(services, tmp_path / "other", warm, *makers)
    film = film_of(services, tmp_path / "film", warm, *makers)
    kind = "clip" if film.has_clips else "panel"
    for order in services.orders():
        shot, by = shot_of(film, order["prompt"]), order["service"]
        film.run("adopt", "--job", order["id"], shot, "--with", by, "--kind", kind)
    said = film.run("collect", "--wait")

    orders = {order["id"] for order in services.orders()}
    assert orders == {slate["job"] for slate in film.takes()}, said
    assert len(makers) == len(orders) == len(film.takes())


@pytest.mark.parametrize(
    ("first", "models", "words", "parent"),
    [
        ("luma", LARGER, ("upscale", "sh010", "p1", "--width", "256"), "sh010 panel 1"),
        ("minimax", LONGER, ("extend", "sh010", "1", "--seconds", "3"), "sh010 clip 1"),
    ],
    ids=["larger", "longer"],
)
def test_a_take_is_made_larger_or_goes_on(
    services: Services,
    tmp_path: Path,
    warm: Warm,
    *,
    first: str,
    models: dict[str, str],
    words: tuple[str, ...],
    parent: str,
) -> None:
    """By every service that can: one order, one take, which says what it was made from."""
    others = {f"{one}_again": {"backend": one, "model": models[one]} for one in models}
    film = film_of(services, tmp_path / "film", warm, first, others=others)
    film.board()
    for number, name in enumerate(others, start=1):
        said = film.run(*words, "--with", name, *BUYING)
        parents = [slate.get("parent", "") for slate in film.takes()]
        assert ["", *[parent] * number] == parents, said
        assert number + 1 == len(services.orders())
