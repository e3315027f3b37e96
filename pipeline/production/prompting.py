"""Write the prompt cards for what a person makes elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.backends.inbox import InboxSettings, prompt_card, prompts, table
from pipeline.facts import Decision
from pipeline.plan.decide import Decided
from pipeline.vault.files import write_over

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["write_prompts"]


def write_prompts(production: Production, rows: Iterable[Decided]) -> tuple[Path, int] | None:
    """Write ``inbox/prompts.md`` and ``.csv`` for what is waited for; None where nothing is.

    Nothing is written when both files say so already, so that a run with nothing to do does
    nothing.
    """
    made = production.makers
    cards = []
    notes: dict[str, None] = {}
    for row in rows:
        maker = made.get(row.job.id.generator)
        if row.decision is not Decision.WAITING or isinstance(maker, str) or maker is None:
            continue
        if not isinstance(maker.settings, InboxSettings):
            continue
        cards.append(prompt_card(row.job.work, maker.settings))
        if maker.settings.note:
            notes[maker.settings.note] = None
    unique = list(dict.fromkeys(cards))
    if not unique:
        return None
    inbox = production.home.inbox
    inbox.mkdir(exist_ok=True)
    _put(inbox / "prompts.md", prompts(unique, note="\n\n".join(notes)))
    _put(inbox / "prompts.csv", table(unique))
    return inbox / "prompts.md", len(unique)


def _put(path: Path, text: str) -> None:
    if path.is_symlink() or not path.exists() or path.read_text(encoding="utf-8") != text:
        write_over(text, path, aside=path.with_name(f".{path.name}"))
