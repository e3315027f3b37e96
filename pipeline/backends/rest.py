"""Speak to a service as its description says; the descriptions lie in ``services/``.

    pipeline/backends/services/runway.yaml        ->  backend: runway
    entry point ``rushes.services``               ->  whatever a package calls it
    {backend: rest, service: services/mine.yaml}  ->  a description in the film, once it is trusted

The language is told in ``docs/services.md``. What a model of a service can do and cost is in the
catalogue of models; where it knows nothing, what stands in the description counts.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from msgspec.structs import replace

from pipeline.backends import wire
from pipeline.backends.base import (
    Backend,
    Cancelled,
    Capabilities,
    Collected,
    Failure,
    Operation,
    Order,
    Prepared,
    Progress,
    Recovery,
    State,
    Ticket,
)
from pipeline.backends.base import Settings as AnySettings
from pipeline.backends.described import bringing, finding, loading
from pipeline.backends.described.asking import Asking
from pipeline.backends.described.inputs import Parcel, Posted
from pipeline.backends.described.later import attempt_in
from pipeline.backends.described.model import Call, Description, Request
from pipeline.backends.described.paths import Answer, first, found
from pipeline.backends.described.settings import RestSettings, passed_on, settings_of
from pipeline.backends.described.states import cost_of, progress_of
from pipeline.backends.described.talking import Talk, answer_of, frozen
from pipeline.backends.described.templates import Spot, fill
from pipeline.backends.described.tickets import is_here, searched_with, ticket_for, written_with
from pipeline.backends.described.values import pictures_of, value_of
from pipeline.backends.faults import raise_for_ask, raise_for_submit
from pipeline.backends.keys import KeyPlace
from pipeline.backends.model import Override
from pipeline.errors import BackendError, CannotMake, OutputExpired, ProjectError, SubmitUnknown
from pipeline.facts import Money

__all__ = ["BACKEND", "Rest", "bound"]

log = logging.getLogger(__name__)


class FilmRestSettings(RestSettings):
    """A service that the film itself describes."""

    service: str
    """The description, a file of this film: `services/mine.yaml`."""


class Rest(Backend):
    """Any service that a description can express."""

    name = "rest"
    about = "a service of your own: described in a file of the film, as in docs/services.md"
    Settings = FilmRestSettings
    needs_trust = True
    trusted_with = "sends orders to a service that this film describes"
    description: ClassVar[Description | None] = None

    def __init__(self, settings: AnySettings, home: Path) -> None:
        super().__init__(settings, home)
        self._posted: dict[tuple[str, str], Posted] = {}
        self._strange: set[str] = set()
        self._can: dict[tuple[str, tuple[Override, ...]], Capabilities] = {}
        self._passed_on = passed_on(settings)

    @classmethod
    def bound_to(cls, settings: Mapping[str, Any], home: Path) -> type[Backend]:
        """The backend for the description that the film names.

        Raises:
            ProjectError: it is not there, lies outside the film, or cannot be read.
        """
        written = settings.get("service")
        if cls.description is not None or not isinstance(written, str):
            return cls
        path = (home / written).resolve()
        if not path.is_relative_to(home.resolve()):
            raise ProjectError(
                f"the description '{written}' lies outside the film",
                fix="put it into the film, as in services/mine.yaml",
            )
        description = loading.load(path, Path(written), is_films=True)
        return _made(description, "rest", needs_trust=True)

    # ------------------------------------------------------------------ what can be asked

    def capabilities(self, model: str = "") -> Capabilities:
        """What can be asked of a model, or of the whole service."""
        if self.description is None:
            return Capabilities(frozenset(Operation))
        key = (model, self.overrides)
        if key not in self._can:
            self._can[key] = self._asking().capabilities(model)
        return self._can[key]

    def recovery_of(self, order: Order) -> Recovery:
        """What its own call allows: a service's calls differ."""
        said = self.description
        call = said and said.call(order.operation, order.model, pictures_of(order))
        return call.recovery if call else super().recovery_of(order)

    def check(self, order: Order) -> Sequence[str]:
        """What of this order cannot be honoured."""
        return self._asking().refusals(self._with_options(order))

    def unknown_words(self, order: Order) -> Sequence[str]:
        """What of the order changes nothing in the result."""
        return self._asking().unheeded(order)

    def estimate(self, order: Order) -> Money | None:
        """The most it can cost, as the catalogue of models says; None is unknown."""
        return self._asking().estimate(self._with_options(order))

    def seconds_asked(self, order: Order) -> Fraction | None:
        """The shortest length of the model that covers the order."""
        return self._asking().seconds(self._with_options(order))

    # ------------------------------------------------------------------ sending

    def prepare(self, order: Order) -> Prepared:
        """Upload the inputs and freeze the request; free, and repeatable."""
        description, call = self._described(), self._call(order)
        asked = self._asking().asked(call, self._with_options(order))
        parcel = Parcel(description, self.home, self._talk().upload, self._posted)
        value = value_of(order, asked, self._passed_on, parcel.value)
        body = frozen(call.request, value)
        told = {"model": asked.model, "seed": asked.seed, "size": [asked.width, asked.height]}
        told["voice"] = plain if isinstance(plain := value(Spot("voice")), str) else ""
        if asked.seconds is not None:
            told["seconds"] = str(asked.seconds)
        return Prepared(
            order, {**body, "timeout": call.timeout, "asked": told, "files": parcel.files}
        )

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        """Send the order, once."""
        call, talk = self._call(prepared.order), self._talk()
        is_file = call.reply == "file"
        sent = talk.ordered(prepared.body, attempt_key, self.home)
        reply = wire.submit(sent, into / bringing.COMING if is_file else None)
        answer = answer_of(reply)
        if not (call.own_job is not None and talk.is_taken(answer)):
            raise_for_submit(reply, talk.words, is_result=is_file)
        ticket = self._ticket(call, prepared, answer, attempt_key)
        if call.reply != "job":
            return replace(ticket, files=bringing.keep_reply(call.reply, reply, ticket.job, into))
        if not ticket.job and not call.keep:
            raise SubmitUnknown(f"'{self.name}' took the order and gave it no id")
        return ticket

    def answered(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket | None:
        """The ticket of an order whose answer was the result, and lies here whole."""
        call = self._call(prepared.order)
        left = bringing.left(call.reply, into, needs_job=call.find is not None)
        if left is None:
            return None
        ticket = self._ticket(call, prepared, left.answer, attempt_key)
        return replace(ticket, job=left.job or ticket.job, files=left.files)

    # ------------------------------------------------------------------ following

    def poll(self, ticket: Ticket, into: Path) -> Progress:
        """Look at the job, once."""
        call = self._call_of(ticket)
        if ticket.files and (is_here(ticket, into) or not self._can_fetch(call, ticket)):
            return self._lying(call, ticket, into)
        if call.poll.request is None and self._can_fetch(call, ticket):
            return Progress(State.READY)
        if call.poll.request is None:
            raise CannotMake(f"a job of '{self.name}' cannot be looked at")
        try:
            answer = self._asked(call, ticket, call.poll.request)
        except OutputExpired as err:
            return Progress(State.EXPIRED, failure=Failure(err.message))
        return progress_of(call.poll, answer, self._heard)

    def collect(self, ticket: Ticket, into: Path) -> Collected:
        """Bring the results; links are asked for anew every time."""
        call = self._call_of(ticket)
        ground = bringing.Ground(
            into, self._talk().door.base, call.results, ticket.job, ticket.data.get("seed")
        )
        if is_here(ticket, into) and call.reply == "file":
            return Collected(bringing.lying(ground, ticket.files))
        if is_here(ticket, into):
            answer = bringing.read_answer(into / bringing.REPLY)
            return Collected(bringing.outputs_of(ground, answer), cost_of(call.poll.cost, answer))
        looked, request, cost = Answer(), call.poll.request, None
        if request is not None:
            looked = self._asked(call, ticket, request)
            cost = cost_of(call.poll.cost, looked)
        if call.results.request is None:
            return Collected(bringing.outputs_of(ground, looked), cost)
        if call.results.file:
            return Collected((self._file(call, ticket, ground),), cost)
        answer = self._asked(call, ticket, call.results.request)
        return Collected(bringing.outputs_of(ground, answer), cost)

    def cancel(self, ticket: Ticket) -> Cancelled:
        """Stop the job where that is possible; it is looked at first, and left alone if done."""
        call = self._call_of(ticket)
        if call.cancel is None or ticket.files:
            return Cancelled(is_stopped=False)
        progress = self.poll(ticket, self.home)
        if progress.state not in call.cancel.states:
            return Cancelled(is_stopped=progress.state is State.CANCELLED, cost=progress.cost)
        talk = self._talk()
        reply = wire.ask(talk.request(call.cancel.request, written_with(self.settings, ticket)))
        try:
            if not 200 <= reply.status < 300:  # where it says yes, it need not say more
                raise_for_ask(reply, talk.words)
        except (CannotMake, OutputExpired):
            return Cancelled(is_stopped=False)
        return Cancelled(is_stopped=True)

    def find(self, attempt_key: str, prepared: Prepared, since: datetime) -> list[Ticket]:
        """Jobs at the service that could be this attempt."""
        call = self._call(prepared.order)
        if call.find is None:
            return []
        job = self._job(call, Answer(), attempt_key)
        values = searched_with(prepared.body.get("asked", {}), attempt_key, job)
        sought = finding.Sought(prepared, attempt_key, since, values)
        ask = partial(self._talk().look_up, call.find)
        jobs = finding.look(call.find, sought, ask, lambda: datetime.now(UTC))
        return [self._found(call, prepared, job) for job in jobs]

    def is_like(self, one: Prepared, other: Prepared) -> bool:
        """Whether a job of one order might be taken for the other's, by what the list tells."""
        find = self._call(one.order).find
        return find is not None and finding.is_like(find, one, other)

    def ticket_of(self, job: str, order: Order) -> Ticket:
        """The ticket of a job that was found on the service's own page."""
        call = self._call(order)
        asked = {"model": order.model or call.model}
        ticket = self._found(call, Prepared(order, {"asked": asked}), finding.Found(job, {}))
        request = call.poll.request or call.results.request
        if request is None:
            raise CannotMake(f"'{self.name}' keeps no jobs: its answer was the result itself")
        self._talk().address(request.address, written_with(self.settings, ticket))
        return ticket

    def key_place(self) -> KeyPlace | None:
        """Where its key is looked for, and found."""
        return self._talk().key_place

    # ------------------------------------------------------------------ parts of it

    def _described(self) -> Description:
        if self.description is None:
            raise BackendError("'rest' was given no description", fix="name one: `service: …`")
        return self.description

    def _asking(self) -> Asking:
        return Asking(self._described(), self.overrides)

    def _talk(self) -> Talk:
        return Talk(self._described(), getattr(self.settings, "base_url", ""))

    def _with_options(self, order: Order) -> Order:
        return replace(order, options={**order.options, **self._passed_on})

    def _call(self, order: Order) -> Call:
        call = self._described().call(order.operation, order.model, pictures_of(order))
        if call is None:
            raise CannotMake(f"'{self.name}' makes no {order.operation}")
        return call

    def _call_of(self, ticket: Ticket) -> Call:
        data = ticket.data
        pictures = frozenset(data.get("with", ()))
        call = self._described().call(Operation(data["operation"]), data.get("model", ""), pictures)
        if call is None:
            raise CannotMake(f"'{self.name}' knows nothing of {data['operation']} any more")
        return call

    def _job(self, call: Call, answer: Answer, attempt_key: str) -> str:
        """The job's id: from the answer, or our own."""
        if call.own_job is None:
            job = first(call.job, answer)
            return "" if job is None else str(job)
        return str(fill(call.own_job, lambda spot: attempt_in(spot.form, attempt_key)))

    def _ticket(self, call: Call, prepared: Prepared, answer: Answer, attempt_key: str) -> Ticket:
        """The ticket of an order that was answered so."""
        job = self._job(call, answer, attempt_key)
        ticket = ticket_for(self.name, self.settings, prepared, job)
        kept = {name: first(paths, answer) for name, paths in call.keep.items()}
        known = {name: one for name, one in kept.items() if one is not None}
        return replace(ticket, data={**ticket.data, **known})

    def _found(self, call: Call, prepared: Prepared, one: finding.Found) -> Ticket:
        """The ticket of a job that was found; what is known of it besides is written anew."""
        ticket = ticket_for(self.name, self.settings, prepared, one.job)
        data = {**ticket.data, **one.kept}
        if call.find is not None:
            talk, values = self._talk(), {**written_with(self.settings, ticket), **one.kept}
            for name, template in call.find.make.items():
                data.setdefault(name, talk.address(template, values))
        return replace(ticket, data=data, doubt=one.doubt)

    def _can_fetch(self, call: Call, ticket: Ticket) -> bool:
        """Whether a result can be asked for by the job's id alone."""
        return bool(ticket.job) and call.results.request is not None

    def _asked(self, call: Call, ticket: Ticket, request: Request) -> Answer:
        """Ask about a job; an answer whose number means a state is no fault."""
        talk = self._talk()
        reply = wire.ask(talk.request(request, written_with(self.settings, ticket)))
        if request is not call.poll.request or reply.status not in call.poll.http:
            raise_for_ask(reply, talk.words, is_result=request is not call.poll.request)
        return answer_of(reply)

    def _file(self, call: Call, ticket: Ticket, ground: bringing.Ground) -> Any:
        """A result that is itself the answer to a question."""
        talk, request = self._talk(), call.results.request
        if request is None:
            raise CannotMake(f"nothing says where the file of '{self.name}' is")
        sent = replace(
            talk.request(request, written_with(self.settings, ticket)),
            seconds=call.results.timeout,
            most_bytes=call.results.most_bytes,
        )
        reply = wire.ask(sent, ground.into / bringing.COMING)
        raise_for_ask(reply, talk.words, is_result=True)
        name = bringing.settled(reply, ground.into)
        return bringing.lying(ground, (name,))[0]

    def _lying(self, call: Call, ticket: Ticket, into: Path) -> Progress:
        """How a result stands that lies here since the answer."""
        if not is_here(ticket, into):
            gone = "the result lay in a folder of this machine that is gone"
            return Progress(State.EXPIRED, failure=Failure(gone, is_billed=True))
        if call.reply == "file":
            return Progress(State.READY)
        answer = bringing.read_answer(into / bringing.REPLY)
        results = call.results
        if found(results.urls, answer) or found(results.base64, answer):
            progress = progress_of(call.poll, answer, self._heard)
            is_bad = progress.failure is not None
            return progress if is_bad else Progress(State.READY, cost=progress.cost)
        progress = progress_of(call.poll, answer, self._heard)
        if progress.failure is not None:
            return progress
        said = "the service answered, and gave no file"
        return Progress(State.FAILED, failure=Failure(said, is_billed=True))

    def _heard(self, word: str) -> None:
        """A word that nobody knows: it counts as working, and is told once."""
        if word not in self._strange:
            self._strange.add(word)
            log.warning("%s says '%s', which nobody here knows: it counts as working",
                        self.name, word)  # fmt: skip
            self.tell(None, f"{self.name} says '{word}'")


def bound(description: Description) -> type[Rest]:
    """The backend of a service that comes with the program or a package."""
    return _made(description, description.name, needs_trust=False)


def _made(description: Description, name: str, *, needs_trust: bool) -> type[Rest]:
    return type(
        f"{description.name.title()}Rest",
        (Rest,),
        {
            "__doc__": description.about,
            "name": name,
            "about": description.about,
            "page": description.page,
            "place": description.url,
            "Settings": settings_of(description, needs_file=needs_trust),
            "needs_trust": needs_trust,
            "description": description,
        },
    )


BACKEND = Rest
