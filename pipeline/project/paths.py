"""Find the author's files, and keep every path inside the production or the places allowed."""

from __future__ import annotations

import difflib
import os
from pathlib import Path, PurePosixPath, PureWindowsPath

from msgspec import Struct, field

__all__ = ["Files"]

MAX_LENGTH = 1024
_FIXES = (
    (
        "outside the production",
        "copy it into the production, or name its folder under places: in local.yaml",
    ),
    ("is a folder, not a file", "name a file in it"),
    ("cannot be looked at", "it may be a link that leads nowhere: put the file itself there"),
)


class Files(Struct):
    """The files a film may name: those of its folder and of the places of ``local.yaml``."""

    folder: Path
    places: tuple[Path, ...] = ()
    _known: dict[str, tuple[Path | None, str]] = field(default_factory=dict)

    def find(self, written: str) -> Path:
        """The file, relative to the production (absolute where it lies in a place).

        Raises:
            ValueError: a sentence that names ``written``; a second argument says what to do.
        """
        found = self._known.get(written)
        if found is None:
            found = self._known[written] = self._look(written)
        path, fault = found
        if path is None:
            raise ValueError(fault, self._fix(written, fault))
        return path

    def _look(self, written: str) -> tuple[Path | None, str]:
        if not written or len(written) > MAX_LENGTH or "\0" in written:
            return None, f"'{written[:40]}' is not the name of a file"
        wanted = Path(written)
        is_absolute = wanted.is_absolute() or PureWindowsPath(written).is_absolute()
        candidates = [wanted] if is_absolute else [self.folder / wanted]
        if not is_absolute:
            candidates += [place / wanted for place in self.places]
        try:
            return self._among(candidates, written)
        except (OSError, ValueError, RuntimeError):
            return None, f"'{written}' cannot be looked at"

    def _among(self, candidates: list[Path], written: str) -> tuple[Path | None, str]:
        roots = [self.folder.resolve(), *(place.resolve() for place in self.places)]
        for each in candidates:
            candidate = Path(os.path.normpath(each))
            resolved = candidate.resolve()
            if not any(resolved.is_relative_to(root) for root in roots):
                return None, f"'{written}' lies outside the production"
            if resolved.is_file():
                return self._shown(candidate), ""
            if resolved.is_dir():
                return None, f"'{written}' is a folder, not a file"
        return None, f"the file '{written}' is not there"

    def _shown(self, candidate: Path) -> Path:
        if candidate.is_relative_to(self.folder):
            return candidate.relative_to(self.folder)
        return candidate

    def _fix(self, written: str, fault: str) -> str:
        for ending, fix in _FIXES:
            if fault.endswith(ending):
                return fix
        if "\\" in written:
            return "write / between folders"
        near = self._near(written)
        if near:
            return f"did you mean '{near}'?"
        return f"put it there, or write where it is (paths begin at {self.folder.name}/)"

    def _near(self, written: str) -> str:
        """The file beside it whose name resembles it most; empty where none does."""
        wanted = PurePosixPath(written)
        try:
            beside = os.scandir(self.folder / wanted.parent)
            names = sorted(entry.name for entry in beside if entry.name != wanted.name)[:2000]
        except (OSError, ValueError):
            return ""
        near = difflib.get_close_matches(wanted.name, names, n=1)
        return str(wanted.with_name(near[0])) if near else ""
