"""What several tests of pictures begin with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.project.edit import ShotEvent
from tests.cut.numbered import film, shot, take
from tests.cut.patches import measured, media, reels_of, rendered, rgb_of, write_patches


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """The patches as a clip."""
    return write_patches(tmp_path / "patches.mp4")


@pytest.fixture
def plain(clip: Path, tmp_path: Path) -> np.ndarray:
    """How the patches come through the cut as they are, 0 to 1."""
    (reel,) = reels_of(film(shot("sh010")), [take(clip, "sh010", 1, media())], ShotEvent("sh010"))
    return rgb_of(measured(rendered(reel, tmp_path)[3]))
