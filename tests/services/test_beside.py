"""Orders on the side, of services: typed again, what came to nothing is not paid for again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.services.filming import BUYING, Film
from tests.services.starting import Services
from tests.services.warm import Warm

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(120),
]


def test_what_was_refused_is_not_sent_again_until_its_words_change(
    lagging: Services, tmp_path: Path, warm: Warm
) -> None:
    film = Film(tmp_path / "film", lagging, {"sh010": "a dog fake-moderated"}, warm=warm)
    film.write()
    compare = ("compare", "sh010", "--with", "runway", "--panels", *BUYING)

    def asked() -> int:
        count: int = lagging.control()["counts"]["asked runway"]
        return count

    film.run(*compare)
    first = asked()
    again = film.run(*compare)
    same = asked()
    film.shots["sh010"] = "a dog"
    film.write()
    other = film.run(*compare)

    assert first == same == 1, again
    assert "it is not sent again" in again.text
    assert asked() == 2
    assert "1  runway  sh010 panel 2" in other.text
