"""The words of a shot: those compared to find footage outdated, and those sent to a generator."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from pipeline.facts import CLIP, PANEL, Camera, Json, Kind
from pipeline.project.material import Material
from pipeline.project.shot_values import element_names
from pipeline.project.story import Project, Shot
from pipeline.project.vocabulary import ANGLES, FRAMINGS, camera_words

__all__ = ["elements_written_out", "prompt_for", "words_of"]

_NAMED = re.compile(r"<([^<>\n]{1,64})>|\{([^\W\d][\w-]{0,63})\}")
_ENDS = tuple(".!?。！？…")
_PACES = {"slow": "slowly ", "fast": "fast "}
_MOVES = {
    ("push", "in"): "the camera pushes in",
    ("pull", "out"): "the camera pulls back",
    ("pan", "left"): "the camera pans left",
    ("pan", "right"): "the camera pans right",
    ("tilt", "up"): "the camera tilts up",
    ("tilt", "down"): "the camera tilts down",
    ("truck", "left"): "the camera trucks left",
    ("truck", "right"): "the camera trucks right",
    ("crane", "up"): "the camera cranes up",
    ("crane", "down"): "the camera cranes down",
    ("roll", "cw"): "the camera rolls clockwise",
    ("roll", "ccw"): "the camera rolls counterclockwise",
    ("zoom", "in"): "zoom in",
    ("zoom", "out"): "zoom out",
    ("handheld", ""): "handheld camera",
    ("static", ""): "static camera",
}


def elements_written_out(text: str, project: Project) -> str:
    """The text with the description of every element in the place of its ``<name>``."""

    def described(match: re.Match[str]) -> str:
        name = (match[1] or match[2]).strip()
        element = project.elements.get(name)
        return element.text or name if element is not None else name

    return _spaced(_NAMED.sub(described, text))


def words_of(shot: Shot, project: Project, kind: Kind, *, generator: str = "") -> Json:
    """The author's own fields that shape this kind, joined and with white space normalised.

    Footage is outdated when they differ from those of its slate. Never in them: generator,
    model, lengths, seed, titles, lines, sounds and our own phrasing. A field that says nothing is
    left out, so that a field invented later outdates no footage.
    """
    if kind == PANEL:
        said: Json = {
            "panel": elements_written_out(shot.panel, project),
            "style": _spaced(shot.style),
            "negative": _spaced(shot.negative),
            "framing": shot.framing,
            "angle": shot.angle,
            "lens": _spaced(shot.lens),
            "still": shot.still.as_posix() if shot.still else "",
            "crop": _spaced(shot.crop),
            "refs": " ".join(path.as_posix() for path in shot.refs),
            "like": _material_words(shot.like, project),
        }
    else:
        motion = shot.motions.get(generator, shot.motion)
        said = {
            "motion": "none" if motion == "" else elements_written_out(motion or "", project),
            "camera": camera_words(shot.camera) if shot.camera else "",
            "negative": _spaced(shot.negative),
            "from": "" if shot.is_from_panel else _material_words(shot.source, project),
            "last": _material_words(shot.last, project),
        }
        if not generator:
            for name, text in sorted(shot.motions.items()):
                said[f"motion for {name}"] = elements_written_out(text, project) or "none"
    return {name: text for name, text in said.items() if text}


def _material_words(material: Material | None, project: Project) -> str | Json:
    """What a take is made from, as *outdated* compares it: a file, or the words of a shot.

    Never the id of the shot: it may be renamed. What that shot is made from itself is left out.
    """
    if material is None:
        return ""
    if material.is_words:
        return "words"
    if material.path is not None:
        return material.path.as_posix()
    other = project.shots.get(material.shot)
    if other is None:
        return material.take
    bare = replace(other, like=None, source=None, last=None)
    said = words_of(bare, project, PANEL)
    if material.kind != PANEL:
        said = {**said, **words_of(bare, project, material.kind)}
    take = f"{material.kind} {material.unit}{material.number}" if material.number else ""
    return {**said, "take": take or str(material.kind)}


def prompt_for(shot: Shot, project: Project, *, kind: Kind, generator: str) -> str:
    """The prompt that is sent: the shot's own words first, descriptions and style after."""
    if kind == CLIP:
        motion = shot.motions.get(generator, shot.motion) or ""
        parts = [
            _named(motion),
            _moved(shot.camera),
            _named(shot.panel),
            *_descriptions(project, (motion, shot.panel)),
            shot.style,
        ]
    else:
        parts = [
            _named(shot.panel),
            ", ".join(
                words
                for words in (FRAMINGS.get(shot.framing), ANGLES.get(shot.angle), shot.lens)
                if words
            ),
            *_descriptions(project, (shot.panel,)),
            shot.style,
        ]
    return _sentences(parts)


def _descriptions(project: Project, texts: Iterable[str]) -> list[str]:
    names = dict.fromkeys(name for text in texts for name, _ in element_names(text))
    described = []
    for name in names:
        element = project.elements.get(name)
        if element is not None and element.text:
            described.append(f"{_spoken(name)}: {_spaced(element.text)}")
    return described


def _named(text: str) -> str:
    return _spaced(_NAMED.sub(lambda match: _spoken((match[1] or match[2]).strip()), text))


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _moved(camera: Camera | None) -> str:
    if camera is None:
        return ""
    pace = _PACES.get(camera.pace, "")
    if camera.zoom is not None:
        way = "in" if camera.zoom[1] >= camera.zoom[0] else "out"
        return f"{pace}zoom {way}".strip()
    words = _MOVES.get((camera.move, camera.direction), f"{camera.move} {camera.direction}".strip())
    return words.replace("the camera ", f"the camera {pace}") if pace else words


def _sentences(parts: Iterable[str]) -> str:
    said = [_spaced(part).rstrip(",;") for part in parts if part.strip()]
    return " ".join(part if part.endswith(_ENDS) else f"{part}." for part in said)


def _spaced(text: str) -> str:
    return " ".join(text.split())
