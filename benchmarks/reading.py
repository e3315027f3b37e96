"""How long a film of 10,000 shots takes to load and check, in the short and the long form.

Run by hand: ``python benchmarks/reading.py``. To hold: under 3 s each on one core.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SCENES, SHOTS_A_SCENE = 200, 50
HEAD = (
    "film: 1\nlanguages: [zh, en]\nelements: {liu: an astronaut, engine: a planetary engine}\n"
    "music: {m1: {file: audio/a.flac, bpm: 92}}\ndefaults: {seconds: 2}\nscenes:\n"
)
SHORT = "EWS, push in, 4s | <engine> and <liu>, tiny figures {n} => snow drifts, it ignites"
LONG = """
        framing: MS
        camera: push in
        seconds: 2 beats
        panel: <liu> turns his back to the <engine>, in a storm of dust {n}
        motion: he turns
        style: night, blue
        sfx: {{file: audio/a.flac, at: 14f}}
        lines:
          - liu: {{zh: 别回头。, en: Don't look back.}}
            at: -18f"""


def write(folder: Path, shot: str) -> int:
    """Write the film and say how many lines it has."""
    lines = [HEAD]
    for scene in range(SCENES):
        lines.append(f"  sc{scene}:\n    style: night\n    shots:\n")
        lines += [f"      sh{scene}_{n}: {shot.format(n=n)}\n" for n in range(SHOTS_A_SCENE)]
    text = "".join(lines)
    (folder / "audio").mkdir(exist_ok=True)
    (folder / "audio" / "a.flac").write_bytes(b"x")
    (folder / "film.yaml").write_text(text, encoding="utf-8")
    return text.count("\n")


def main() -> None:
    """Print the best of three for both forms."""
    from pipeline.project.load import load

    for name, shot in (("short form", SHORT), ("long form", LONG)):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            lines = write(folder, shot)
            best = float("inf")
            for _ in range(3):
                begun = time.perf_counter()
                project = load(folder)
                best = min(best, time.perf_counter() - begun)
        print(
            f"{name}: {len(project.shots)} shots, {lines} lines, "
            f"{len(project.problems)} problems: {best:.2f} s"
        )


if __name__ == "__main__":
    main()
