"""Kill a run at every checkpoint of an attempt, go on, and look at what was billed and kept."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from pipeline.ledger.history import SlotState
from pipeline.media.digests import digest_of
from tests.crash.processes import left_alive, run
from tests.run.doubles import Studio

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(150),
]

SENDING = ("before the intent", "intent", "order file", "before the order is sent", "sent")
BRINGING = (
    "ticket",
    "ticket beside the take",
    "polled",
    "collected aside",
    "collected",
    "placed layers",
    "placed main",
    "slate placed",
    "order file removed",
    "done",
)
HERE = (
    "before the intent",
    "intent",
    "placed layers",
    "placed main",
    "slate placed",
    "done",
)


def kill_at_each(folder: Path, level: str, names: tuple[str, ...]) -> Studio:
    """One chain: every child goes on with what the last one left, and dies one step further."""
    for number, name in enumerate(names):
        status = run(folder, "film", level, f"sh{number:02d}", name)
        assert -signal.SIGKILL == status, name
        assert [] == left_alive(folder)
        assert [] == half_files(folder), f"after a kill at '{name}'"
    assert 0 == run(folder, "film", level, "", "")
    assert [] == left_alive(folder)
    return Studio(folder)


def half_files(folder: Path) -> list[str]:
    """Files under a final name that are not whole."""
    found = []
    for path in (folder / "takes").rglob("*"):
        if path.suffix == ".bin" and not path.read_text().endswith("x" * 2000):
            found.append(path.name)
        if path.suffix == ".ora" and "layers of" not in path.read_text():
            found.append(path.name)
        if path.suffix == ".json":
            data = json.loads(path.read_text())
            for one in data.get("files", ()) if "slate" in data else ():
                beside = path.parent / one["name"]
                if not beside.exists() or digest_of(beside) != one["digest"]:
                    found.append(f"{path.name} -> {one['name']}")
    return found


def states(studio: Studio) -> dict[str, list[str]]:
    """What became of every shot's slots."""
    with studio.ledger() as ledger:
        return {
            shot: [slot.state.value for slot in slots]
            for (shot, _), slots in ledger.history().slots.items()
        }


def bills_by_shot(studio: Studio) -> dict[str, int]:
    """How often the service billed each shot."""
    path = studio.book / "bills.jsonl"
    found: dict[str, int] = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        shot = json.loads(line)["body"]["prompt"].rpartition(" ")[2]
        found[shot] = found.get(shot, 0) + 1
    return found


def takes(studio: Studio) -> dict[str, int]:
    """How many takes each shot has."""
    found: dict[str, int] = {}
    for (shot, _), made in studio.vault().all().items():
        found[shot] = len([take for take in made if not take.is_offline])
    return found


def outcome(studio: Studio, names: tuple[str, ...]) -> dict[str, tuple[int, int, list[str]]]:
    """(bills, takes, states of slots) by the checkpoint that was the last."""
    billed, made, slots = bills_by_shot(studio), takes(studio), states(studio)
    return {
        name: (billed.get(shot, 0), made.get(shot, 0), slots.get(shot, []))
        for shot, name in ((f"sh{number:02d}", name) for number, name in enumerate(names))
    }


MADE = (1, 1, [SlotState.MADE.value])
NOTHING = (0, 0, [])
UNSENT_IN_DOUBT = (0, 0, [SlotState.IN_DOUBT.value])
SENT_IN_DOUBT = (1, 0, [SlotState.IN_DOUBT.value])


def test_a_service_without_memory_is_never_paid_twice(tmp_path: Path) -> None:
    """With recovery ``none`` a kill leads to one paid take or to *in doubt*, never to two bills."""
    names = SENDING + BRINGING

    studio = kill_at_each(tmp_path, "none", names)

    expected = dict.fromkeys(names, MADE)
    expected["before the intent"] = NOTHING
    for name in ("intent", "order file", "before the order is sent"):
        expected[name] = UNSENT_IN_DOUBT
    expected["sent"] = SENT_IN_DOUBT
    assert expected == outcome(studio, names)


@pytest.mark.parametrize("level", ["client_id", "idempotent"])
def test_a_service_that_knows_our_key_gives_every_take_for_one_bill(
    tmp_path: Path, level: str
) -> None:
    """Where one key is billed once, every kill ends in exactly one bill and one take."""
    names = SENDING + BRINGING[:4]

    studio = kill_at_each(tmp_path, level, names)

    expected = dict.fromkeys(names, MADE) | {"before the intent": NOTHING}
    assert expected == outcome(studio, names)


def test_a_service_that_lists_its_jobs_is_searched_and_absence_proves_nothing(
    tmp_path: Path,
) -> None:
    """What was sent is found and collected; what was not sent stays in doubt, unbought."""
    names = SENDING

    studio = kill_at_each(tmp_path, "listed", names)

    expected = dict.fromkeys(names, UNSENT_IN_DOUBT)
    expected["before the intent"] = NOTHING
    expected["sent"] = MADE
    assert expected == outcome(studio, names)


def test_free_work_of_this_machine_is_made_again_under_its_own_number(tmp_path: Path) -> None:
    """Every slot ends with exactly one take, whatever moment the power went out at."""
    studio = kill_at_each(tmp_path, "here", HERE)

    made = {name: (found[1], found[2]) for name, found in outcome(studio, HERE).items()}
    expected = dict.fromkeys(HERE, (1, [SlotState.MADE.value])) | {"before the intent": (0, [])}
    assert expected == made
    assert all(name.count("t01") == 1 for name in studio.files() if name.endswith(".bin"))


@pytest.mark.parametrize(
    ("name", "level", "expected"),
    [
        ("ticket beside the take", "none", MADE),
        ("collected aside", "none", MADE),
        ("order file", "none", UNSENT_IN_DOUBT),
        ("sent", "client_id", MADE),
    ],
)
def test_a_ledger_deleted_in_flight_comes_back_from_the_order_files(
    tmp_path: Path, name: str, level: str, expected: tuple[int, int, list[str]]
) -> None:
    """Deleting the ledger loses history, never an order that is under way."""
    run(tmp_path, "film", level, "sh00", name)
    for path in (tmp_path / ".rushes").glob("ledger.sqlite*"):
        path.unlink()

    run(tmp_path, "film", level, "", "")

    assert {name: expected} == outcome(Studio(tmp_path), (name,))
    assert [] == left_alive(tmp_path)
