"""What a service would not make, named so that its author knows what to change."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.facts import Json
from pipeline.run.worker import Fault

__all__ = ["named_refusal"]

_ROLES = {"first": "first picture", "last": "last picture", "source": "picture it is made from"}


def named_refusal(fault: Fault, order: Json) -> Fault:
    """The fault with the refused input named: ``its first picture (sh030 panel 2): …``."""
    what = _named(fault.refused, order)
    return replace(fault, message=f"{what} refused: {fault.message}") if what else fault


def _named(refused: str, order: Json) -> str:
    if refused == "prompt":
        return "its words were"
    if refused == "result":
        return "what came of it was"
    role, _, number = refused.partition(" ")
    if not role:
        return ""
    images = [one for one in order.get("images", ()) if one.get("role") == role]
    if role == "source" and order.get("video"):
        images.insert(0, order["video"])
    place = int(number) - 1 if number.isdigit() else 0
    image = images[place] if 0 <= place < len(images) else {}
    name = image.get("take") or image.get("path") or ""
    return f"its {_ROLES.get(role, refused)}{f' ({name})' if name else ''} was"
