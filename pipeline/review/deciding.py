"""Decisions about takes: each a POST that calls the production's own verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from starlette.routing import Route

from pipeline.production.selecting import Selection
from pipeline.review.answers import doing

if TYPE_CHECKING:
    from pipeline.production import Production
    from pipeline.production.choosing import Change
    from pipeline.review.desk import Desk

__all__ = ["routes", "told"]


class OfTake(Struct, frozen=True, forbid_unknown_fields=True):
    """A take of a shot, as commands name it."""

    shot: str
    take: str
    because: str = ""


class OfShot(Struct, frozen=True, forbid_unknown_fields=True):
    """A shot."""

    shot: str
    because: str = ""
    count: int = 1


class Window(Struct, frozen=True, forbid_unknown_fields=True):
    """A window of a shot in a cut."""

    shot: str
    start: int
    end: int
    cut: str = "main"
    nth: int = 0


class Piece(Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of a take that a cut is to play."""

    shot: str
    take: str
    start: int
    end: int
    cut: str = "main"


class Said(Struct, frozen=True, forbid_unknown_fields=True):
    """A note: its place as `rushes note` takes it."""

    place: str
    text: str
    cut: str = "main"


class OfScene(Struct, frozen=True, forbid_unknown_fields=True):
    """A scene in a cut."""

    scene: str
    cut: str = "main"


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing needs to be said."""


def routes() -> list[Route]:
    """``/api/circle``, ``maybe``, ``reject``, ``approve``, ``open``, ``keep``, and so on."""
    verbs: dict[str, tuple[type[Any], Callable[[Production, Any], Any]]] = {
        "circle": (OfTake, lambda film, of: film.circle(of.shot, of.take)),
        "maybe": (OfTake, lambda film, of: film.maybe(of.shot, of.take)),
        "reject": (OfTake, lambda film, of: film.reject(of.shot, of.take, of.because)),
        "approve": (OfShot, lambda film, of: film.approve(of.shot)),
        "open": (OfShot, lambda film, of: film.open_shot(of.shot)),
        "keep": (OfShot, lambda film, of: film.keep(Selection(names=(of.shot,)), of.because)),
        "retake": (OfShot, _retake),
        "trim": (Window, _trim),
        "use": (Piece, _use),
        "open-scene": (OfScene, lambda film, of: film.open_scene(of.scene, of.cut)),
        "note": (Said, lambda film, of: film.note(of.place, of.text, cut=of.cut)),
        "undo": (Nothing, lambda film, _: film.undo()),
    }
    return [
        Route(f"/api/{name}", doing(form, told(verb)), methods=["POST"])
        for name, (form, verb) in verbs.items()
    ]


def told(verb: Callable[[Production, Any], Any]) -> Callable[[Desk, Any], Any]:
    """The verb done on the desk, and what it says of itself."""

    def act(desk: Desk, wish: Any) -> dict[str, Any]:
        done: Change | str = desk.act(lambda film: verb(film, wish))
        if isinstance(done, str):
            first, *more = done.splitlines()
            return {"said": first, "news": more}
        return {"said": done.sentence, "news": done.news}

    return act


def _retake(film: Production, of: OfShot) -> str:
    stage = ""
    count = max(1, min(of.count, 9))
    return film.retake(Selection(names=(of.shot,)), count=count, stage=stage)


def _trim(film: Production, of: Window) -> Change:
    return film.trim(of.shot, f"{of.start}-{of.end}", cut=of.cut, nth=of.nth)


def _use(film: Production, of: Piece) -> Change:
    return film.use_window(f"{of.shot}/{of.take}", f"{of.start}-{of.end}", cut=of.cut)
