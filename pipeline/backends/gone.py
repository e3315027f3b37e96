"""Generators that cannot be asked under their own name, and who makes today what they made.

One table, shown wherever a film names one of them. Facts: the services' own pages and packages, as
read on 2026-11-22 (OpenAI: the package openai 3.54 on `videos`; Stability: api-pricing-update-25;
Runway: docs.dev.runwayml.com on retired models).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

__all__ = ["GONE", "Gone", "gone"]


class Gone(Struct, frozen=True):
    """A generator that is not asked by its name."""

    why: str
    """What became of it, as the end of a sentence about it."""
    instead: tuple[str, ...]
    """What to write instead: backend, and model where it matters."""

    def sentence(self, name: str) -> str:
        """What a film that names it is told."""
        return f"'{name}' {self.why}"

    @property
    def fix(self) -> str:
        """Who makes it today."""
        return f"today: {'; '.join(self.instead)}"


_CLIPS = (
    "{backend: runway, model: gen4.5}",
    "{backend: runway, model: gemini_omni_flash_1.1}",
    "{backend: fal, model: bytedance/seedance-2.5/text-to-video}",
)
_MIDJOURNEY = Gone(
    "has no door for programs, and forbids robots at the one for people",
    (
        "{backend: inbox}, prompt cards out and files in",
        "{backend: runware, model: 'midjourney:3@1'}, which Runware sells as V7",
    ),
)
_GEN2 = Gone(
    "was switched off; Runway's present models took its place",
    ("{backend: runway, model: gen4.5}", "{backend: runway, model: gen4_turbo}"),
)
_GEN1 = Gone(
    "was switched off; Runway's clips from clips are made by aleph2",
    ("{backend: runway, model: aleph2}",),
)
_LUMIERE = Gone(
    "was never sold; of its successors Veo is being retired, and Gemini Omni Flash is there",
    ("{backend: runway, model: gemini_omni_flash_1.1}",),
)
_EMU = Gone(
    "was never sold, and Meta sells no model for clips",
    ("{backend: runway, model: muse_image}, for pictures", *_CLIPS[:1]),
)
_SVD = Gone(
    "has had no service of its maker's since 2025-07-24",
    ("{backend: comfyui}, on a machine of yours", "{backend: fal, model: fal-ai/fast-svd-lcm}"),
)
_KLING = Gone(
    "is asked through others",
    (
        "{backend: fal, model: fal-ai/kling-video/v2.5-turbo/pro/image-to-video}",
        "{backend: runway, model: kling3.0_pro}",
        "{backend: runware, model: 'klingai:5@3'}",
    ),
)
_PIKA = Gone("is asked through fal", ("{backend: fal, model: fal-ai/pika/v2.2/image-to-video}",))

GONE: Mapping[str, Gone] = MappingProxyType(
    {
        "sora": Gone("was shut down by OpenAI on 2026-09-24, and nothing took its place", _CLIPS),
        "gen-2": _GEN2,
        "gen-1": _GEN1,
        "gen-3": _GEN2,
        "lumiere": _LUMIERE,
        "veo": _LUMIERE,
        "emu": _EMU,
        "moviegen": _EMU,
        "midjourney": _MIDJOURNEY,
        "pika": _PIKA,
        "svd": _SVD,
        "kling": _KLING,
        "dall-e": Gone(
            "was retired on 2026-05-12",
            ("{backend: openai, model: gpt-image-2.5-flare}",),
        ),
    }
)
"""By the plainest form of its name."""

_ALSO = MappingProxyType(
    {
        "sora2": "sora",
        "gen2": "gen-2",
        "gen1": "gen-1",
        "gen3": "gen-3",
        "gen3a": "gen-3",
        "runwaygen2": "gen-2",
        "runwaygen1": "gen-1",
        "emuvideo": "emu",
        "mj": "midjourney",
        "stablevideo": "svd",
        "stablevideodiffusion": "svd",
        "klingai": "kling",
        "pikalabs": "pika",
        "dalle": "dall-e",
        "dalle2": "dall-e",
        "dalle3": "dall-e",
        "veo2": "veo",
        "veo3": "veo",
        "googlelumiere": "lumiere",
    }
)
"""Other forms, in small letters and digits alone."""


def gone(name: str) -> Gone | None:
    """What is known of a generator of that name; None where it is none of these."""
    plain = "".join(char for char in name.lower() if char.isalnum())
    own = {"".join(char for char in key if char.isalnum()): key for key in GONE}
    key = _ALSO.get(plain) or own.get(plain)
    return GONE[key] if key else None
