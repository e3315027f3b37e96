"""Orders and tickets travel through JSON and come back equal."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from pipeline.backends.base import Operation, Order, OrderImage, Ticket
from pipeline.facts import Camera
from pipeline.run.frozen import (
    order_from_json,
    order_to_json,
    ticket_from_json,
    ticket_to_json,
)


def test_an_order_comes_back_equal() -> None:
    """Exact rates, camera moves and paths inside the production, by way of real JSON."""
    home = Path("/films/mine")
    order = Order(
        Operation.I2V,
        "sh010",
        prompt="冰 & fire",
        images=(OrderImage("first", "b2:1", home / "takes/sh010/a.png", "sh010 panel 2"),),
        video=OrderImage("source", "b2:2", Path("/elsewhere/b.mp4")),
        frames=48,
        fps=Fraction(24000, 1001),
        seed=7,
        camera=Camera("push", "in", zoom=(Fraction(1), Fraction(13, 10))),
        words={"panel": "x", "named": [["liu", "an astronaut"]]},
    )

    data = json.loads(json.dumps(order_to_json(order, home)))

    assert order == order_from_json(data, home)
    assert "takes/sh010/a.png" == data["images"][0]["path"]


def test_a_ticket_comes_back_equal() -> None:
    """Any later process can pick the job up."""
    ticket = Ticket("fal", "job-1", {"base": "x"}, {"url": "u"}, ("a.png",))

    assert ticket == ticket_from_json(json.loads(json.dumps(ticket_to_json(ticket))))


def test_a_ticket_names_no_file_outside_its_own_folder() -> None:
    """An order file may come from anybody, and what it names would become a take."""
    names = ["take01.png", "../../me.png", "/home/me/me.png", "..", "C:me.png", "a\\b.png", 7, ""]

    assert ("take01.png",) == ticket_from_json({"backend": "x", "files": names}).files
