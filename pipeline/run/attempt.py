"""One attempt, step by step: nothing is sent before it is written down, nothing is lost after.

    intent -> one paid request -> ticket -> poll -> collect aside -> takes in place -> done

Each step is committed before the next begins. A process that dies between any two leaves either
exactly one paid request behind, which the next run goes on with, or an order in doubt.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime

from msgspec import Struct
from msgspec.json import encode
from msgspec.structs import replace

from pipeline.backends.base import (
    Backend,
    Capabilities,
    Collected,
    Order,
    OrderImage,
    Prepared,
    Ticket,
    frozen_settings,
)
from pipeline.errors import BudgetReached, DiskFull, LedgerError
from pipeline.facts import LASTING, Json, Money, Origin, Slate, SlateFile, SlateInput, Take, TakeRef
from pipeline.ledger.attempts import Attempt, AttemptState, dated
from pipeline.ledger.history import SlotState
from pipeline.ledger.slots import SlotsWanted
from pipeline.run.ballast import Ballast
from pipeline.run.floor import Floor
from pipeline.run.frozen import order_to_json, ticket_from_json, ticket_to_json
from pipeline.run.gathered import Aside, Gathered, file_names
from pipeline.run.sharing import claimed, lost_claim, note_bill
from pipeline.run.work import Work
from pipeline.run.worker import Fault
from pipeline.vault.vault import NameTaken, renumbered

__all__ = [
    "Meant",
    "Published",
    "beyond",
    "collect",
    "end",
    "intend",
    "keep_seen",
    "keep_ticket",
    "publish",
    "send",
]

_NAMES_TRIED = 20


class Meant(Struct, frozen=True):
    """An order that is ready for its intent: closed, seeded, priced, prepared."""

    work: Work
    backend: Backend
    can: Capabilities
    order: Order
    prepared: Prepared | None = None
    """None for local backends, which prepare in their worker."""
    price: Money | None = None


class Published(Struct, frozen=True):
    """What became of an attempt that brought files."""

    takes: tuple[Take, ...]
    cost: Money | None = None
    over: Money | None = None
    """What was billed beyond the most that had been estimated."""


def intend(floor: Floor, meant: Meant) -> Attempt:
    """Write the intent: number, frozen order, reservation, in one commit.

    Raises:
        BudgetReached: a cap would be passed, or what was agreed to; nothing is written.
        DiskFull: no room; nothing is written.
        Overtaken, Claimed: others who share the takes have ordered it, or are just doing so.
    """
    job, backend = meant.work.job, meant.backend
    can = meant.can
    attempt = Attempt(
        key=uuid.uuid4().hex,
        refs=(),
        generator=job.id.generator,
        backend=backend.name,
        intended=floor.clock.now(),
        run=floor.run,
        plan=meant.work.plan,
        job_slot=job.id.slot,
        model=meant.order.model,
        recovery=can.recovery.value,
        is_free=can.is_free,
        is_local=can.is_local,
        is_side=meant.work.is_side,
        words=job.words,
        files=job.author_files,
        inputs=tuple(image.take for image in _images(meant.order) if image.take),
        frames=meant.order.frames if job.id.kind.word in LASTING else 0,
        order=order_to_json(meant.order, floor.home),
        body=meant.prepared.body if meant.prepared else {},
        settings=dict(frozen_settings(backend.settings)),
        tries=meant.work.tries,
        price=meant.price,
        result_hours=can.result_hours,
    )
    _must_be_agreed(meant)
    floor.checkpoint("before the intent")
    if attempt.is_free:
        return _written(floor, meant, attempt)
    with claimed(floor, meant.work) as is_held:
        attempt = _written(floor, meant, attempt)
        floor.vault.write_order(attempt.ref, attempt.to_json())
        floor.checkpoint("order file")
        if not is_held():
            raise lost_claim(floor, attempt)
    return attempt


def _written(floor: Floor, meant: Meant, attempt: Attempt) -> Attempt:
    """The intent in the ledger, with the numbers that it was given."""
    job, work = meant.work.job.id, meant.work
    wanted = SlotsWanted(
        shot=job.shot,
        kind=job.kind,
        unit=floor.unit,
        outputs=meant.can.outputs,
        number=work.number,
        floor=floor.vault.top_number(job.shot, job.kind, floor.unit),
    )
    attempt = floor.ledger.intend(attempt, wanted, replace(floor.caps, shot=work.most))
    floor.checkpoint("intent")
    return attempt


def _must_be_agreed(meant: Meant) -> None:
    price, agreed = meant.price, meant.work.agreed
    if price is None or agreed is None or not price.micros:
        return
    if price.currency != agreed.currency or price.micros > agreed.micros:
        raise BudgetReached(
            f"the order may cost {price}, and {agreed} were agreed to",
            fix="give the command again: it asks about the price of now",
        )


def send(floor: Floor, attempt: Attempt, backend: Backend, prepared: Prepared) -> Attempt:
    """Send the order, once, and keep its ticket before anything else happens.

    Raises:
        BackendError: what the backend's ``submit`` raises.
        DiskFull: no room for the ticket, even after the ballast was dropped.
    """
    with floor.vault.aside(attempt.key) as into:
        floor.checkpoint("before the order is sent")
        ticket = backend.submit(prepared, attempt.key, into)
    floor.checkpoint("sent")
    return keep_ticket(floor, attempt, ticket)


def keep_ticket(floor: Floor, attempt: Attempt, ticket: Ticket) -> Attempt:
    """Commit a ticket and, where it was paid for, lay it beside the takes."""
    now = floor.clock.now()
    data = ticket_to_json(ticket) | {"sent": dated(now)}
    try:
        kept = floor.ledger.keep_ticket(attempt, data, now)
    except DiskFull:
        if not Ballast(floor.vault.places.state).drop():
            raise
        kept = floor.ledger.keep_ticket(attempt, data, now)
    floor.checkpoint("ticket")
    if not kept.is_free:
        with suppress(DiskFull):  # the ledger has it; this is the second copy
            floor.vault.write_order(kept.ref, kept.to_json())
        floor.checkpoint("ticket beside the take")
    return kept


def keep_seen(
    floor: Floor, attempt: Attempt, *, expires: datetime | None, is_working: bool
) -> None:
    """Write down what the last look at an order that is left at its service showed: one commit.

    That is whether it is being made, and until when its result is there.
    """
    state = AttemptState.RUNNING if is_working else attempt.state
    is_known = state is attempt.state and expires is None
    if attempt.ticket is not None and attempt.collected is None and not is_known:
        data = attempt.ticket | ({"expires": dated(expires)} if expires is not None else {})
        kept = floor.ledger.keep_ticket(attempt, data, attempt.sent, state)
        if not kept.is_free:
            with suppress(DiskFull):
                floor.vault.write_order(kept.ref, kept.to_json())


def collect(floor: Floor, attempt: Attempt, backend: Backend) -> Collected:
    """Bring an attempt's results into its folder aside; may be repeated."""
    if attempt.ticket is None:
        raise LedgerError(f"{attempt.ref} has no ticket to collect by")
    with floor.vault.aside(attempt.key) as into:
        collected = backend.collect(ticket_from_json(attempt.ticket), into)
    floor.checkpoint("collected aside")
    return collected


def publish(floor: Floor, attempt: Attempt, gathered: Gathered) -> Published:
    """Put what lies aside in its place and settle the money.

    An attempt that cost money is first marked as collected, so that nothing needs to be brought
    twice. May be repeated after a cut-off at any moment.
    """
    if not attempt.is_free and attempt.collected is None:
        attempt = floor.ledger.keep_collected(attempt, gathered.to_json())
        floor.checkpoint("collected")
    takes: list[Take] = []
    cost = _cost(attempt, gathered)
    for _ in gathered.takes[len(attempt.refs) :]:  # more than the capabilities promised
        first = attempt.ref
        top = floor.vault.top_number(first.shot, first.kind, first.unit)
        attempt = floor.ledger.add_take(attempt, top)
    for position, aside in enumerate(gathered.takes):
        share = None if position else cost
        take = _place(floor, attempt, position, aside=aside, price=share)
        takes.append(take)
    made = dict.fromkeys(attempt.refs[len(takes) :], False)
    made |= {take.ref: True for take in takes}
    if not attempt.is_free:
        floor.vault.remove_order(attempt.ref)
        floor.checkpoint("order file removed")
    floor.ledger.finish(attempt, made, cost=cost, at=floor.clock.now())
    floor.checkpoint("done")
    floor.vault.forget_aside(attempt.key)
    return Published(tuple(takes), cost, beyond(floor, attempt, cost))


def beyond(floor: Floor, attempt: Attempt, cost: Money | None) -> Money | None:
    """What a service billed beyond the most that it had said; None where it had said nothing."""
    if attempt.price is None or cost is None:
        return None
    counted = floor.caps.rates.worth(cost, attempt.price.currency)
    if counted is None or counted.micros <= attempt.price.micros:
        return None
    return Money(counted.micros - attempt.price.micros, attempt.price.currency)


def end(
    floor: Floor,
    attempt: Attempt,
    state: AttemptState,
    fault: Fault,
    *,
    cost: Money | None = None,
) -> SlotState:
    """Write how an attempt ended without a take; what its slot is now."""
    ended = replace(
        attempt,
        state=state,
        reason=fault.message,
        ended=floor.clock.now(),
        is_billed=fault.is_billed,
        is_retryable=fault.is_retryable,
        refused=fault.refused,
    )
    slot = floor.ledger.end(ended, cost)
    floor.checkpoint(f"ended {state}")
    if state is not AttemptState.IN_DOUBT:
        if not attempt.is_free:
            if not fault.is_billed or note_bill(floor.vault, attempt, cost, floor.clock.now()):
                floor.vault.remove_order(attempt.ref)
            if slot is not SlotState.OPEN:
                for ref in attempt.refs:
                    floor.vault.note_numbers(ref)
        floor.vault.forget_aside(attempt.key)
    return slot


def _place(
    floor: Floor, attempt: Attempt, position: int, *, aside: Aside, price: Money | None
) -> Take:
    """Publish one output, under the next number where its own name is taken."""
    folder = floor.vault.aside_path(attempt.key)
    ref = attempt.refs[position]
    slate = _slate(attempt, ref, position, aside=aside, made=floor.clock.now())
    slate = replace(slate, price=price)
    for _ in range(_NAMES_TRIED):
        names = file_names(slate.ref, aside.files)
        asides = {names[one.name]: folder / one.name for one in aside.files}
        try:
            return floor.vault.publish(slate, asides, checkpoint=floor.checkpoint)
        except NameTaken:
            top = floor.vault.top_number(ref.shot, ref.kind, ref.unit)
            slate = renumbered(slate, floor.ledger.renumber(attempt, position, top))
    raise LedgerError(f"{attempt.ref}: no free number was found")


def _slate(attempt: Attempt, ref: TakeRef, position: int, *, aside: Aside, made: datetime) -> Slate:
    names = file_names(ref, aside.files)
    order = attempt.order
    return Slate(
        ref=ref,
        uuid=uuid.uuid5(uuid.UUID(hex=attempt.key), str(position)).hex,
        made=made,
        files=tuple(
            SlateFile(names[one.name], one.size, one.digest, one.role) for one in aside.files
        ),
        media=aside.media,
        origin=Origin.SIDE if attempt.is_side else Origin.GENERATED,
        words=attempt.words,
        prompt=order.get("prompt", ""),
        generator=attempt.generator,
        backend=attempt.backend,
        model=attempt.model,
        options=order.get("options", {}),
        seed=aside.seed if aside.seed is not None else order.get("seed"),
        inputs=_inputs(attempt),
        order_json=encode(order),
        attempt=attempt.key,
        job=aside.job or (attempt.ticket or {}).get("job", ""),
        is_free=attempt.is_free,
        parent=_source(order).get("take", ""),
        begins=_source(order).get("begins", 0),
    )


def _source(order: Json) -> Json:
    """The take that it is a child of, as it was sent: where it was made larger, or longer."""
    if order.get("operation") not in {"upscale", "extend"}:
        return {}
    sources: list[Json] = [order.get("video") or {}, *order.get("images", ())]
    return next((one for one in sources if one.get("take")), {})


def _inputs(attempt: Attempt) -> tuple[SlateInput, ...]:
    images = list(attempt.order.get("images", ()))
    if attempt.order.get("video"):
        images.append(attempt.order["video"])
    own = {path: digest for path, digest in attempt.files if digest}
    found = []
    for image in images:
        take = image.get("take", "")
        path = "" if take else (image.get("path") or "")
        own.pop(path, None)
        found.append(SlateInput(image.get("role", ""), image.get("digest", ""), take, path))
    found += [SlateInput("reference", digest, path=path) for path, digest in own.items()]
    return tuple(found)


def _images(order: Order) -> tuple[OrderImage, ...]:
    return (*order.images, *((order.video,) if order.video else ()))


def _cost(attempt: Attempt, gathered: Gathered) -> Money | None:
    """What the service says it billed; else the most that was reserved; nothing where free."""
    if attempt.is_free:
        return None
    return gathered.cost if gathered.cost is not None else attempt.price
