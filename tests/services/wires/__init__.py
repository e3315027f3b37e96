"""The services' own ways of saying things, one file each."""

from __future__ import annotations

from tests.services.wires.a1111 import A1111
from tests.services.wires.comfyui import ComfyUI
from tests.services.wires.elevenlabs import ElevenLabs
from tests.services.wires.fal import Fal
from tests.services.wires.google import Google
from tests.services.wires.higgsfield import Higgsfield
from tests.services.wires.luma import Luma
from tests.services.wires.luma_agents import LumaAgents
from tests.services.wires.minimax import MiniMax
from tests.services.wires.openai import OpenAI
from tests.services.wires.replicate import Replicate
from tests.services.wires.runware import Runware
from tests.services.wires.runway import Runway
from tests.services.wires.seedance import Seedance
from tests.services.wires.stability import Stability
from tests.services.wires.xai import XAI

__all__ = ["WIRES"]

WIRES = (
    A1111,
    ComfyUI,
    Runway,
    Fal,
    Runware,
    OpenAI,
    ElevenLabs,
    Google,
    Higgsfield,
    Luma,
    LumaAgents,
    MiniMax,
    Replicate,
    Seedance,
    Stability,
    XAI,
)
