"""Make a film's panels in a process that dies at a checkpoint: ``comfy_child.py FOLDER NAME``."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.production.making import MakeRequest
from pipeline.production.production import Production
from pipeline.production.selecting import Selection
from tests.crash.child import die_at

if __name__ == "__main__":
    folder, name = sys.argv[1:]
    request = MakeRequest(
        Selection(), ("board",), workers=1, checkpoint=die_at(name), may_cost_unknown=True
    )
    Production(Path(folder)).make(request, lambda event: None)
