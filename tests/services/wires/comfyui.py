"""A ComfyUI of one's own: queue and history in memory, files on its disk (Comfy-Org/ComfyUI)."""

from __future__ import annotations

from typing import Any, ClassVar

from tests.backends.comfy_stand_in import NODES
from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.media import TYPES
from tests.services.wires.wire import SENTENCES, STATUS, Wire

__all__ = ["ComfyUI"]


class ComfyUI(Wire):
    """``/prompt``, ``/queue``, ``/history/ID``, ``/view``, ``/object_info/NODE``, ``/api/jobs``."""

    name: ClassVar[str] = "comfyui"

    def has_key(self, ask: Ask) -> bool:
        """It asks for none; a proxy before it may."""
        del ask
        return True

    def answer(self, ask: Ask, house: House) -> Reply:
        """A workflow that is queued, looked for, stopped; a file; what a node is."""
        match ask.method, ask.parts:
            case "POST", ["prompt"]:
                return self._order(ask.json(), house)
            case "GET", ["queue" | "history", *_]:
                return Reply(data=self._jobs(ask.parts, house))
            case "GET", ["object_info", kind]:
                return Reply(data={kind: {"input": NODES[kind]}} if kind in NODES else {})
            case (("GET" | "HEAD"), ["view"]):
                return self._file(ask, house)
            case "POST", ["api", "jobs", job, "cancel"]:
                return Reply(data={"cancelled": self._cancel(job, house)})
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """An error with its type."""
        error = {"type": word, "message": SENTENCES[word], "details": ""}
        return Reply(STATUS[word], {"error": error, "node_errors": {}})

    def _order(self, data: dict[str, Any], house: House) -> Reply:
        """The same number twice is taken without a word, and worked on twice."""
        graph = data["prompt"]
        if (self.name, data["prompt_id"]) in house.books.jobs:
            house.books.count("comfyui queued again")
        texts = [node["inputs"].get("text", "") for node in graph.values()]
        prompt = max((text for text in texts if isinstance(text, str)), key=len)
        job = house.order(self, Wanted(prompt, "image", data, id=data["prompt_id"]))
        return Reply(data={"prompt_id": job.id, "number": 1, "node_errors": {}}, job=job)

    def _jobs(self, parts: list[str], house: House) -> dict[str, Any]:
        """What waits, or what has ended: all of it, or one job."""
        known = house.books.of(self.name)
        if parts[0] == "history":
            wanted = [job for job in known if not parts[1:] or job.id == parts[1]]
            return dict(_ended(job, house) for job in wanted if _is_over(job, house))
        waiting = [job for job in known if not _is_over(job, house)]
        items = [[int(job.at), job.id, job.body["prompt"], {}, []] for job in waiting]
        return {"queue_running": items[-1:], "queue_pending": items[:-1]}

    def _file(self, ask: Ask, house: House) -> Reply:
        """What lies on the disk is there, though the job it came of is forgotten."""
        for job in house.books.jobs.values():
            is_here = job.service == self.name and not job.ended and house.stage(job) == "done"
            asked = (ask.query.get("subfolder"), ask.query["filename"])
            if is_here and asked == (_folder(job), _NAME):
                held = b"" if ask.method == "HEAD" else house.files(job)[0]
                return Reply(data=held, media_type=TYPES["image"])
        return Reply(404, b"")

    def _cancel(self, job_id: str, house: House) -> bool:
        job = house.books.find(self.name, job_id)
        if job is None or _is_over(job, house):
            return False
        house.books.end(job, "cancelled")
        return True


_NAME = "take_00001_.png"


def _is_over(job: Job, house: House) -> bool:
    return house.stage(job) not in {"queued", "running"}


def _ended(job: Job, house: House) -> tuple[str, dict[str, Any]]:
    graph, stage = job.body["prompt"], house.stage(job)
    saved = {"filename": _NAME, "subfolder": _folder(job), "type": "output"}
    message = {"done": "execution_success", "cancelled": "execution_interrupted"}.get(
        stage, "execution_error"
    )
    word = "success" if stage == "done" else "error"
    status = {"status_str": word, "completed": word == "success", "messages": [[message, {}]]}
    outputs = {_saver(graph)[0]: {"images": [saved]}} if stage == "done" else {}
    return job.id, {"prompt": [1, job.id, graph, {}, []], "outputs": outputs, "status": status}


def _saver(graph: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return next((key, node) for key, node in graph.items() if node["class_type"] == "SaveImage")


def _folder(job: Job) -> str:
    prefix: str = _saver(job.body["prompt"])[1]["inputs"]["filename_prefix"]
    return prefix.rpartition("/")[0]
