"""What a described service works on: pictures or clips, and what it refuses for that."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.backends import shelf
from pipeline.backends.base import Operation, Order, OrderImage

PICTURE = OrderImage("source", path=Path("a.png"))
CLIP = OrderImage("source", path=Path("a.mp4"))


def refused(service: str, model: str, *, is_clip: bool) -> list[str]:
    """What is said of a larger picture or clip that it is asked for."""
    kind = shelf.find(service)
    order = Order(
        Operation.UPSCALE,
        "sh010",
        images=() if is_clip else (PICTURE,),
        video=CLIP if is_clip else None,
        model=model,
    )
    return [str(one) for one in kind(kind.Settings(), Path()).check(order)]


@pytest.mark.parametrize(
    ("service", "model", "works_on"),
    [
        ("stability", "fast", "pictures"),
        ("a1111", "", "pictures"),
        ("runware", "runware:501@1", "pictures"),
        ("fal", "fal-ai/esrgan", "pictures"),
        ("replicate", "nightmareai/real-esrgan:42fe", "pictures"),
        ("runway", "magnific_precision_upscaler_v2", "pictures"),
        ("runway", "magnific_video_upscaler_creative", "clips"),
        ("google", "gemini-omni-1.2-flash", "clips"),
    ],
)
def test_an_upscaler_is_asked_for_what_it_works_on(service: str, model: str, works_on: str) -> None:
    """And refuses the other before anything is sent."""
    wrong = refused(service, model, is_clip=works_on == "pictures")

    assert [] == refused(service, model, is_clip=works_on == "clips")
    assert any(f"works on {works_on}, not on" in sentence for sentence in wrong)


def test_an_upscaler_of_both_is_not_refused() -> None:
    """Where nobody said what a model works on, its service knows."""
    assert [] == refused("fal", "fal-ai/topaz/upscale/video", is_clip=True)
    assert [] == refused("fal", "fal-ai/aura-sr", is_clip=False)
