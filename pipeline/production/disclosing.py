"""What a film is made of, for festivals, platforms and lawyers: who made what, with what."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.cut.timeline import Footage
from pipeline.facts import Origin, Take, TakeRef
from pipeline.production.laying import laid
from pipeline.production.plain import plain
from pipeline.production.provenance import Making, input_words, making_of
from pipeline.production.timelines import put_together
from pipeline.production.within import all_in
from pipeline.project.rights import NOTHING_STATED, Rights, stated

if TYPE_CHECKING:
    from pipeline.cut.timeline import Timeline
    from pipeline.production.production import Production
    from pipeline.project.story import Project

__all__ = ["Disclosed", "Disclosure", "SoundRow", "TakeRow", "disclose", "write_disclosure"]


class TakeRow(Struct, frozen=True):
    """One take that the film shows, or plays the voice of."""

    shot: str
    scene: str
    take: str
    making: str
    generator: str
    """Its name in the film; empty for what was made elsewhere."""
    service: str
    model: str
    made: str
    """The day, as its slate says."""
    prompt: str
    negative: str
    seed: int | None
    made_from: tuple[str, ...]
    """``first: sh030 panel 2``, ``reference: refs/liu.png``; then how each of those takes was made,
    and what it was made from in turn: ``sh030 panel 2: sketch, seed 7, prompt: a bridge``."""
    job: str
    """The service's own id."""
    by_hand: str
    """What a person did: adopted, worked on; empty where nobody did."""
    rights: tuple[str, ...]
    """What the author states of its generator and of the elements it shows."""
    digest: str
    """Content of its main file."""


class SoundRow(Struct, frozen=True):
    """One sound that is not a take's: music, an effect, a recorded line."""

    role: str
    file: str
    rights: str


class Disclosure(Struct, frozen=True):
    """All of it."""

    film: str
    cut: str
    at: str
    seconds: float
    rights: Rights
    takes: tuple[TakeRow, ...]
    sounds: tuple[SoundRow, ...]
    generators: tuple[tuple[str, str, str, str], ...]
    """(name, service, model, what the author states) of those that made what is shown."""

    @property
    def counts(self) -> Counter[str]:
        """How many takes were made in each way."""
        return Counter(row.making for row in self.takes)


class Disclosed(Struct, frozen=True):
    """What was written."""

    disclosure: Disclosure
    files: tuple[Path, ...]


def write_disclosure(production: Production, cut: str) -> Disclosed:
    """Write the report beside the films, as Markdown, CSV and JSON; what is there stays.

    Raises:
        ProjectError: no such cut.
        DiskFull: no room.
    """
    found = disclose(production, cut)
    files = (
        (f"{cut}-disclosure.md", _markdown(found).encode()),
        (f"{cut}-disclosure.csv", _table(found).encode("utf-8-sig")),
        (f"{cut}-disclosure.json", _json(found).encode()),
    )
    return Disclosed(found, tuple(put_together(production.home.out, files)))


def disclose(production: Production, cut: str) -> Disclosure:
    """Everything that a cut shows and plays, in film order, each take once."""
    project = production.project
    timeline = laid(production, cut)
    takes = list(_takes(production, timeline))
    rows = tuple(_row(production, take) for take in takes)
    names = dict.fromkeys(row.generator for row in rows if row.generator)
    return Disclosure(
        film=project.title.first,
        cut=cut,
        at=datetime.now(UTC).date().isoformat(),
        seconds=round(float(Fraction(timeline.frames) / timeline.rate), 2),
        rights=stated(project.rights),
        takes=rows,
        sounds=tuple(_sounds(production, timeline, takes)),
        generators=tuple(_generator(project, name, rows) for name in names),
    )


def _takes(production: Production, timeline: Timeline) -> Iterator[Take]:
    """The takes of the picture in film order, then those that are only heard."""
    by_path = {one.path: one for found in production.vault.all().values() for one in found}
    seen: set[TakeRef] = set()
    shown = [one.path for one in all_in(timeline, Footage)]
    for path in [*shown, *(production.folder / cue.file for cue in timeline.sounds)]:
        take = by_path.get(path)
        if take is not None and take.ref not in seen:
            seen.add(take.ref)
            yield take


def _row(production: Production, take: Take) -> TakeRow:
    project, slate = production.project, take.slate
    shot = project.shots.get(slate.ref.shot)
    main = next((file.digest for file in slate.files if file.role == "main"), "")
    return TakeRow(
        shot=slate.ref.shot,
        scene=shot.scene if shot is not None else "",
        take=str(slate.ref),
        making=making_of(production, take).value,
        generator=slate.generator,
        service=slate.backend,
        model=slate.model,
        made=slate.made.date().isoformat(),
        prompt=slate.prompt,
        negative=str(slate.order.get("negative", "") or ""),
        seed=slate.seed,
        made_from=tuple(_made_from(production, take)),
        job=slate.job,
        by_hand=_by_hand(take),
        rights=tuple(_stated(project, take)),
        digest=main,
    )


def _made_from(production: Production, take: Take) -> Iterator[str]:
    """What went in, and of what was a take itself how it was made, each once."""
    waiting, seen = [take], {str(take.ref)}
    takes = {str(one.ref): one for found in production.vault.all().values() for one in found}
    while waiting:
        made = waiting.pop(0)
        if made is not take:
            yield _in_a_line(made)
        head = "" if made is take else f"{made.ref}, "
        yield from (f"{head}{input_words(one)}" for one in made.slate.inputs)
        fresh = [one.take for one in made.slate.inputs if one.take in takes]
        waiting += [takes[name] for name in dict.fromkeys(fresh) if name not in seen]
        seen.update(fresh)


def _in_a_line(take: Take) -> str:
    slate = take.slate
    parts = [slate.backend, slate.model, _by_hand(take)]
    parts += [f"seed {slate.seed}"] if slate.seed is not None else []
    parts += [f"prompt: {slate.prompt}"] if slate.prompt else []
    return f"{take.ref}: {', '.join(part for part in parts if part)}"


def _by_hand(take: Take) -> str:
    slate = take.slate
    if slate.origin is Origin.ADOPTED and slate.parent:
        return f"worked on by hand, from {slate.parent}"
    return "made elsewhere, and adopted" if slate.origin is Origin.ADOPTED else ""


def _stated(project: Project, take: Take) -> Iterator[str]:
    shot = project.shots.get(take.ref.shot)
    parts = [("generators", take.slate.generator)]
    parts += [("elements", name) for name in (shot.elements if shot is not None else ())]
    for section, name in parts:
        rights = stated(project.rights, section, name)
        if rights != NOTHING_STATED:
            yield f"{name}: {rights}"


def _sounds(
    production: Production, timeline: Timeline, takes: Sequence[Take]
) -> Iterator[SoundRow]:
    """Every file that is heard and is no take, once for each role that it has."""
    project = production.project
    own = {take.path for take in takes}
    music = {one.file: name for name, one in project.music.items()}
    for role, file in dict.fromkeys((cue.role, cue.file) for cue in timeline.sounds):
        if production.folder / file not in own:
            rights = stated(project.rights, "music", music.get(file, ""))
            yield SoundRow(role, _told(production.folder / file, production.folder), str(rights))


def _generator(project: Project, name: str, rows: Sequence[TakeRow]) -> tuple[str, str, str, str]:
    own = [row for row in rows if row.generator == name]
    models = dict.fromkeys(row.model for row in own if row.model)
    services = dict.fromkeys(row.service for row in own)
    said = stated(project.rights, "generators", name)
    return name, ", ".join(services), ", ".join(models), str(said)


def _told(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def _json(found: Disclosure) -> str:
    return json.dumps(plain(found), ensure_ascii=False, indent=1) + "\n"


def _table(found: Disclosure) -> str:
    """One line a take, as spreadsheets read it; no cell of it is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    names = TakeRow.__struct_fields__
    writer.writerow(names)
    for row in found.takes:
        writer.writerow(_cell(getattr(row, name)) for name in names)
    return text.getvalue()


def _cell(value: object) -> str:
    text = " | ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def _markdown(found: Disclosure) -> str:
    lines = [f"# {found.film}: how it was made", ""]
    lines += [f"The cut '{found.cut}', {found.seconds:g} s, as of {found.at}.", ""]
    lines += [
        f"* {count} of {len(found.takes)} takes: {making}" for making, count in _counts(found)
    ]
    lines += [f"* {len(_by_a_person(found))} of them were adopted or worked on by hand"]
    lines += [f"* rights: {found.rights.rights or 'not stated'}"]
    lines += [f"* licence: {found.rights.licence or 'not stated'}", ""]
    if found.generators:
        lines += ["## Generators", "", "| name | service | model | terms |", "|---|---|---|---|"]
        lines += [_line(cells) for cells in found.generators] + [""]
    lines += ["## Shots", ""]
    for shot in dict.fromkeys(row.shot for row in found.takes):
        lines += [f"### {shot}", ""]
        for row in (one for one in found.takes if one.shot == shot):
            lines += [*_take_lines(row), ""]
    if found.sounds:
        lines += ["## Sounds", "", "| what | file | rights |", "|---|---|---|"]
        lines += [_line((row.role, row.file, row.rights or "not stated")) for row in found.sounds]
    return "\n".join(lines).rstrip() + "\n"


def _counts(found: Disclosure) -> list[tuple[str, int]]:
    return [(one.value, found.counts[one.value]) for one in Making if found.counts[one.value]]


def _by_a_person(found: Disclosure) -> list[TakeRow]:
    return [row for row in found.takes if row.by_hand]


def _take_lines(row: TakeRow) -> Iterator[str]:
    who = " ".join(part for part in (row.service, row.model) if part)
    yield f"**{row.take}**, {row.making}{f' ({who})' if who else ''}, {row.made}"
    if row.by_hand:
        yield f"* by hand: {row.by_hand}"
    if row.prompt:
        yield f"* prompt: {_flat(row.prompt)}"
    if row.negative:
        yield f"* negative: {_flat(row.negative)}"
    if row.seed is not None:
        yield f"* seed: {row.seed}"
    yield from (f"* made from {_flat(one)}" for one in row.made_from)
    yield from (f"* stated: {_flat(one)}" for one in row.rights)


def _flat(text: str) -> str:
    """Words on one line, none of them read as markup."""
    flat = " ".join(text.split())
    return "".join(f"\\{one}" if one in "\\`*_<>|[]#" else one for one in flat)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_flat(cell) for cell in cells)} |"
