"""Film a panel: a camera move over a still, or through a drawn panel with true parallax.

A panel drawn by words carries its recipe, so its planes are drawn again and filmed one behind the
other, with the haze, snow or dust it has drifting. Any other picture is filmed as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import Field

from pipeline.backends.base import Capabilities, Operation, Order, Recovery, Refusal, Settings
from pipeline.backends.offline import Made, Offline
from pipeline.errors import CannotMake

if TYPE_CHECKING:
    from pipeline.media.multiplane import Finish, Stack

__all__ = ["BACKEND", "CameraMan", "CameraSettings"]

T = TypeVar("T")

_MOVES = frozenset(
    ("push", "pull", "pan", "tilt", "truck", "crane", "roll", "handheld", "static", "zoom")
)


_MOVES_BY_ITSELF = re.compile(
    r"\b(snow|flakes?|haze|fog|mist|dust|sand|ash|rain|smoke|clouds?|embers?|sparks?|camera)\b"
    r"|[雪雾霾尘沙灰雨烟云]"
)
"""Words of motion that drifting planes show."""


class CameraSettings(Settings):
    """How clips are encoded, and whether drawn panels are filmed in depth."""

    layers: bool = True
    """Film a drawn panel plane by plane; False films every panel as a flat picture."""
    crf: Annotated[int, Field(ge=0, le=40)] = 19
    """Quality of the clips: 0 is without loss, 16 cannot be told from it, 23 is smaller."""
    preset: str = "veryfast"
    """How long the encoder thinks: ``ultrafast`` … ``medium`` … ``veryslow``."""


class CameraMan(Offline):
    """Clips from panels."""

    name = "camera"
    about = "moves over your panels, with parallax through drawn ones, offline"
    is_model = False
    Settings = CameraSettings

    def capabilities(self, model: str = "") -> Capabilities:
        """Any length; the same panel and move give the same clip."""
        del model
        return Capabilities(
            frozenset({Operation.I2V}),
            has_negative=True,
            has_first_frame=True,
            is_free=True,
            is_local=True,
            distinct=1,
            recovery=Recovery.FREE,
        )

    def check(self, order: Order) -> Sequence[str]:
        """No picture to film, an unknown move, or a magnification that leaves the picture."""
        faults = list(super().check(order))
        firsts = [image for image in order.images if image.role == "first"]
        if not firsts and order.operation in self.capabilities().operations:
            said = f"shot {order.shot} has no panel for the camera to film"
            faults.append(Refusal("first", said))
        camera = order.camera
        if camera is not None and camera.zoom is None and camera.move not in _MOVES:
            faults.append(Refusal("camera", f"'camera' knows no move '{camera.move}'"))
        if camera is not None and camera.zoom is not None and min(camera.zoom) < 1:
            said = (
                f"'camera' cannot show more than the whole picture: '{camera}' begins or ends"
                " below 100%"
            )
            faults.append(Refusal("camera", said))
        return faults

    def unknown_words(self, order: Order) -> Sequence[str]:
        """What is to happen in the picture: a camera only moves, and lets the weather drift."""
        said = str(order.words.get("motion", ""))
        parts = [part.strip() for part in re.split(r"[,;.，；。]", said)]
        return [part for part in parts if part and not _MOVES_BY_ITSELF.search(part.lower())]

    def make(self, order: Order, into: Path) -> Sequence[Made]:
        """One mp4 of the order's size, length and rate."""
        import cv2

        from pipeline.media.encode import ClipForm, encode
        from pipeline.media.moves import path_of
        from pipeline.media.multiplane import Shape, film_yuv, space_of

        threads = cv2.getNumThreads()
        cv2.setNumThreads(1)  # one clip a process: the other cores have clips of their own
        try:
            stack, finish = self._set(order)
            shape = Shape(order.width, order.height, order.frames, order.fps)
            path = path_of(
                order.camera,
                seconds=shape.seconds,
                space=space_of(stack, shape.width, shape.height),
                seed=order.seed or 0,
                focus=stack.focus,
            )
            said = self._said()
            form = ClipForm(order.width, order.height, order.fps, crf=said.crf, preset=said.preset)
            frames = self._counted(film_yuv(stack, path, shape, finish), order.frames)
            encode(frames, into / "clip.mp4", form)
        finally:
            cv2.setNumThreads(threads)
        return (Made("clip.mp4", seed=order.seed),)

    def _counted(self, frames: Iterable[T], count: int) -> Iterator[T]:
        """The same frames, and a word about each."""
        for number, frame in enumerate(frames, 1):
            yield frame
            self.tell(number / max(1, count), "")

    def _set(self, order: Order) -> tuple[Stack, Finish | None]:
        """What stands before the camera, and how its picture is finished."""
        from pipeline.media.multiplane import still_stack
        from pipeline.media.pictures import read_picture

        first = next(image for image in order.images if image.role == "first")
        if first.path is None:
            raise CannotMake(f"the panel of shot {order.shot} is not there yet")
        path = self.home / first.path
        if self._said().layers:
            from pipeline.backends.layers import drawn_again, finish_of, stack_of

            panel = drawn_again(path)
            if panel is not None:
                return stack_of(panel), finish_of(panel)
        return still_stack(read_picture(path), order.width, order.height), None

    def _said(self) -> CameraSettings:
        if not isinstance(self.settings, CameraSettings):
            raise TypeError("the camera was given the settings of another backend")
        return self.settings


BACKEND = CameraMan
