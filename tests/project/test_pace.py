"""Other frame rates: what is exact is played, what is not is refused with its numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.project.pace import Pace, pace_of

NTSC = Fraction(24000, 1001)


@pytest.mark.parametrize(
    ("film", "wanted", "pace"),
    [
        ("24", "25", Pace(Fraction(25), 1, Fraction(25, 24))),
        ("25", "24", Pace(Fraction(24), 1, Fraction(24, 25))),
        ("24", "24000/1001", Pace(NTSC, 1, Fraction(1000, 1001))),
        ("24000/1001", "24", Pace(Fraction(24), 1, Fraction(1001, 1000))),
        ("25", "50", Pace(Fraction(50), 2)),
        ("24", "50", Pace(Fraction(50), 2, Fraction(25, 24))),
        ("30000/1001", "60000/1001", Pace(Fraction(60000, 1001), 2)),
    ],
)
def test_every_frame_is_shown_as_often_as_every_other(film: str, wanted: str, pace: Pace) -> None:
    """Once at another speed, or several times at the film's own."""
    assert pace == pace_of(Fraction(film), Fraction(wanted))


@pytest.mark.parametrize(
    ("film", "wanted"), [("24", "30"), ("25", "30"), ("60", "24"), ("50", "25")]
)
def test_what_is_not_exact_is_refused(film: str, wanted: str) -> None:
    """With both rates, how far they are apart, and rates that would do."""
    with pytest.raises(ValueError, match="frames would be shown unevenly") as caught:
        pace_of(Fraction(film), Fraction(wanted))

    said, fix = caught.value.args
    assert f"{wanted} frames a second are" in said
    assert f"the film's {film}" in said
    assert film in fix


def test_what_is_heard_of_it_is_said() -> None:
    """Percent and semitones, as people speak of the speed-up for European broadcast."""
    assert (
        "4.2 % faster, the sound 0.71 semitones higher" == pace_of(Fraction(24), Fraction(25)).words
    )
    assert "each frame twice" == pace_of(Fraction(25), Fraction(50)).words
    assert "0.1 % slower, the sound 0.017 semitones lower" == pace_of(Fraction(24), NTSC).words
