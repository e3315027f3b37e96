"""A production that was shot: slates, ledger and cut of any size, made in a moment."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from pipeline.facts import CLIP, PANEL, Kind, Money, Slate, SlateFile
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.ledger.money import Caps
from pipeline.ledger.slots import SlotsWanted
from pipeline.media.digests import digest_of
from pipeline.media.probe import probe
from pipeline.production import Production
from tests.production.footage import clip, picture

__all__ = ["shot_film"]

PRICES = {"mj": Money(40_000), "kling": Money(350_000), "gen": Money(25_000_000, "credits:runway")}
NOW = datetime(2026, 11, 30, tzinfo=UTC)


def shot_film(folder: Path, *, scenes: int = 2, shots: int = 3, stills: int = 3) -> Production:
    """A film in whose scenes every shot has its panels and two clips, but the last shot has none.

    The second clip of every shot is played for its first second; each scene's first shot has
    another clip by ``gen``, billed in credits, and an order that failed and was billed.
    """
    folder.mkdir(parents=True)
    names = {
        f"sc{10 * scene:03d}": [f"sh{scene}{10 * shot:03d}" for shot in range(1, shots + 1)]
        for scene in range(1, scenes + 1)
    }
    text = "film: 1\ntitle: {zh: 流浪地球·留灯, en: The Wandering Earth}\nfps: 24\naspect: 16:9\n"
    text += "budget: 800 USD\nrates: {runway: 0.01 USD}\ngenerators:\n"
    text += "  mj: {backend: inbox}\n  kling: {backend: inbox}\n  gen: {backend: inbox}\n"
    text += "use: {panels: mj, clips: kling}\ndefaults: {seconds: 2, clips: 2}\nscenes:\n"
    for scene, ids in names.items():
        text += f"  {scene}:\n    shots:\n"
        text += "".join(f"      {shot}: CU | shot {shot} of {scene}\n" for shot in ids)
    (folder / "film.yaml").write_text(text, "utf-8")
    every = [shot for ids in names.values() for shot in ids]
    (folder / "cuts").mkdir()
    events = "".join(f"- {shot}/2 0-24\n" for shot in every[:-1]) + f"- {every[-1]}\n"
    (folder / "cuts" / "main.yaml").write_text(f"events:\n{events}", "utf-8")
    production = Production(folder)
    still, moving = picture(folder / "a.png"), clip(folder / "a.mp4", frames=96)
    with production.ledger.atomic():
        for shot in every[:-1]:
            for _ in range(stills):
                _take(production, shot, PANEL, "mj", still)
            for _ in range(2):
                _take(production, shot, CLIP, "kling", moving)
        for ids in names.values():
            _take(production, ids[0], CLIP, "gen", moving)
            _fail(production, ids[0])
    return production.again()


def _order(production: Production, shot: str, kind: Kind, generator: str) -> Attempt:
    number = len(production.ledger.attempts.of_shot(shot))
    attempt = Attempt(
        key=f"{shot}-{kind}-{generator}-{number}",
        refs=(),
        generator=generator,
        backend="fal",
        intended=NOW,
        run="run-1",
        price=PRICES[generator],
    )
    wanted = SlotsWanted(shot, kind, number=None)
    return production.ledger.intend(attempt, wanted, Caps())


def _take(production: Production, shot: str, kind: Kind, generator: str, file: Path) -> None:
    attempt = _order(production, shot, kind, generator)
    ref = attempt.ref
    name = f"{ref.stem}{file.suffix}"
    with production.vault.aside(attempt.key) as aside:
        shutil.copyfile(file, aside / name)
    main = SlateFile(name, file.stat().st_size, digest_of(file))
    slate = Slate(
        ref,
        attempt.key,
        NOW,
        (main,),
        probe(file),
        prompt=f"the {kind} of {shot}, anamorphic, 极度细节",
        generator=generator,
        attempt=attempt.key,
        price=attempt.price,
    )
    production.vault.publish(slate, {name: aside / name})
    production.ledger.finish(attempt, {ref: True}, cost=attempt.price, at=NOW)


def _fail(production: Production, shot: str) -> None:
    attempt = _order(production, shot, CLIP, "kling")
    state = AttemptState.FAILED
    production.ledger.end(replace(attempt, state=state, is_billed=True, reason="no", ended=NOW))
