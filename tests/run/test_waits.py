"""How long orders at services take is known from those that have come, and from nothing else."""

from __future__ import annotations

from pipeline.run.waits import Waits


def ordered(count: int, generator: str = "kling") -> Waits:
    """So many orders that are to be sent."""
    waits = Waits()
    for number in range(count):
        waits.expect(number, generator)
    return waits


def test_before_the_first_has_come_nobody_knows() -> None:
    """However long they are under way; and nothing is to come where nothing was ordered."""
    waits = ordered(2)
    waits.begin(0, 0.0)

    assert (None, "", 0.0) == (waits.left(600.0), waits.known_from, Waits().left(0.0))


def test_the_rest_is_reckoned_from_those_that_came_and_how_many_go_at_once() -> None:
    """Two at a time, a minute each, four to go: two minutes; what is in hand counts as it goes."""
    waits = ordered(6)
    for number in (0, 1):
        waits.begin(number, 0.0)
    for number in (0, 1):
        waits.end(number, 60.0, is_made=True)
    two_ahead = waits.left(60.0)
    for number in (2, 3):
        waits.begin(number, 60.0)

    assert (120.0, 90.0) == (two_ahead, waits.left(90.0))
    assert "2 orders of kling" == waits.known_from


def test_what_failed_teaches_nothing() -> None:
    """A refusal that comes at once does not say that clips come at once."""
    waits = ordered(3)
    waits.begin(0, 0.0)
    waits.end(0, 1.0, is_made=False)
    before = waits.left(1.0)
    waits.begin(1, 1.0)
    waits.end(1, 31.0, is_made=True)

    assert (None, 30.0) == (before, waits.left(31.0))


def test_an_unknown_generator_makes_all_of_it_unknown() -> None:
    """The slowest decides; one of which nothing has come yet may be it."""
    waits = ordered(2)
    waits.expect("a", "veo")
    waits.begin(0, 0.0)
    waits.end(0, 10.0, is_made=True)
    unknown = waits.left(10.0)
    waits.begin("a", 10.0)
    waits.end("a", 50.0, is_made=True)

    assert (None, 10.0) == (unknown, waits.left(50.0))


def test_an_order_that_takes_longer_than_usual_is_never_all_but_there() -> None:
    """A tenth of the usual time is always left of it."""
    waits = ordered(2)
    waits.begin(0, 0.0)
    waits.end(0, 20.0, is_made=True)
    waits.begin(1, 20.0)

    assert 2.0 == waits.left(500.0)
