"""Every key that a description may hold, block by block, each with an example.

A description says how one service is spoken to: where an order is sent and what stands in it, how
a job is looked at, where its results lie, how it is stopped and how a lost one is found. It is
data: it opens no file, sees no variable but those of its key, and runs nothing.

**Templates** are what is sent: JSON with values in it. ``$name`` alone is the value itself (a
number stays a number); in a longer text it is written into the text: ``/v1/tasks/$job``,
``${seconds}s``; ``$$`` is a dollar. A value that the order does not have is left out with its
key, and so is a block or a list in which no value is left: ``{uri: $last, position: last}`` goes
when there is no last picture. ``{each: $references, give: {uri: $it}}`` makes a list, a key may be
a value too (``$first_as: $first``), and the key ``+`` pours a block of the author's into the one
it stands in.

**Paths** point into a reply: ``output[*]``, ``data[0].status``, ``images[*].url``; ``@seed`` is a
header of it. Where several are given, the first that finds something counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

__all__ = ["BLOCKS", "FORMS", "OPTION_KINDS", "PICTURES", "REQUEST", "VALUES", "Key"]

PICTURES = frozenset({"first", "last", "source", "references", "file", "it"})
"""Values that are files."""


class Key(Struct, frozen=True):
    """A key of a block of a description."""

    kind: str
    """What may stand behind it: a word that the loader knows."""
    about: str
    """One sentence."""
    example: str
    """What may stand behind it, written on one line."""
    is_needed: bool = False


VALUES: Mapping[str, str] = MappingProxyType({
    "prompt": "The words of the order.",
    "negative": "What must not be seen.",
    "seed": "The number that is drawn from, below `most_seed`.",
    "seconds": "The length asked for: the shortest that the model makes and that is long enough.",
    "frames": "The same in pictures.",
    "fps": "Pictures a second.",
    "width": "Pixels across, as the model makes them.",
    "height": "Pixels down.",
    "ratio": "The size by the model's own word: `1280:720`, `16:9`.",
    "resolution": "How fine it is, by the model's own word: `720p`, `2K`.",
    "first": "The picture that a clip begins with, or that a picture is made from.",
    "last": "The picture that a clip ends on.",
    "source": "The clip (or picture) that is worked on.",
    "references": "The pictures to go by, a list.",
    "model": "The model of the generator, or the call's own.",
    "voice": "Whose voice: from the settings `voices` and `voice`.",
    "language": "The language of a spoken line.",
    "attempt": "The key of this one attempt: 32 hex digits; it is never used again.",
    "key": "The key of the account; in headers alone.",
    "job": "The service's id of the job; in poll, results, cancel.",
    "since": "When the order was sent, by the service's clock; in find.",
    "it": "One of a list; inside `give`.",
    "file": "The file that is uploaded; inside `upload`.",
})  # fmt: skip
"""What a template may name, besides the options of the service and what a reply was kept by."""

FORMS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "seconds": MappingProxyType({
        "milliseconds": "in thousandths",
        "text": 'as a text: "5"',
    }),
    "seed": MappingProxyType({"text": "as a text"}),
    "model": MappingProxyType({
        "app": "its first two parts: `fal-ai/pika` of `fal-ai/pika/v2.2/text-to-video`",
        "version": "what stands behind its colon",
    }),
    "attempt": MappingProxyType({"uuid": "with dashes, as `0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1`"}),
    "since": MappingProxyType({"unix": "seconds since 1970"}),
    "picture": MappingProxyType({
        "data": "as a data URI",
        "base64": "the bytes in base64, without a head",
        "type": "its media type: `image/png`",
        "name": "a file name with the right ending",
        "file": "a part of a form",
    }),
})  # fmt: skip
"""``$name.form``: other ways to write a value; ``picture`` stands for every file."""

OPTION_KINDS: Mapping[str, type | object] = MappingProxyType(
    {"text": str, "number": float, "count": int, "flag": bool, "list": list, "block": dict}
)

REQUEST: Mapping[str, Key] = MappingProxyType({
    "get": Key("address", "The address, read.", "/v1/tasks/$job"),
    "post": Key("address", "The address, sent to.", "/v1/image_to_video"),
    "put": Key("address", "The address, put to.", "/v1/tasks/$job/cancel"),
    "delete": Key("address", "The address, deleted.", "/v1/tasks/$job"),
    "json": Key("template", "What is sent, as JSON.", "{model: $model, promptText: $prompt}"),
    "form": Key("template", "What is sent, as a form with files.", "{prompt: $prompt}"),
    "headers": Key("headers", "Headers of this request alone.", "{Idempotency-Key: $attempt}"),
})  # fmt: skip
"""One request; exactly one of ``get post put delete`` says where it goes."""

_SERVICE = MappingProxyType({
    "service": Key("name", "Its name, that of the file.", "mine", is_needed=True),
    "about": Key("text", "One sentence.", "clips from my own machine room", is_needed=True),
    "docs": Key("text", "Where the facts stand.", "https://docs.example.com"),
    "page": Key("text", "Where a person sees his own jobs.", "https://example.com/jobs"),
    "checked": Key("text", "The day on which they were read.", '"2026-11-30"'),
    "url": Key("https", "Where it is reached.", "https://api.example.com", is_needed=True),
    "hosts": Key("texts", "Further hosts that may be sent the key.", "[status.example.com]"),
    "key": Key("block key", "How an account is told.", "{header: Authorization, as: Bearer $key}"),
    "headers": Key("headers", "Headers of every request.", "{X-Api-Version: v2}"),
    "free": Key("flag", "It costs nothing.", "no"),
    "recovery": Key("recovery", "What can be done for an order whose answer was lost: "
                    "free, client_id, idempotent, tagged, listed, none.", "listed"),
    "limits": Key("block limits", "How fast it may be asked.", "{poll_seconds: 5}"),
    "most_seed": Key("count", "The highest seed it takes.", "4294967295"),
    "inputs": Key("block inputs", "How files are handed over.", "{send: data}"),
    "options": Key("options", "Settings that are passed on.",
                   "{style: {kind: text, about: a style of the service's}}"),
    "calls": Key("calls", "One call, or several by model, for every operation: t2i i2i t2v i2v "
                 "v2v extend upscale tts sfx music.", "{t2v: {post: /make, json: {p: $prompt}}}",
                 is_needed=True),
    "reply": Key("reply", "What the answers to orders are: `job`, `json` or `file`; a call may "
                 "differ.", "job"),
    "job": Key("job", "Where the job's id is in the answer to an order.", "id"),
    "keep": Key("named paths", "What else of it is kept, by name.", "{state_url: urls.state}"),
    "poll": Key("block poll", "How a job is looked at.", "{get: /jobs/$job, state: status, "
                "states: {done: ready, error: failed}}"),
    "results": Key("block results", "Where its files are.", "{urls: output.url}"),
    "cancel": Key("block cancel", "How it is stopped.", "{delete: /jobs/$job}"),
    "find": Key("block find", "How a lost one is found.", "{get: '/jobs?limit=100', items: jobs, "
                "job: id, match: {prompt: input.p, seed: input.seed}}"),
    "errors": Key("block errors", "What its refusals say.", "{message: error.message}"),
})  # fmt: skip

_CALL = MappingProxyType({
    **REQUEST,
    "models": Key("texts", "The models it is for, with `*`; without it, all.", "[gen4*]"),
    "with": Key("texts", "Pictures without which it is not for the order: first, last, source, "
                "references.", "[references]"),
    "of": Key("of", "What it is made from, where it takes only one of them: `picture` or `clip`.",
              "picture"),
    "model": Key("text", "The model where the author names none.", "gen4.5"),
    "own_model": Key("flag", "The service has one loaded where the author names none.", "yes"),
    "reply": Key("reply", "What the answer is: a `job` to be looked at, or the result itself, as "
                 "`json` or as a `file`.", "job"),
    "job": Key("job", "Where the job's id is in the answer, or the template of our own.", "id"),
    "keep": Key("named paths", "What else of the answer is kept, by name, for later requests.",
                "{status_url: status_url}"),
    "recovery": Key("recovery", "Where it differs from the service's.", "none"),
    "lengths": Key("lengths", "Seconds it makes: a range or a list; a catalogue knows better.",
                   "[5, 10]"),
    "sizes": Key("texts", "Sizes it makes, width and height.", "[1280:720, 720:1280]"),
    "takes": Key("count", "How many takes one order gives.", "1"),
    "timeout": Key("number", "Seconds that the answer may take.", "60"),
    "poll": Key("block poll", "Where it differs.", "{get: /clips/$job, state: status, "
                "states: {done: ready}}"),
    "results": Key("block results", "Where they differ.", "{urls: clip}"),
    "cancel": Key("block cancel", "Where it differs.", "{delete: /clips/$job}"),
    "find": Key("block find", "Where it differs.", "{get: /clips, items: '[*]', job: id, "
                "match: {tag: tag}}"),
})  # fmt: skip

BLOCKS: Mapping[str, Mapping[str, Key]] = MappingProxyType({
    "service": _SERVICE,
    "key": MappingProxyType({
        "variables": Key("texts", "The variables it may stand in; a description in a film has "
                         "`RUSHES_KEY_<NAME>` alone.", "[EXAMPLE_API_KEY]"),
        "header": Key("text", "The header that carries it.", "Authorization", is_needed=True),
        "as": Key("text", "What stands in the header.", "Bearer $key"),
    }),
    "limits": MappingProxyType({
        "poll_seconds": Key("number", "Seconds between two looks, at least.", "5"),
        "concurrency": Key("count", "Orders at the same time.", "4"),
        "per_minute": Key("count", "Orders a minute.", "30"),
        "per_day": Key("count", "Orders a day.", "200"),
        "result_hours": Key("number", "Hours for which a result is kept there.", "24"),
    }),
    "inputs": MappingProxyType({
        "send": Key("send", "As `data` (in the order itself), by `upload`, or whichever fits: "
                    "`data or upload`.", "data or upload"),
        "most_bytes": Key("count", "The largest file that goes as data.", "3500000"),
        "upload": Key("block upload", "How a file is uploaded.",
                      "{post: /files, form: {file: $file.file}, uri: url}"),
    }),
    "upload": MappingProxyType({
        **REQUEST,
        "then": Key("block then", "A second request, to where the first one says.",
                    "{post: upload_url, fields: fields}"),
        "uri": Key("paths", "Where the answer names the file.", "uri", is_needed=True),
        "lasts": Key("count", "Seconds for which the name is good.", "86400"),
    }),
    "then": MappingProxyType({
        "post": Key("paths", "Where the first answer says the form goes; no key goes with it.",
                    "uploadUrl"),
        "put": Key("paths", "Where the first answer says the bytes go; no key goes with them.",
                   "uploadUrl"),
        "fields": Key("paths", "The fields of the form, in the first answer.", "fields"),
    }),
    "option": MappingProxyType({
        "kind": Key("option kind", "text number count flag list block.", "number", is_needed=True),
        "about": Key("text", "One sentence.", "how strictly the words are followed",
                     is_needed=True),
        "default": Key("data", "Its value where the author gives none; else it is left out.",
                       "0.5"),
        "one_of": Key("texts", "The words it may be.", "[low, high]"),
        "least": Key("number", "The least number.", "0"),
        "most": Key("number", "The highest number.", "1"),
    }),
    "call": _CALL,
    "poll": MappingProxyType({
        **REQUEST,
        "state": Key("paths", "Where the answer says how the job stands.", "status"),
        "states": Key("states", "Its words: queued working ready failed moderated cancelled "
                      "expired. A word that is not here means working.",
                      "{SUCCEEDED: ready, FAILED: failed}"),
        "http": Key("http states", "States by the number of the answer.", "{404: expired}"),
        "failed_by": Key("paths", "Where anything that stands means that the job failed.",
                         "error"),
        "gone_by": Key("paths", "Where yes means that the result is there no more.",
                       "data_removed"),
        "ready_by": Key("paths", "Where anything that stands means that it is done.", "output"),
        "fraction": Key("paths", "How far it is.", "progress"),
        "whole": Key("number", "The fraction of a job that is done.", "100"),
        "wait": Key("paths", "Seconds until it is worth looking again.", "eta"),
        "cost": Key("block cost", "What it cost.", "{at: cost.credits, unit: 0.01 USD}"),
        "reason": Key("paths", "Why it failed, for people.", "failure"),
        "code": Key("paths", "The same in a word.", "failureCode"),
        "refused": Key("paths", "What was refused, where it was moderated.", "input"),
        "expires": Key("paths", "When the result is gone: a date, or seconds since 1970.",
                       "expires_at"),
        "moderated": Key("texts", "Codes and reasons of a refusal for its content.", "[SAFETY*]"),
        "billed": Key("texts", "Codes of failures that are paid for.", "[SAFETY*]"),
        "retryable": Key("texts", "Codes after which the same order may be sent again.",
                         "[INTERNAL*]"),
    }),
    "cost": MappingProxyType({
        "at": Key("paths", "Where the number stands.", "cost.credits", is_needed=True),
        "unit": Key("money", "What one of it is.", "0.01 USD"),
        "of": Key("count", "How many of it are one unit, where one is less than can be written.",
                  "10000000000"),
    }),
    "results": MappingProxyType({
        **REQUEST,
        "urls": Key("paths", "Addresses of the files, one a take.", "output[*]"),
        "base64": Key("paths", "The files themselves in base64, one a take.", "data[*].b64_json"),
        "file": Key("flag", "The answer itself is the file.", "yes"),
        "one": Key("flag", "Only the first of several is the take.", "no"),
        "seed": Key("paths", "The seed that was used.", "seed"),
        "companions": Key("named paths", "Files that belong to the take, by role.",
                          "{last: last_frame_url}"),
        "most_bytes": Key("count", "The largest file that is taken.", "4000000000"),
        "timeout": Key("number", "Seconds that bringing one file may take.", "900"),
    }),
    "cancel": MappingProxyType({
        **REQUEST,
        "while": Key("texts", "States in which it is asked for; the job is looked at first.",
                     "[queued, working]"),
    }),
    "find": MappingProxyType({
        **REQUEST,
        "items": Key("paths", "The jobs in the answer.", "items[*]", is_needed=True),
        "match": Key("named paths", "What must be the same: prompt, seed, model, voice; `tag` is "
                     "our attempt, `began` the time, not before the order. Without `tag`, a job "
                     "that has no time, or began long after the order, is named to a person.",
                     "{prompt: input.prompt, seed: input.seed, began: created_at}"),
        "job": Key("paths", "The job's id in an item.", "id", is_needed=True),
        "keep": Key("named paths", "What else of an item is kept.", "{status_url: urls.get}"),
        "make": Key("headers", "What is kept besides, written from what is known.",
                    "{status_url: /jobs/$job}"),
        "next": Key("paths", "The address of the next page.", "next"),
        "pages": Key("count", "How many pages are looked through.", "5"),
        "absent": Key("counts", "Numbers of answers that mean that there is none.", "[404]"),
        "absent_by": Key("texts", "The service's own codes that mean it; a number that means "
                         "other things too proves nothing.", "[taskNotFound]"),
    }),
    "errors": MappingProxyType({
        "message": Key("paths", "The sentence for people.", "error.message"),
        "code": Key("paths", "The same in a word.", "error.code"),
        "moderated": Key("texts", "Words of a refusal for its content.", "[moderation_blocked]"),
        "no_credit": Key("texts", "Words that the account is empty.", "[insufficient_quota]"),
        "retired": Key("texts", "Words that a model is gone.", "[model_not_found]"),
        "taken": Key("texts", "Words that our own id is known: the order was accepted before.",
                     "[conflictTaskUUID]"),
    }),
})  # fmt: skip
