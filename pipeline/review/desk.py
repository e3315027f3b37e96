"""The desk: the production that the page shows, kept open, and news of whatever changes in it."""

from __future__ import annotations

import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, to_builtins
from msgspec.json import encode

from pipeline.errors import FilmError

if TYPE_CHECKING:
    from pipeline.production import Production
    from pipeline.production.dailies import BoardReport, BoardRow
    from pipeline.production.noticing import Noticed, RunState

__all__ = ["Desk", "News"]

LOOK_SECONDS = 0.4
"""How often files and run are looked at: a look costs less than a thousandth of that."""
END_SECONDS = 10.0
"""So long a draft that is being rendered may take to end before it is ended."""
CALM_SECONDS = 1.0
"""How long nobody decided before pages are worked out ahead, so that decisions do not wait."""
_KEPT = 300
"""News that are kept for a page that was away."""

T = TypeVar("T")


class News(Struct, frozen=True):
    """Something that every open page is to know."""

    id: int
    kind: str
    """``rows`` (shots changed), ``board`` (anything may have), ``run``, ``fault``, ``draft``."""
    data: bytes
    """JSON on one line."""


class Desk:
    """One production on the desk; every request asks here."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self._watchman = production.watchman()
        self._acting = threading.RLock()
        self._news: deque[News] = deque(maxlen=_KEPT)
        self._last = 0
        self._acted = -CALM_SECONDS
        self._board: BoardReport | None = None
        self._kept: dict[str, bytes] = {}
        self._run = b""
        self._fault = ""
        self._stumble = ""
        self._child: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="review watch", daemon=True)

    # -- being there -----------------------------------------------------------------------------

    def open(self) -> None:
        """Begin to watch; what every page asks for first is there then."""
        self._warm()
        self._watcher.start()

    def close(self) -> None:
        """Watch no longer; a draft that is being rendered ends, too."""
        self.end()
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=END_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if self._watcher.is_alive():
            self._watcher.join(timeout=5)

    def end(self) -> None:
        """Tell all who wait for news that there will be none; may be called by a signal."""
        self._ended.set()

    @property
    def is_closed(self) -> bool:
        """Whether the page is ending."""
        return self._ended.is_set()

    # -- looking ---------------------------------------------------------------------------------

    def board(self) -> BoardReport:
        """The board as it was last noticed."""
        if self._board is None:
            with self._acting:
                if self._board is None:
                    self._board = self.production.board()
        return self._board

    def kept(self, name: str, make: Callable[[Production], Any]) -> bytes:
        """JSON that is worked out once, until anything changes; ``name`` says what it is.

        ``since`` in it is the number of the last news that it takes in.
        """
        found = self._kept.get(name)
        if found is not None:
            return found
        with self._acting:
            if name not in self._kept:
                made = to_builtins(make(self.production))
                self._kept[name] = encode({**made, "since": self._last, "run": self._run_now()})
            return self._kept[name]

    def forget(self) -> None:
        """Work everything out anew when it is asked for: a small copy is there that was not."""
        with self._acting:
            self._kept.clear()

    def news_since(self, last: int) -> tuple[News, ...]:
        """What happened after that; one word to read everything anew, where too much did."""
        if last >= self._last:
            return ()
        kept = tuple(self._news)
        if kept and kept[0].id > last + 1:
            return (News(self._last, "board", b"{}"),)
        return tuple(one for one in kept if one.id > last)

    @property
    def last(self) -> int:
        """The number of the last news."""
        return self._last

    # -- acting ----------------------------------------------------------------------------------

    def act(self, verb: Callable[[Production], T]) -> T:
        """Do something with the production as it is now, and notice what came of it."""
        with self._acting:
            self.look()
            try:
                return verb(self.production)
            finally:
                self.look()
                self._acted = time.monotonic()

    def look(self) -> None:
        """Notice what changed since the last look, and tell it."""
        with self._acting:
            noticed = self._watchman.look()
            if noticed is not None:
                self._take_in(noticed)

    def tell(self, kind: str, data: Any) -> None:
        """Let every open page know."""
        with self._acting:
            self._last += 1
            self._kept.clear()
            self._news.append(News(self._last, kind, encode(data)))

    def begin(self, start: Callable[[], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes] | None:
        """Start a process that ends with the page; None while another one is at work."""
        with self._acting:
            if self._child is not None and self._child.poll() is None:
                return None
            self._child = start()
            return self._child

    # -- inside ----------------------------------------------------------------------------------

    def _take_in(self, noticed: Noticed) -> None:
        self.production = noticed.production
        self._kept.clear()
        if noticed.fault or self._fault:
            if noticed.fault != self._fault:
                self.tell("fault", {"words": noticed.fault})
            self._fault = noticed.fault
        known = {shot for shot in noticed.shots if shot in self.production.project.shots}
        if noticed.is_rewritten:
            self._board = None
            self.tell("board", {})
        elif known:
            rows = self.production.board_rows(sorted(known))
            self._lay(rows)
            self.tell("rows", to_builtins(rows))

    def _lay(self, rows: tuple[BoardRow, ...]) -> None:
        """Put changed rows in their places on the board that is known."""
        from msgspec.structs import replace

        if self._board is not None:
            new = {row.shot: row for row in rows}
            laid = tuple(new.get(row.shot, row) for row in self._board.rows)
            self._board = replace(self._board, rows=laid)

    def _run_now(self) -> RunState:
        return self._watchman.run()

    def _warm(self) -> None:
        """Work out what every page asks for first, while nobody waits for it."""
        self.kept("board", lambda _: self.board())
        self.kept("cut main", lambda film: film.cut_view("main"))

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            try:
                self.look()
                if time.monotonic() - self._acted > CALM_SECONDS:
                    self._warm()
                run = encode(self._run_now())
            except (FilmError, OSError) as err:
                self._stumbled(str(err))
                continue
            except Exception as err:  # noqa: BLE001 - whatever it is, the page is watched on
                self._stumbled(f"the page may be behind: {type(err).__name__}: {err}")
                continue
            self._stumbled("")
            if run != self._run:
                self._run = run
                self.tell("run", self._run_now())

    def _stumbled(self, words: str) -> None:
        """Say what keeps the watch from looking, once; and that nothing does any more."""
        if words != self._stumble:
            self._stumble = words
            self.tell("fault", {"words": words or self._fault})
