"""Inbox writes cards that a person can copy from."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.backends.base import Operation, Order, OrderImage, State, Ticket
from pipeline.backends.inbox import Inbox, InboxSettings, prompt_card, prompts, table
from pipeline.errors import CannotMake

FLAGS = InboxSettings(flags="--ar 21:9 --v 7")
PANEL = Order(
    Operation.T2I,
    "sh010",
    prompt="an engine over a frozen city,\n tiny figures. low saturation",
    negative="text",
)
CLIP = Order(
    Operation.I2V,
    "sh020",
    prompt="snow drifts",
    images=(OrderImage("first", path=Path("takes/sh020/sh020_panel_t01.png")),),
    frames=60,
    fps=Fraction(24),
)


def test_a_card_is_ready_to_be_copied():
    """The shot's own words first, flags last, in one line."""
    card = prompt_card(PANEL, FLAGS)

    assert (
        "an engine over a frozen city, tiny figures. low saturation --ar 21:9 --v 7" == card.prompt
    )
    assert ("sh010", "panel", "", "inbox/sh010/") == (
        card.shot,
        card.kind,
        card.length,
        card.folder,
    )


def test_the_cards_of_a_film_are_one_page():
    """Word for word."""
    page = prompts([prompt_card(PANEL, FLAGS), prompt_card(CLIP, InboxSettings())])

    assert (
        """\
# Prompts

Copy a prompt, make the picture or clip, put the file into the folder that is named,
then give `rushes adopt`.

## sh010 panel

```text
an engine over a frozen city, tiny figures. low saturation --ar 21:9 --v 7
```

Not: text

Answer into `inbox/sh010/`

## sh020 clip

```text
snow drifts
```

2.5 s long, begins with `takes/sh020/sh020_panel_t01.png`

Answer into `inbox/sh020/`
"""
        == page
    )


def test_the_table_holds_the_same():
    """For tools that read rows."""
    rows = list(csv.DictReader(io.StringIO(table([prompt_card(PANEL, FLAGS)]))))

    assert "sh010" == rows[0]["shot"]
    assert rows[0]["prompt"].endswith("--v 7")
    assert "text" == rows[0]["negative"]


def test_nothing_is_ever_sent(tmp_path):
    """A person brings it."""
    backend = Inbox(FLAGS, tmp_path)

    assert backend.capabilities().waits_for_person
    assert State.QUEUED is backend.poll(Ticket("inbox"), tmp_path).state
    with pytest.raises(CannotMake, match="shot sh010 waits for a file"):
        backend.submit(backend.prepare(PANEL), "key", tmp_path)
    with pytest.raises(CannotMake, match="rushes adopt"):
        backend.collect(Ticket("inbox"), tmp_path)
