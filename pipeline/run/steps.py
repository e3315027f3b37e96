"""The steps of a job that talk to somebody: each is a function for one of the run's threads."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pipeline.backends.base import (
    Backend,
    Cancelled,
    Capabilities,
    Order,
    Prepared,
    Progress,
    Recovery,
    State,
)
from pipeline.errors import (
    BackendError,
    CannotMake,
    MediaError,
    NotConfigured,
    RateLimited,
    SubmitUnknown,
)
from pipeline.facts import Digest, Kind, Money, Take
from pipeline.ledger.attempts import Attempt
from pipeline.media.digests import digest_of
from pipeline.run.attempt import keep_ticket, send
from pipeline.run.closing import close_inputs, draw_seed
from pipeline.run.floor import Floor
from pipeline.run.frozen import prepared_from_json, ticket_from_json
from pipeline.run.work import Work
from pipeline.vault.files import make_folder

__all__ = ["Ready", "close", "look", "make_ready", "send_again", "stop"]


class Ready(Struct, frozen=True):
    """An order that can be sent."""

    order: Order
    prepared: Prepared | None
    price: Money | None


def close(floor: Floor, work: Work, can: Capabilities) -> Order:
    """The job's order with its pictures filled in and its seed drawn.

    Raises:
        CannotMake: what it starts from is not there.
    """
    order = close_inputs(
        work.job,
        floor.standing,
        lambda *name: _named_take(floor, *name),
        lambda take: _end_of(floor, take),
    )
    if not can.has_seed:
        return replace(order, seed=None)
    job = work.job
    key = (job.id.shot, job.id.kind, job.id.generator)
    earlier = floor.ledger.slots.with_words(key, job.words, work.number)
    return replace(order, seed=draw_seed(job, floor.production, earlier))


def _end_of(floor: Floor, take: Take) -> tuple[Path, Digest]:
    """The last picture of a clip; it stays as long as an order may be sent again with it.

    Raises:
        CannotMake: it cannot be read.
    """
    from pipeline.media.joined import last_picture

    main = next(file for file in take.slate.files if file.role == "main")
    folder = floor.vault.places.state / "ends"
    path = folder / f"{main.digest.partition(':')[2]}.png"
    try:
        if not path.is_file():
            make_folder(folder)
            last_picture(take.path, path)
    except MediaError as err:
        raise CannotMake(f"{take.ref}, which it goes on from: {err.message}") from err
    return path, digest_of(path)


def _named_take(floor: Floor, shot: str, kind: Kind, take: str) -> Take | None:
    name = f"{shot} {kind} {take}"
    return next((one for one in floor.vault.takes(shot, kind) if str(one.ref) == name), None)


def make_ready(backend: Backend, order: Order) -> Ready:
    """Check, price and prepare a closed order: free, and repeatable.

    Raises:
        CannotMake: the backend cannot honour it.
    """
    faults = tuple(backend.check(order))
    if faults:
        raise CannotMake("; ".join(faults))
    can = backend.capabilities(order.model)
    price = Money(0) if can.is_free else backend.estimate(order)
    return Ready(order, backend.prepare(order), price)


def send_again(floor: Floor, attempt: Attempt, backend: Backend) -> Attempt | str:
    """Settle an order whose answer was lost, where the service bills one key once.

    With a look-up by our own id, what is found is adopted; what is absent is sent under the same
    id. Otherwise the identical body goes out again under the same key. A sentence, where the
    service will not say whether it has it: then nobody can know.

    Raises:
        SubmitUnknown: it could not be looked up, which says nothing of it.
        BackendError: what the backend's ``submit`` raises.
    """
    prepared = prepared_from_json(attempt.order, attempt.body, floor.home)
    if attempt.recovery == Recovery.CLIENT_ID:
        try:
            found = backend.find(attempt.key, prepared, attempt.intended)
        except (NotConfigured, RateLimited):
            raise
        except CannotMake as err:  # asked again, it would say the same
            return f"it cannot be looked up: {err.message}"
        except BackendError as err:
            raise SubmitUnknown(f"it could not be looked up: {err.message}") from err
        if found:
            return keep_ticket(floor, attempt, found[0])
    return send(floor, attempt, backend, prepared)


def look(floor: Floor, attempt: Attempt, backend: Backend) -> Progress:
    """Poll, once."""
    with floor.vault.aside(attempt.key) as into:
        progress = backend.poll(ticket_from_json(attempt.ticket or {"backend": ""}), into)
    floor.checkpoint("polled")
    return progress


def stop(floor: Floor, attempt: Attempt, backend: Backend) -> Progress | Cancelled:
    """Ask for an order to be stopped, unless a look shows that it has ended.

    At some services the same call erases what is finished.
    """
    progress = look(floor, attempt, backend)
    if progress.state not in {State.QUEUED, State.WORKING}:
        return progress
    floor.checkpoint("before it is cancelled")
    return backend.cancel(ticket_from_json(attempt.ticket or {"backend": ""}))
