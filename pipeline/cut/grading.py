"""What is done to the colours of a part, as it stands in its recipe.

picture ── conform ── grade ──┐
                              ├── transition ── film's grade ── titles
picture ── conform ── grade ──┘
"""

from __future__ import annotations

from pipeline.facts import Json
from pipeline.project.grading import NEUTRAL, Grading

__all__ = ["grading_json"]


def grading_json(grading: Grading) -> Json:
    """What of it changes pixels, as it stands in a recipe; empty where nothing does."""
    grade = grading.grade
    if grade.is_neutral:
        return {}
    said = ((name, getattr(grade, name)) for name in grade.__struct_fields__)
    return {
        "grade": {
            name: [value.numerator, value.denominator]
            for name, value in said
            if value is not None and value != getattr(NEUTRAL, name)
        }
    }
