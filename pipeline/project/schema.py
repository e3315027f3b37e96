"""The JSON Schema of ``film.yaml``, for editors: built from the same tables as the reader."""

from __future__ import annotations

from typing import Any

from pipeline.facts import Json
from pipeline.project import keys
from pipeline.project.buses import BUSES, STEMS
from pipeline.project.codecs import CODECS
from pipeline.project.delivery_keys import LINES, PRESETS
from pipeline.project.frame_forms import SIZES
from pipeline.project.frame_words import FRAME_EXAMPLES
from pipeline.project.keys import Block
from pipeline.project.lengths import LENGTH_EXAMPLES
from pipeline.project.mastering_keys import LOUDEST, QUIETEST, SOUNDS
from pipeline.project.shot_values import FOLLOW
from pipeline.project.texts import TITLE_STYLES
from pipeline.project.vocabulary import ANGLES, FRAMINGS, MOVES

__all__ = ["schema"]

_NAME = r"^[A-Za-z][A-Za-z0-9_-]{0,63}$"
_ANY_NAME = r"^[^\s\d<>{}:,/-][^\s<>{}:,/]{0,63}$"
_MODEL_NAME = r"^[a-z0-9_-]+/\S+$"
_SCALAR: Json = {"type": ["string", "number", "boolean", "null"]}
_NOTHING = [None, False, "none", "no", "off", "false"]
_TEXT: Json = {"$ref": "#/$defs/text"}
_SEVERAL: Json = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}


def schema() -> Json:
    """JSON Schema draft 2020-12 of a film file, with a description of every key.

    It checks keys and shapes; names, files and words are checked against the film itself by the
    reader alone.
    """
    film = _block(keys.FILM, "The film")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "film.schema.json",
        "title": "A film for rushes",
        **{name: part for name, part in film.items() if name != "title"},
        "$defs": {**_values(), **_blocks()},
    }


def _block(block: Block, title: str, *, is_open: bool = False) -> Json:
    properties = {
        name: {"description": key.about, "not": {}}
        if key.is_later
        else {"description": key.about, **_fragment(key.kind)}
        for name, key in block.items()
    }
    return {
        "title": title,
        "type": ["object", "null"],
        "properties": properties,
        "additionalProperties": is_open,
    }


def _blocks() -> Json:
    line = _block(keys.LINE, "A spoken line")
    line["additionalProperties"] = {"$ref": "#/$defs/words"}
    return {
        "shot": _block(keys.SHOT, "A shot"),
        "scene": _block(keys.SCENE, "A scene"),
        "element": _block(keys.ELEMENT, "An element"),
        "generator": {
            **_block(keys.GENERATOR, "A generator (and its backend's own settings)", is_open=True),
            "required": ["backend"],
        },
        "model": _block(keys.MODEL, "A model of a service, over what is known of it"),
        "model operation": _block(keys.MODEL_OPERATION, "What differs in one operation"),
        "use": _block(keys.USE, "Who makes what"),
        "piece": _block(keys.MUSIC, "A piece of music"),
        "line": line,
        "title": _block(keys.TITLE, "A title"),
        "sound": _block(keys.EFFECT, "A sound of a shot"),
        "bus": _block(keys.BUS, "A bus of the mix"),
        "duck": _block(keys.DUCK, "How a bus makes room for the lines"),
        "corrections": _block(keys.GRADE, "A grade"),
        "grain as it is": _block(keys.GRAIN, "Film grain"),
        "ai label": _block(keys.LABEL, "The visible AI label"),
        "title style": _block(keys.TITLE_STYLE, "A title style"),
        "delivery": _block(keys.DELIVERY, "A delivery"),
    }


def _values() -> Json:
    moves = [f"{move} {way}" for move, ways in MOVES.items() for way in ways]
    still = [move for move, ways in MOVES.items() if not ways]
    return {
        "text": {"title": "A text", **_SCALAR},
        "words": {
            "title": "Words in one or more languages",
            "anyOf": [
                _TEXT,
                {
                    "type": "object",
                    "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
                    "additionalProperties": _TEXT,
                },
            ],
        },
        "length": {
            "title": "A length",
            "type": ["number", "string", "null"],
            "examples": ["4s", "1.5s", "36f", "2 beats", "1 bar", "00:00:04:00"],
            "description": f"Write {LENGTH_EXAMPLES}.",
        },
        "framing": {**_SCALAR, "examples": list(FRAMINGS)},
        "angle": {**_SCALAR, "examples": list(ANGLES)},
        "camera": {**_SCALAR, "examples": [*moves, *still, "slow push in", "100% -> 130% @ 60,40"]},
        "rate": {"type": ["number", "string", "null"], "examples": [24, 25, 23.976, "30000/1001"]},
        "ratio": {"type": ["number", "string", "null"], "examples": [2.39, "16:9", 1.85]},
        "frame": {**_SCALAR, "examples": list(FRAME_EXAMPLES)},
        **_money(),
        "asks": {
            "anyOf": [
                {"type": ["integer", "null"], "minimum": 0, "maximum": 999},
                _named({"type": ["integer", "null"], "minimum": 0, "maximum": 999}),
            ]
        },
        "material": {**_SCALAR, "examples": ["next", "words", "sh060", "sh060/p2", "refs/a.png"]},
        "effect": {"anyOf": [_TEXT, {"$ref": "#/$defs/sound"}]},
        "dip": {"anyOf": [_SCALAR, {"$ref": "#/$defs/duck"}]},
        "mix": {
            **_named({"anyOf": [{"enum": ["off", "mute"]}, {"$ref": "#/$defs/bus"}]}),
            "propertyNames": {"enum": [*BUSES]},
        },
        "label": {
            "anyOf": [{"$ref": "#/$defs/words"}, {"$ref": "#/$defs/ai label"}, {"type": "null"}]
        },
        **_colours(),
        "any title": {"anyOf": [{"$ref": "#/$defs/words"}, {"$ref": "#/$defs/title"}]},
        "short or long shot": {"anyOf": [_TEXT, {"$ref": "#/$defs/shot"}]},
    }


def _money() -> Json:
    """Amounts: alone, by generator, and what they are worth in one another."""
    money = {"type": ["number", "string", "null"], "examples": ["80 USD"]}
    return {
        "money": money,
        "budget": {"anyOf": [{"$ref": "#/$defs/money"}, _named({"$ref": "#/$defs/money"})]},
        "rates": _named({"$ref": "#/$defs/money"}),
    }


def _colours() -> Json:
    """What is done to the colours of a picture."""
    return {
        "grade": {
            "anyOf": [
                {"$ref": "#/$defs/corrections"},
                {"enum": _NOTHING},
            ]
        },
        "vignette": {
            "anyOf": [{"type": "number", "minimum": 0, "maximum": 0.9}, {"enum": _NOTHING}]
        },
        "grain": {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 10},
                {"$ref": "#/$defs/grain as it is"},
                {"enum": _NOTHING},
            ]
        },
    }


def _fragment(kind: str) -> Json:
    """What may stand behind a key of that kind."""
    blocks = {
        "use": "use", "lines": "line", "titles": "any title", "title": "any title",
        "effects": "effect", "effect": "effect", "length": "length", "words": "words",
        "framing": "framing", "angle": "angle", "camera": "camera", "frame": "frame",
        "rate": "rate", "ratio": "ratio", "money": "money", "asks": "asks",
        "budget": "budget", "rates": "rates",
        "prose": "text", "text": "text", "material": "material",
        "mix": "mix", "duck": "dip", "label": "label",
        "grade": "grade", "grain": "grain", "vignette": "vignette",
        "file": "text", "folder": "text", "stretch": "text", "unit": "text",
    }  # fmt: skip
    named = {
        "elements": {"anyOf": [_TEXT, {"$ref": "#/$defs/element"}]},
        "title styles": {"$ref": "#/$defs/title style"},
        "models": {"$ref": "#/$defs/model"},
        "generators": {"$ref": "#/$defs/generator"},
        "music": {"anyOf": [_TEXT, {"$ref": "#/$defs/piece"}]},
        "deliveries": {"$ref": "#/$defs/delivery"},
        "scenes": {"$ref": "#/$defs/scene"},
        "shots": {"$ref": "#/$defs/short or long shot"},
    }
    if kind in {"lines", "titles", "effects", "title"}:
        one = {"$ref": f"#/$defs/{blocks[kind]}"}
        return {"anyOf": [one, {"type": "array", "items": one}]}
    if kind in {"files", "names", "languages"}:
        return _SEVERAL
    if kind in named:
        pattern = {"elements": _ANY_NAME, "models": _MODEL_NAME}.get(kind, _NAME)
        return _named(named[kind], pattern)
    if kind in blocks:
        return {"$ref": f"#/$defs/{blocks[kind]}"}
    return _plain()[kind]


def _plain() -> dict[str, Json]:
    """What stands behind a key of one word or number, by its kind."""
    return {
        "version": {"enum": [1, "1"]},
        "model operation": {"anyOf": [{"$ref": "#/$defs/model operation"}, {"type": "null"}]},
        "model sizes": {"anyOf": [*_SEVERAL["anyOf"], _named(_SEVERAL)]},
        "name": _SCALAR,
        "flag": {"enum": [True, False, None, "yes", "no", "on", "off", "true", "false"]},
        "follow": {"enum": [*FOLLOW, None]},
        "count": {"type": ["integer", "null"], "minimum": 0},
        "positive": {"type": ["integer", "null"], "minimum": 1},
        "number": {"type": ["number", "null"]},
        "loudness": {
            "anyOf": [
                {"type": ["number", "null"], "minimum": QUIETEST, "maximum": LOUDEST},
                {"type": "string"},
                {"enum": [False]},
            ],
            "examples": [-23, -14, "none"],
        },
        "peak": {"type": ["number", "string", "null"], "maximum": 0, "examples": [-1, -2]},
        "pan": {"type": ["number", "string", "null"], "examples": [-30, "left"]},
        "width": {"type": ["integer", "null"], "minimum": 16, "maximum": 16384},
        "preset": {"enum": [*PRESETS, None]},
        "codec": {"enum": [*CODECS, None]},
        "size": {"type": ["string", "null"], "examples": [*SIZES, "1920x800"]},
        "stem": {"enum": [*dict.fromkeys(STEMS.values()), None]},
        "sounds": {"enum": [*SOUNDS, None]},
        "lines place": {"enum": [*LINES, None]},
        "title style": {"examples": [*TITLE_STYLES], **_SCALAR},
        "defaults": {"$ref": "#/$defs/shot"},
        "motion": {"anyOf": [_TEXT, _named(_TEXT)]},
    }


def _named(part: Any, pattern: str = "") -> Json:
    names = {"propertyNames": {"pattern": pattern}} if pattern else {}
    return {"type": ["object", "null"], **names, "additionalProperties": part}
