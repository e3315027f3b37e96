"""The command backend holds the contract."""

from __future__ import annotations

import sys

from pipeline.backends.base import Operation, Order
from pipeline.backends.command import Command, CommandSettings
from pipeline.backends.testing import BackendContract

PROGRAM = """\
import json, pathlib, sys
said = json.load(sys.stdin)
order, into = said["order"], pathlib.Path(said["into"])
print(json.dumps({"progress": 0.5}), flush=True)
pixels = bytes([order["seed"] % 256]) * (order["width"] * order["height"])
head = f"P5 {order['width']} {order['height']} 255 ".encode()
(into / "drawn.pgm").write_bytes(head + pixels)
print(json.dumps({"file": "drawn.pgm", "seed": order["seed"]}))
"""


class TestCommand(BackendContract):
    """A program of a few lines."""

    def backend(self, home):
        (home / "draw.py").write_text(PROGRAM, encoding="utf-8")
        return Command(CommandSettings(program=(sys.executable, "draw.py")), home)

    def order(self, home):
        return Order(Operation.T2I, "sh010", prompt="a city", width=96, height=54, seed=7)


VOICE = """\
import json, pathlib, sys, wave
said = json.load(sys.stdin)
order, into = said["order"], pathlib.Path(said["into"])
with wave.open(str(into / "line.wav"), "wb") as file:
    file.setnchannels(1), file.setsampwidth(2), file.setframerate(16000)
    file.writeframes(bytes([order["seed"] % 256, 1]) * 800 * len(order["prompt"].split()))
print(json.dumps({"file": "line.wav", "seed": order["seed"]}))
"""


class TestCommandThatSpeaks(BackendContract):
    """A program that writes a sound."""

    def backend(self, home):
        (home / "say.py").write_text(VOICE, encoding="utf-8")
        said = CommandSettings(program=(sys.executable, "say.py"), makes=(Operation.TTS,))
        return Command(said, home)

    def order(self, home):
        del home
        return Order(Operation.TTS, "sh010", prompt="Don't look back.", seed=7)
