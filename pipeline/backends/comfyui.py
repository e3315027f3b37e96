"""Send a workflow to the user's own ComfyUI, with the shot's words and pictures filled in.

    generators:
      wan:
        backend: comfyui
        workflow: workflows/wan_i2v.json      # File, Export Workflow (API)
        frames: 4n+1 to 81                    # what the model makes, at 16 pictures a second
        fps: 16

Inputs are found by tags (``%prompt%`` in a text, ``"%seed%"`` for a number) or by the titles of
nodes (a Load Image that is called ``first``). The number of a job is ours, and so is the folder of
its files on the server: it is found again after any crash, of this program or of the server.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.backends.base import (
    Backend,
    Cancelled,
    Capabilities,
    Collected,
    Failure,
    Operation,
    Order,
    Output,
    Prepared,
    Progress,
    Recovery,
    Refusal,
    State,
    Ticket,
    frozen_settings,
)
from pipeline.backends.comfy.filling import (
    Lengths,
    Said,
    files_of,
    makes,
    refusals,
    take_node,
    values_of,
)
from pipeline.backends.comfy.nodes import absent, refused
from pipeline.backends.comfy.results import dropped, ended, ending_of, on_disk, saved_by
from pipeline.backends.comfy.server import Server
from pipeline.backends.comfy.settings import ComfyuiSettings
from pipeline.backends.comfy.shipped import SHIPPED, Shipped
from pipeline.backends.comfy.workflow import TAGS, Workflow, read_workflow
from pipeline.errors import CannotMake, JobFailed, NotConfigured, SubmitUnknown
from pipeline.facts import Json, Money

if TYPE_CHECKING:
    from pipeline.backends.keys import KeyPlace

__all__ = ["BACKEND", "Comfyui", "ComfyuiSettings"]

_KEY = "%key%"
"""Where the key of the attempt goes in, once there is one."""
_ANYTHING = frozenset(Operation)


class Comfyui(Backend):
    """Any workflow of ComfyUI."""

    name = "comfyui"
    about = "any workflow of your own ComfyUI: Stable Diffusion, SVD, Wan, LTX, AnimateDiff"
    Settings = ComfyuiSettings
    trusted_with = "has a workflow of this film run by ComfyUI"
    needs_trust = True  # nodes are programs: a stranger's workflow may be made to do harm

    _known: Server | None = None

    @classmethod
    def bound_to(cls, settings: Mapping[str, object], home: Path) -> type[Backend]:
        """The backend for these settings: a workflow that comes along needs no leave."""
        del home
        return OwnWorkflow if settings.get("workflow") in SHIPPED else cls

    def capabilities(self, model: str = "") -> Capabilities:
        """What its tags and its saving node show; anything while the file cannot be read."""
        del model
        if not getattr(self.settings, "workflow", ""):  # nothing was set: what it could do
            return Capabilities(_ANYTHING, is_free=True, recovery=Recovery.CLIENT_ID)
        said = self._said()
        workflow: Workflow | None = None
        try:
            workflow = self._workflow()
            able = makes(workflow, said)
        except CannotMake:
            able = said.makes or tuple(_ANYTHING)
        tags = workflow.tags if workflow else frozenset(TAGS)
        return Capabilities(
            frozenset(able),
            seconds=_seconds(workflow, said),
            has_seed="seed" in tags,
            has_negative="negative" in tags,
            has_first_frame=bool(tags & {"first", "source"}),
            has_last_frame="last" in tags,
            references=workflow.references if workflow else 9,
            is_free=True,
            outputs=self._set().outputs,
            distinct=None if "seed" in tags else 1,
            concurrency=2,  # one is worked on, one waits behind it
            recovery=Recovery.CLIENT_ID,
        )

    def check(self, order: Order) -> Sequence[str]:
        """What the workflow has no place for, and what it asks for that the shot does not have."""
        try:
            return tuple(refusals(self._workflow(), self._said(), order))
        except CannotMake as err:
            told = f"{err.message}; {err.fix}" if err.fix else err.message
            return (Refusal("workflow", told),)

    def unknown_words(self, order: Order) -> Sequence[str]:
        """The shot's words, where the workflow takes no prompt (Stable Video Diffusion)."""
        try:
            if "prompt" in self._workflow().tags:
                return ()
        except CannotMake:
            return ()
        is_still = order.operation in {Operation.T2I, Operation.I2I}
        words = str(order.words.get("panel" if is_still else "motion", ""))
        return (words,) if words else ()

    def estimate(self, order: Order) -> Money | None:
        """Nothing: it is the user's own server."""
        del order
        return Money(0)

    def prepare(self, order: Order) -> Prepared:
        """Look for what the server lacks, bring it the files, fill the workflow in.

        Raises:
            CannotMake: a node or a model is not there.
        """
        workflow, said = self._workflow(), self._said()
        take = take_node(workflow, said)
        values = values_of(workflow, said, order)
        for tag, image in files_of(workflow, order).items():
            if image.path is None or tag not in workflow.tags:
                continue
            path = self.home / image.path
            digest = (
                image.digest.removeprefix("b2:") or uuid.uuid5(uuid.NAMESPACE_URL, str(path)).hex
            )
            values[tag] = self._server().upload(path, f"{digest}{path.suffix.lower()}")
        graph = workflow.filled(values)
        missing = absent(graph, self._server())
        if missing:
            raise CannotMake(f"ComfyUI at {self._server().base_url}: {'; '.join(missing)}")
        for number, saver in enumerate(workflow.savers):
            name = "take" if saver.id == take.id else f"more{number}"
            inputs = graph[saver.id]["inputs"]
            inputs["filename_prefix"] = f"rushes/{order.shot}/{_KEY}/{name}"
            if saver.id == take.id and "save_output" in inputs:
                inputs["save_output"] = True
        return Prepared(order, {"graph": graph, "take": take.id})

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        """Queue it under our own number."""
        from pipeline.backends.faults import Words, raise_for_submit
        from pipeline.backends.wire import submit

        del into
        server, job = self._server(), _job_id(attempt_key)
        graph = _keyed(prepared.body["graph"], attempt_key)
        request = server.post("/prompt", {"prompt": graph, "prompt_id": job, "client_id": job})
        reply = submit(request)
        if reply.status == 400:
            raise CannotMake(refused(reply.json(), graph, server.base_url))
        if reply.status in {404, 405}:
            raise NotConfigured(
                f"what answers at {server.base_url} is no ComfyUI",
                fix="say where it is: `base_url: http://HOST:8188`",
            )
        raise_for_submit(reply, Words(service="ComfyUI", variables=("RUSHES_KEY_COMFYUI",)))
        try:
            said = reply.json()
            own = str(said["prompt_id"])
        except (ValueError, KeyError, TypeError) as err:
            raise SubmitUnknown(f"{server.base_url} took it and did not say as what") from err
        ticket = self._ticket(own, attempt_key, prepared)
        if prepared.body["take"] in dropped(said.get("node_errors")):
            self.cancel(ticket)
            raise CannotMake(refused(said, graph, server.base_url))
        return ticket

    def poll(self, ticket: Ticket, into: Path) -> Progress:
        """Where it stands; one that a server forgot is looked for among its files."""
        del into
        entry = self._server().entry(ticket.job)
        if entry is None:
            if on_disk(self._server(), ticket.data):
                return Progress(State.READY, fraction=1.0)
            reason = "the server was started anew and has forgotten it"
            return Progress(State.FAILED, failure=Failure(reason, is_retryable=True))
        if not entry.has_ended:
            return Progress(State.WORKING if entry.place == 0 else State.QUEUED)
        return ended(entry.record, ticket.data)

    def collect(self, ticket: Ticket, into: Path) -> Collected:
        """Bring every file that the take's node saved; may be repeated.

        Raises:
            JobFailed: they are no longer there; it can be made again.
        """
        server = self._server()
        entry = server.entry(ticket.job)
        found = saved_by(entry.record, ticket.data["take"]) if entry else []
        found = found or on_disk(server, ticket.data)
        if not found:
            raise JobFailed("the server no longer has its files", is_retryable=True)
        outputs = []
        for number, saved in enumerate(found, start=1):
            path = into / f"take{number}{ending_of(saved.name)}"
            server.bring(saved, path)
            outputs.append(Output(path, job=ticket.job))
        return Collected(tuple(outputs))

    def cancel(self, ticket: Ticket) -> Cancelled:
        """Take it out of the queue, or interrupt it; one that has ended stays as it is."""
        entry = self._server().entry(ticket.job)
        if entry is None or entry.has_ended:
            return Cancelled(is_stopped=False)
        return Cancelled(is_stopped=self._server().stop(entry), cost=Money(0))

    def find(self, attempt_key: str, prepared: Prepared, since: datetime) -> list[Ticket]:
        """The job under our number; on a server that chose its own, the one that saves as ours."""
        del since
        server, job = self._server(), _job_id(attempt_key)
        if server.entry(job):
            return [self._ticket(job, attempt_key, prepared)]
        found = [
            self._ticket(entry.id, attempt_key, prepared)
            for entry in server.entries_with(f"/{attempt_key}/")
        ]
        ticket = self._ticket(job, attempt_key, prepared)
        return found or ([ticket] if on_disk(server, ticket.data) else [])

    def ticket_of(self, job: str, order: Order) -> Ticket:
        """The ticket of a job by the number that ComfyUI shows for it."""
        take = take_node(self._workflow(), self._said())
        data = {"take": take.id, "folder": "", "saves": take.kind, "outputs": self._set().outputs}
        del order
        return Ticket(self.name, job, settings=dict(frozen_settings(self.settings)), data=data)

    def _ticket(self, job: str, attempt_key: str, prepared: Prepared) -> Ticket:
        take = prepared.body["take"]
        node = prepared.body["graph"][take]
        folder, _, _ = node["inputs"]["filename_prefix"].rpartition("/")
        data = {
            "take": take,
            "folder": folder.replace(_KEY, attempt_key),
            "saves": node["class_type"],
            "outputs": self._set().outputs,
        }
        return Ticket(self.name, job=job, settings=dict(frozen_settings(self.settings)), data=data)

    def _workflow(self) -> Workflow:
        """The workflow as its file is now.

        Raises:
            CannotMake: it cannot be read.
        """
        said = self._set()
        own = SHIPPED.get(said.workflow)
        path = own.path if own else (self.home / said.workflow).resolve()
        if not own and not path.is_relative_to(self.home.resolve()):
            raise CannotMake(f"the workflow '{said.workflow}' lies outside this production")
        wanted = {
            tag: (names,) if isinstance(names, str) else names for tag, names in said.inputs.items()
        }
        return read_workflow(path, wanted, tuple(said.values))

    def _said(self) -> Said:
        said = self._set()
        own = SHIPPED.get(said.workflow, Shipped(""))
        frames, given = said.frames or own.frames, said.model_fields_set
        return Said(
            makes=said.makes,
            output=said.output,
            lengths=Lengths.parse(frames) if frames else None,
            fps=said.fps or own.fps,
            longest=said.longest or own.longest,
            multiple=said.multiple_of if "multiple_of" in given else own.multiple_of,
            values=said.values,
        )

    def _set(self) -> ComfyuiSettings:
        if not isinstance(self.settings, ComfyuiSettings):
            raise TypeError("the comfyui backend was given the settings of another one")
        return self.settings

    def key_place(self) -> KeyPlace | None:
        """Where the key for its server is found; it needs none."""
        from pipeline.backends.keys import key_place

        place = key_place(*self._about_key())
        return place if place.found else None

    def _about_key(self) -> tuple[str, tuple[str, ...], str, str]:
        return "comfyui", (), self._set().base_url, ""

    def _server(self) -> Server:
        """The server, with the key for it where there is one (a proxy before it may want it)."""
        if self._known is None:
            from pipeline.backends.keys import key_for

            key = key_for(*self._about_key()) if self.key_place() else None
            self._known = Server(self._set().base_url, key)
        return self._known


class OwnWorkflow(Comfyui):
    """A workflow that comes with the program: a film can fill it in and cannot change it."""

    needs_trust = False


def _keyed(graph: Json, attempt_key: str) -> Json:
    """The graph with the attempt's own folder wherever it saves."""
    keyed = {}
    for id_, node in graph.items():
        inputs = dict(node["inputs"])
        prefix = inputs.get("filename_prefix")
        if isinstance(prefix, str):
            inputs["filename_prefix"] = prefix.replace(_KEY, attempt_key)
        keyed[id_] = {**node, "inputs": inputs}
    return keyed


def _job_id(attempt_key: str) -> str:
    """The number of the job: a UUID as the server wants it, canonical and in lower case."""
    try:
        return str(uuid.UUID(hex=attempt_key))
    except ValueError:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, attempt_key))


def _seconds(workflow: Workflow | None, said: Said) -> tuple[Fraction, Fraction] | None:
    """The least and the most that it makes; None where nobody says."""
    rate = said.fps or (workflow.rate() if workflow else None)
    most = said.lengths.longest() if said.lengths else None
    if rate is None or most is None:
        return None
    exact = Fraction(rate).limit_denominator(1001)
    return (1 / exact, most / exact)


BACKEND = Comfyui
