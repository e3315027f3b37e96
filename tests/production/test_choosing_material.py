"""The walkthrough of docs/choosing-material.md, typed key by key with 160 pictures."""

from __future__ import annotations

import colorsys
import random
import re
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pipeline.media.pictures import write_picture
from pipeline.production import Production
from tests.production.footage import Said, ran, read, settled, typed

PAGE = Path(__file__).resolve().parents[2] / "docs" / "choosing-material.md"
SHOTS, EACH = 40, 4
KEYS_A_MINUTE = 200
"""Forty words of five letters: an ordinary typist."""
LOOK_SECONDS = 0.5
"""For every picture of the sheet."""
FIVE_MINUTES = 300.0

pytestmark = pytest.mark.timeout(240)


class Keyboard:
    """Everything that is typed, counted: characters, Enter, arrows."""

    def __init__(self, film: Path) -> None:
        self.film = film
        self.keys = 0
        self.seconds = 0.0
        """Of the processor, that the program took: what else the machine does is no matter."""

    def command(self, line: str, code: int = 0) -> Said:
        """A command of the page."""
        assert f"\n{line}\n" in read(PAGE), f"'{line}' is not on the page"
        self.keys += len(line) + 1
        start = time.process_time()
        said = ran(self.film, line.removeprefix("rushes "), code)
        self.seconds += time.process_time() - start
        return said

    def other(self, line: str) -> None:
        """A command of another program, on the page too."""
        assert f"\n{line}\n" in read(PAGE), f"'{line}' is not on the page"
        self.keys += len(line) + 1

    def into_map(self, numbers: dict[str, list[int]]) -> None:
        """In the editor: down to each line, a blank and its numbers; then save and leave."""
        path = self.film / "inbox/map.yaml"
        lines = read(path).splitlines()
        self.keys += next(n for n, line in enumerate(lines) if line.startswith("sh"))
        for at, line in enumerate(lines):
            shot = line.partition(":")[0]
            if shot in numbers:
                said = " " + " ".join(map(str, numbers[shot]))
                lines[at] = f"{shot}:{said}{line[len(shot) + 1 :]}"
                self.keys += len(said) + 1
        path.write_text("\n".join(lines) + "\n", "utf-8")
        self.keys += len(("Ctrl-O", "Enter", "Ctrl-X"))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film of forty shots, none of them made, whose words differ."""
    folder = tmp_path / "film"
    (folder / "inbox").mkdir(parents=True)
    lines = [f"  sh{n * 10:03d}: WS | {words(n)}" for n in range(1, SHOTS + 1)]
    head = "film: 1\ngenerators: {draw: {backend: inbox}}\nuse: {panels: draw}\nshots:\n"
    (folder / "film.yaml").write_text(head + "\n".join(lines) + "\n", "utf-8")
    return folder


def words(shot: int) -> str:
    """The panel of a shot: three words that no other shot has."""
    return f"subject{shot} before backdrop{shot} under weather{shot}"


def colour(shot: int, take: int) -> tuple[int, int, int]:
    """A colour that no other picture has."""
    red, green, blue = colorsys.hsv_to_rgb(shot / SHOTS, 1 - take / 8, 0.9)
    return round(255 * red), round(255 * green), round(255 * blue)


def still(path: Path, tone: tuple[int, int, int] | int) -> None:
    """A small real picture of one colour, that came a while ago."""
    write_picture(np.full((48, 112, 3), tone, np.uint8), path)
    settled(path)


def of_shots(film: Path) -> dict[str, int]:
    """How many panels each shot has."""
    vault = Production(film).vault
    return {shot: len(takes) for (shot, _), takes in vault.all().items()}


def told(row: str) -> tuple[int, float]:
    """Keys and seconds that the page's table says of a road."""
    cells = [each for each in read(PAGE).splitlines() if each.startswith(f"| {row}")]
    keys, length = re.search(r"\| (\d+) \| (.*) \|$", cells[0]).groups()  # type: ignore[union-attr]
    minutes = re.search(r"(\d+) min", length)
    seconds = re.search(r"(\d+) s", length)
    whole = 60 * int(minutes[1]) if minutes else 0
    return int(keys), whole + (int(seconds[1]) if seconds else 0)


def test_160_stills_that_say_nothing_are_on_their_shots_in_five_minutes(film: Path) -> None:
    """By the numbered sheet and its map, with the pictures in no order at all."""
    pictures = [(shot, take) for shot in range(1, SHOTS + 1) for take in range(EACH)]
    random.Random(160).shuffle(pictures)
    for number, (shot, take) in enumerate(pictures, 1):
        still(film / f"inbox/download ({number:03d}).png", colour(shot, take))
    keyboard = Keyboard(film)

    keyboard.command("rushes adopt --sheet")
    keyboard.other("xdg-open inbox/sheet.png")
    keyboard.other("nano inbox/map.yaml")
    numbers: dict[str, list[int]] = {}
    for number, (shot, _) in enumerate(pictures, 1):
        numbers.setdefault(f"sh{shot * 10:03d}", []).append(number)
    keyboard.into_map(numbers)
    keyboard.command("rushes adopt")

    assert {f"sh{shot * 10:03d}": EACH for shot in range(1, SHOTS + 1)} == of_shots(film)
    assert not list((film / "inbox").glob("download*"))
    keys, seconds = told("the pictures say nothing")
    assert keys == keyboard.keys
    assert seconds == round(keyboard.keys / KEYS_A_MINUTE * 60)
    looking = LOOK_SECONDS * len(pictures)
    assert seconds + looking + keyboard.seconds < FIVE_MINUTES, keyboard.seconds


def test_grids_whose_prompts_say_their_shot_are_takes_in_one_command(film: Path) -> None:
    """As Midjourney writes them; what is typed is the same for any number of them."""
    some = range(1, SHOTS + 1, 8)
    for shot in some:
        quarters = [np.full((12, 28, 3), colour(shot, take), np.uint8) for take in range(EACH)]
        grid = np.vstack([np.hstack(quarters[:2]), np.hstack(quarters[2:])])
        note = PngInfo()
        note.add_itxt(
            "Description", f"{words(shot)} --v 7 Job ID: {shot:08d}-0000-0000-0000-{0:012d}"
        )
        path = film / f"inbox/{shot}.png"
        Image.fromarray(grid).save(path, pnginfo=note)
        settled(path)
    keyboard = Keyboard(film)

    keyboard.command("rushes adopt --split 2x2")

    assert {f"sh{shot * 10:03d}": EACH for shot in some} == of_shots(film)
    assert (keyboard.keys, round(keyboard.keys / KEYS_A_MINUTE * 60)) == told("the pictures are 40")
    assert told("the pictures say their shot") == (len("rushes adopt") + 1, 4)


def test_a_map_that_is_half_written_goes_on_to_mean_what_it_says(film: Path) -> None:
    """More pictures come, and the sheet is written anew: those that had a number keep it."""
    for name, tone in (("b.png", 40), ("d.png", 80)):
        still(film / "inbox" / name, tone)
    ran(film, "adopt --sheet")
    board = film / "inbox/map.yaml"
    blank = read(board)
    board.write_text(blank.replace("\nsh010:", "\nsh010: 2", 1), "utf-8")
    for name, tone in (("a.png", 120), ("c.png", 160)):
        still(film / "inbox" / name, tone)

    ran(film, "adopt --sheet")
    first = typed("-p", film, "adopt")
    ran(film, "adopt --sheet")
    board.write_text(read(board).replace("\nsh020:", "\nsh020: 1 3 4", 1), "utf-8")
    second = ran(film, "adopt")
    still(film / "inbox/e.png", 200)
    ran(film, "adopt --sheet")

    assert ["d.png"] == re.findall(r"sh010 panel \d  .*inbox/(\w\.png)", first.out)
    assert ["a.png", "b.png", "c.png"] == re.findall(
        r"sh020 panel \d  .*inbox/(\w\.png)", second.out
    )
    assert blank == read(board), "all of that sheet are at home: a new map, from 1"
    assert "subject1 before backdrop1" in blank
