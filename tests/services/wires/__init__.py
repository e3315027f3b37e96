"""The services' own ways of saying things, one file each."""

from __future__ import annotations

from tests.services.wires.elevenlabs import ElevenLabs
from tests.services.wires.fal import Fal
from tests.services.wires.google import Google
from tests.services.wires.luma import Luma
from tests.services.wires.openai import OpenAI
from tests.services.wires.replicate import Replicate
from tests.services.wires.runware import Runware
from tests.services.wires.runway import Runway
from tests.services.wires.stability import Stability

__all__ = ["WIRES"]

WIRES = (Runway, Fal, Runware, OpenAI, ElevenLabs, Google, Luma, Replicate, Stability)
