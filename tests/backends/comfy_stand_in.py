"""A stand-in for a ComfyUI server: its queue, history, nodes and files, on this machine.

It does what the server's source does (Comfy-Org/ComfyUI, server.py and execution.py): it keeps
queue and history in memory, files on a disk, and takes the same number twice without a word. What
is queued is worked on when the test says so (``work``), or at once (``is_eager``).
"""

from __future__ import annotations

import io
import json
import threading
import uuid
from contextlib import suppress
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from PIL import Image

CHECKPOINTS = ["sd15.safetensors", "svd.safetensors", "wan_i2v.safetensors"]
ONE = {"images": ("IMAGE", {})}
SAVES = {"required": {**ONE, "filename_prefix": ("STRING", {"default": "ComfyUI"})}}
ANY: dict[str, Any] = {"required": {}}


def _lists(name: str) -> dict[str, Any]:
    return {"required": {name: (CHECKPOINTS, {})}}


NODES: dict[str, dict[str, Any]] = {
    "CheckpointLoaderSimple": _lists("ckpt_name"),
    "ImageOnlyCheckpointLoader": _lists("ckpt_name"),
    "UNETLoader": {"required": {"unet_name": ("COMBO", {"options": CHECKPOINTS})}},
    "LoadImage": {"required": {"image": (["example.png"], {"image_upload": True})}},
    "VHS_LoadVideo": {"required": {"video": ([], {"video_upload": True})}},
    "SaveImage": SAVES,
    "SaveVideo": SAVES,
    "SaveWEBM": SAVES,
    "SaveAudio": SAVES,
    "VHS_VideoCombine": SAVES,
    "PreviewImage": ANY,
    **dict.fromkeys(
        (
            *("CLIPTextEncode", "KSampler", "KSamplerAdvanced", "EmptyLatentImage", "VAEDecode"),
            *("VAEEncode", "VAELoader", "CLIPLoader", "CreateVideo", "WanImageToVideo"),
            *("SVD_img2vid_Conditioning", "VideoLinearCFGGuidance", "ModelSamplingSD3"),
            *("LTXVImgToVideo", "LTXVConditioning", "LTXVScheduler", "SamplerCustom"),
            *("KSamplerSelect", "ADE_LoadAnimateDiffModel", "ADE_UseEvolvedSampling"),
            *("ADE_ApplyAnimateDiffModelSimple", "CLIPVisionLoader", "CLIPVisionEncode"),
            *("LoraLoaderModelOnly", "EmptyLTXVLatentVideo", "PrimitiveInt"),
        ),
        ANY,
    ),
}


class StandIn:
    """The server; give ``url`` as the generator's ``base_url``."""

    def __init__(self, clip: Path | None = None) -> None:
        self.clip = clip
        """What every node that saves a clip saves."""
        self.disk: dict[str, bytes] = {}
        """Files by ``type/subfolder/name``; outlives a restart."""
        self.inputs: dict[str, bytes] = {}
        self.queue: list[tuple[int, str, dict[str, Any]]] = []
        self.running: tuple[int, str, dict[str, Any]] | None = None
        self.history: dict[str, dict[str, Any]] = {}
        self.posts: list[dict[str, Any]] = []
        """Every workflow that was accepted."""
        self.asked: list[str] = []
        """Every request: ``GET /queue``."""
        self.is_eager = True
        self.is_old = False
        """It chooses the numbers itself and knows no ``/api/jobs``."""
        self.drops = 0
        """So many next answers to an order are lost after it was taken."""
        self.batch = 1
        self.fails = ""
        """The error that the next workflow ends with."""
        self.partly: str = ""
        """A saving node that is left out of what is taken."""
        self.is_strange = False
        """Something else answers here."""
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"server_of": self})
        )
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def restart(self) -> None:
        """Forget the queue and the history, as a server does that is started anew."""
        with self._lock:
            self.queue, self.running, self.history = [], None, {}

    def begin(self) -> None:
        """Take the next workflow in hand."""
        with self._lock:
            if self.running is None and self.queue:
                self.running = self.queue.pop(0)

    def work(self) -> None:
        """Work off everything that waits."""
        with self._lock:
            while self.running or self.queue:
                self.begin()
                assert self.running is not None
                number, id_, graph = self.running
                self._end(number, id_, graph)
                self.running = None

    def interrupt(self, id_: str) -> bool:
        with self._lock:
            if self.running is None or self.running[1] != id_:
                return False
            self._remember(id_, {}, [["execution_interrupted", {"prompt_id": id_}]], "error")
            self.running = None
            return True

    def dequeue(self, id_: str) -> bool:
        with self._lock:
            before = len(self.queue)
            self.queue = [one for one in self.queue if one[1] != id_]
            return len(self.queue) < before

    def accept(self, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer ``POST /prompt``."""
        graph, id_ = data["prompt"], str(uuid.uuid4())
        if data.get("prompt_id") and not self.is_old:
            id_ = data["prompt_id"]
            with suppress(ValueError):
                if str(uuid.UUID(id_)) == id_:
                    return self._validated(graph, id_)
            return 400, {"error": {"type": "invalid_prompt_id", "message": "not a UUID"}}
        return self._validated(graph, id_)

    def _validated(self, graph: dict[str, Any], id_: str) -> tuple[int, dict[str, Any]]:
        for key, node in graph.items():
            if node["class_type"] not in NODES:
                message = f"Cannot execute because node {node['class_type']} does not exist."
                error = {"type": "invalid_prompt", "message": message, "details": f"Node '#{key}'"}
                return 400, {"error": error, "node_errors": {}}
        faults = self._faults(graph)
        if faults and not self.partly:
            error = {"type": "prompt_outputs_failed_validation", "message": "failed"}
            return 400, {"error": error, "node_errors": faults}
        with self._lock:
            number = len(self.posts)
            self.posts.append({"prompt_id": id_, "prompt": graph})
            self.queue.append((number, id_, graph))
            if self.is_eager:
                self.work()
        return 200, {"prompt_id": id_, "number": number, "node_errors": faults}

    def _faults(self, graph: dict[str, Any]) -> dict[str, Any]:
        if self.partly:
            reason = {"message": "Required input is missing", "details": "images"}
            one = {"errors": [reason], "dependent_outputs": [self.partly], "class_type": "Save"}
            return {self.partly: one}
        found = {}
        for key, node in graph.items():
            image = node["inputs"].get("image")
            if node["class_type"] == "LoadImage" and image not in self.inputs:
                details = f"image - Invalid image file: {image}"
                reason = {"message": "Custom validation failed for node", "details": details}
                found[key] = {"errors": [reason], "dependent_outputs": [], "class_type": "Load"}
        return found

    def _end(self, number: int, id_: str, graph: dict[str, Any]) -> None:
        if self.fails:
            error = {
                "node_id": "3",
                "node_type": "KSampler",
                "exception_type": self.fails,
                "exception_message": "Allocation on device",
            }
            self.fails = ""
            self._remember(id_, {}, [["execution_error", error]], "error")
            return
        outputs: dict[str, Any] = {}
        for key, node in graph.items():
            kind = node["class_type"]
            if kind == "PreviewImage":
                saved = [self._save("temp", "preview", f"{id_}.png", picture(8, 8))]
                outputs[key] = {"images": saved}
            elif "filename_prefix" in node["inputs"]:
                word = "gifs" if kind.startswith("VHS_") else "images"
                saved = [self._made(kind, node["inputs"], graph) for _ in range(self.batch)]
                outputs[key] = {word: saved}
        self._remember(id_, outputs, [["execution_success", {}]], "success")
        self.history[id_]["prompt"] = [number, id_, graph, {}, []]

    def _made(self, kind: str, inputs: dict[str, Any], graph: dict[str, Any]) -> dict[str, str]:
        folder, _, name = inputs["filename_prefix"].rpartition("/")
        if kind == "SaveImage":
            size = next(
                (n["inputs"] for n in graph.values() if n["class_type"] == "EmptyLatentImage"), {}
            )
            data = picture(int(size.get("width", 64)), int(size.get("height", 36)))
        else:
            data = self.clip.read_bytes() if self.clip else b"clip"
        ending = {"SaveImage": "_.png", "SaveWEBM": "_.webm", "VHS_VideoCombine": ".mp4"}.get(
            kind, "_.mp4"
        )
        count = 1
        while f"output/{folder}/{name}_{count:05}{ending}" in self.disk:
            count += 1
        return self._save("output", folder, f"{name}_{count:05}{ending}", data)

    def _save(self, type_: str, folder: str, name: str, data: bytes) -> dict[str, str]:
        self.disk[f"{type_}/{folder}/{name}"] = data
        return {"filename": name, "subfolder": folder, "type": type_}

    def _remember(self, id_: str, outputs: Any, messages: list[Any], word: str) -> None:
        status = {"status_str": word, "completed": word == "success", "messages": messages}
        self.history[id_] = {"prompt": [], "outputs": outputs, "status": status}

    def queued(self) -> dict[str, Any]:
        with self._lock:
            running = [self.running] if self.running else []
            return {
                "queue_running": [[*one, {}, []] for one in running],
                "queue_pending": [[*one, {}, []] for one in reversed(self.queue)],
            }


def picture(width: int, height: int) -> bytes:
    """A small picture as a PNG."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#345").save(file, "PNG")
    return file.getvalue()


class _Handler(BaseHTTPRequestHandler):
    server_of: StandIn

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: two would wait for each other

    def log_message(self, *_: object) -> None: ...

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server_of.asked.append(f"{self.command} {parts.path}")
        if self.server_of.is_strange:
            self._send(404, b"404: Not Found", "text/plain")
        elif parts.path == "/queue":
            self._json(200, self.server_of.queued())
        elif parts.path.startswith("/history"):
            id_ = parts.path.removeprefix("/history").strip("/")
            found = {k: v for k, v in self.server_of.history.items() if id_ in ("", k)}
            self._json(200, found)
        elif parts.path.startswith("/object_info/"):
            kind = unquote(parts.path.rpartition("/")[2])
            self._json(200, {kind: {"input": NODES[kind]}} if kind in NODES else {})
        elif parts.path == "/view":
            said = {name: values[0] for name, values in parse_qs(parts.query).items()}
            key = f"{said.get('type', 'output')}/{said.get('subfolder', '')}/{said['filename']}"
            if key in self.server_of.disk:
                self._send(200, self.server_of.disk[key], "image/png")
            else:
                self._send(404, b"")
        else:
            self._send(404, b"404: Not Found", "text/plain")

    def do_POST(self) -> None:
        self.server_of.asked.append(f"POST {self.path}")
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server_of.is_strange:
            self._send(404, b"404: Not Found", "text/plain")
        elif self.path == "/upload/image":
            self._json(200, self._uploaded(body))
        elif self.path == "/prompt":
            status, said = self.server_of.accept(json.loads(body))
            if self.server_of.drops and status == 200:
                self.server_of.drops -= 1
                self.close_connection = True
                self.connection.close()
                return
            self._json(status, said)
        elif self.path.startswith("/api/jobs/") and not self.server_of.is_old:
            id_ = self.path.split("/")[3]
            self._json(
                200, {"cancelled": self.server_of.interrupt(id_) or self.server_of.dequeue(id_)}
            )
        elif self.path == "/queue":
            for id_ in json.loads(body).get("delete", ()):
                self.server_of.dequeue(id_)
            self._send(200, b"")
        elif self.path == "/interrupt":
            self.server_of.interrupt(json.loads(body).get("prompt_id"))
            self._send(200, b"")
        else:
            self._send(404, b"404: Not Found", "text/plain")

    def _uploaded(self, body: bytes) -> dict[str, str]:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form: dict[str, Any] = {}
        name = ""
        for part in BytesParser().parsebytes(head + body).get_payload():
            field = part.get_param("name", header="content-disposition")
            form[field] = part.get_payload(decode=True)
            name = part.get_filename() or name
        folder = form.get("subfolder", b"").decode()
        base, dot, ending = name.rpartition(".")
        count, own = 0, name
        while self.server_of.inputs.get(f"{folder}/{own}", form["image"]) != form["image"]:
            count += 1
            own = f"{base} ({count}){dot}{ending}"
        self.server_of.inputs[f"{folder}/{own}"] = form["image"]
        return {"name": own, "subfolder": folder, "type": "input"}

    def _json(self, status: int, said: object) -> None:
        self._send(status, json.dumps(said).encode(), "application/json")

    def _send(self, status: int, data: bytes, kind: str = "application/octet-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
