"""The time left: of the whole make, learnt from what was finished."""

from __future__ import annotations

from pipeline.run.pace import Effort, Pace


def make(pace: Pace, *, panels: float, clips: float) -> list[float]:
    """Ten panels, then ten clips, each as long as said, two at a time; what is left after each."""
    now, left = 0.0, [pace.left(0.0)]
    for word, seconds in (("panel", panels), ("clip", clips)):
        for number in range(0, 10, 2):
            pace.begin((word, number), now)
            pace.begin((word, number + 1), now)
            now += seconds
            pace.end((word, number), now)
            pace.end((word, number + 1), now)
            left.append(pace.left(now))
    return left


def ahead() -> Pace:
    """Ten panels of a megapixel and ten clips of fifty."""
    pace = Pace(lanes=2)
    for number in range(10):
        pace.expect(("panel", number), Effort("panel", 1.0))
        pace.expect(("clip", number), Effort("clip", 50.0))
    return pace


def test_a_clip_weighs_more_than_a_panel() -> None:
    """While the panels are made, the clips are counted in."""
    left = make(ahead(), panels=0.8, clips=12.5)

    assert 60 < left[0] < 75
    assert left[5] > 0.9 * left[0]


def test_the_time_left_goes_down_and_not_up() -> None:
    """Nor at the first clip."""
    left = make(ahead(), panels=0.8, clips=12.5)

    assert left == sorted(left, reverse=True)
    assert 0 == left[-1]


def test_a_slow_machine_shows_before_the_first_clip() -> None:
    """Panels four times as slow as guessed: clips are expected to be slower, too."""
    slow = make(ahead(), panels=3.2, clips=50.0)

    assert slow[5] > 2 * make(ahead(), panels=0.8, clips=12.5)[5]
    assert 0.6 < slow[6] / (4 * 50) < 1.4


def test_the_first_of_every_process_teaches_nothing() -> None:
    """It has to begin: a second panel is made much faster."""
    pace = ahead()

    for number in (0, 1):
        pace.begin(("panel", number), 0.0)
    before = pace.left(0.0)
    for number in (0, 1):
        pace.end(("panel", number), 4.0)

    assert pace.left(4.0) < before


def test_what_is_in_hand_counts_as_it_goes_on() -> None:
    """The time goes down between two ends; never to nothing while something is in hand."""
    pace = Pace()
    pace.expect("a", Effort("clip", 40.0))
    pace.begin("a", 0.0)

    assert pace.left(0.0) > pace.left(5.0) > pace.left(8.0) > 0
    assert pace.left(1000.0) > 0


def test_what_will_not_be_made_is_not_waited_for() -> None:
    """The film is laid out anew: its parts are others."""
    pace = Pace()
    pace.expect("old", Effort("part", 100.0))
    pace.forget("old")

    assert 0 == pace.left(0.0)
