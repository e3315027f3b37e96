"""Join what film, scene and shot say into one shot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from pipeline.errors import Where
from pipeline.project.frame_rule import FrameRule
from pipeline.project.grading import joined_grading
from pipeline.project.nodes import Node
from pipeline.project.shot_values import OWN_VOICE, Values, element_names
from pipeline.project.spoken import AsSpoken
from pipeline.project.story import Ask, Generator, Shot
from pipeline.timecode import frames_of_seconds

__all__ = ["DEFAULT_SECONDS", "Joined", "Marks", "asks_of", "joined_words", "make_shot"]

DEFAULT_SECONDS = Fraction(3)
"""How long a shot is in the film when nobody says."""


class Marks(AnyMapping[str, Where]):
    """Where each key is written, worked out when it is asked for."""

    __slots__ = ("_nodes",)

    def __init__(self, nodes: dict[str, Node]) -> None:
        self._nodes = nodes

    def __getitem__(self, key: str) -> Where:
        return self._nodes[key].where

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


class Joined(Struct, frozen=True):
    """What stands above a shot: the film's own words, its defaults and the scene's."""

    fps: Fraction
    generators: AnyMapping[str, Generator]
    use: AnyMapping[str, str]
    style: str
    negative: str
    follow: str
    defaults: Values
    scene: Values
    frame: FrameRule | None = None

    def values(self, own: Values) -> Values:
        """The shot's own words, else the scene's, else the defaults'."""
        said = {**self.defaults.said, **self.scene.said}
        marks = {**self.defaults.marks, **self.scene.marks, **own.marks}
        if "motion" in own.said or "motions" in own.said:
            said.pop("motion", None)
            said.pop("motions", None)
        said.update(own.said)
        return Values(said, marks)


def make_shot(
    own: Values, joined: Joined, *, name: str, scene: str, place: tuple[int, Where]
) -> Shot:
    """One shot, with everything joined in.

    Args:
        own: what the shot itself says.
        joined: what stands above it.
        name: its id.
        scene: the name of its scene.
        place: its number in board order, and where it is written.
    """
    values = joined.values(own)
    said: dict[str, Any] = values.said
    use = {**joined.use}
    for layer in (joined.defaults, joined.scene, own):
        use.update(layer.said.get("use", {}))
    panel, motion, motions = said.get("panel", ""), said.get("motion"), said.get("motions", {})
    own_style = own.said.get("style") or joined.defaults.said.get("style", "")
    own_negative = own.said.get("negative") or joined.defaults.said.get("negative", "")
    scene_said = joined.scene.said
    number, where = place
    return Shot(
        name,
        scene,
        number,
        _planned(said, joined.fps),
        panel=panel,
        motion=motion,
        motions=motions,
        about=said.get("about", ""),
        framing=said.get("framing", ""),
        angle=said.get("angle", ""),
        lens=said.get("lens", ""),
        camera=said.get("camera"),
        style=joined_words((joined.style, scene_said.get("style", ""), own_style)),
        negative=joined_words((joined.negative, scene_said.get("negative", ""), own_negative)),
        seed=said.get("seed"),
        elements=_elements((panel, motion or "", *motions.values())),
        panels=_panels(own, said, use, joined),
        clips=asks_of(said.get("clips"), use.get("clips", ""), joined),
        voices=asks_of(said.get("voices"), use.get("voice", ""), joined),
        sounds=asks_of(said.get("sounds"), use.get("sound", ""), joined),
        after_line=_after_line(said.get("seconds")),
        frame=said.get("frame", joined.frame),
        **_made_from(said),
        lines=said.get("lines", ()),
        titles=(*said.get("title", ()), *said.get("titles", ())),
        effects=said.get("sfx", ()),
        ambience=said.get("ambience"),
        is_omitted=said.get("omit", False),
        is_chained=said.get("chain", False),
        follow=said.get("follow", joined.follow),
        tries=said.get("tries", 3),
        most=said.get("most"),
        handles=said.get("handles", 0),
        grading=joined_grading(each.said for each in (joined.defaults, joined.scene, own)),
        where=where,
        marks=Marks(values.marks),
    )


def _made_from(said: AnyMapping[str, Any]) -> dict[str, Any]:
    """The author's own pictures, and the takes, that its panels and clips are made from."""
    return {
        "still": said.get("still"),
        "crop": said.get("crop", ""),
        "refs": said.get("refs", ()),
        "like": said.get("like"),
        "source": said.get("from"),
        "last": said.get("last"),
    }


def _planned(said: AnyMapping[str, Any], fps: Fraction) -> int:
    """The planned length in film frames."""
    seconds = said.get("seconds")
    if isinstance(seconds, AsSpoken):
        seconds = seconds.frames(said.get("lines", ()), fps)
    frames: int = seconds or max(1, frames_of_seconds(DEFAULT_SECONDS, fps))
    return frames


def _after_line(seconds: object) -> int | None:
    return seconds.more if isinstance(seconds, AsSpoken) else None


def joined_words(parts: Iterable[str]) -> str:
    """Styles of film, scene and shot in one line, each once."""
    return ", ".join(dict.fromkeys(part for part in parts if part))


def asks_of(asked: AnyMapping[str, int] | None, generator: str, joined: Joined) -> tuple[Ask, ...]:
    """What is asked of which generator; one of the usual one where nothing is said."""
    if asked is None:
        asked = {"": 1}
    asks = ((name or generator, count) for name, count in asked.items())
    known = {*joined.generators, OWN_VOICE}
    return tuple(Ask(name, count) for name, count in asks if count and name in known)


def _panels(
    own: Values, said: AnyMapping[str, Any], use: AnyMapping[str, str], joined: Joined
) -> tuple[Ask, ...]:
    """Panels asked for; the author's own picture is one panel, unless the shot says otherwise."""
    usual = use.get("panels", "")
    is_said = "panels" in own.said or "panels" in own.said.get("use", {})
    if "still" not in said or is_said:
        return asks_of(said.get("panels"), usual, joined)
    stills = [name for name, each in joined.generators.items() if each.backend == "still"]
    return (Ask(usual if usual in stills else next(iter(stills), "still"), 1),)


def _elements(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in texts for name, _ in element_names(text)))
