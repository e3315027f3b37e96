"""Run the ffmpeg that came with the Python packages: short commands and long piped children.

Every child reads nothing from the terminal, stands in a process group of its own (Ctrl-C is ours
to answer), keeps the end of what it said, and is killed when its block is left by an error.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from msgspec import Struct

from pipeline.errors import DiskFull, FilmError, MediaError, MissingToolError

__all__ = [
    "NOT_OPENED",
    "Child",
    "Finished",
    "build",
    "end_children",
    "program",
    "run",
    "source",
]

NOT_OPENED = "its form is none that is opened here"
_KEPT_LINES = 200
_FULL_DISK = "No space left on device"
_FORMATS = (
    "mov,matroska,webm,avi,mpegts,mpeg,mxf,flv,asf,ogg,h264,hevc,ivf,obu,m4v,dv,gif,apng,"
    "png_pipe,jpeg_pipe,webp_pipe,tiff_pipe,bmp_pipe,webp,webp_anim,yuv4mpegpipe,nut,"
    "wav,w64,flac,mp3,aac,ac3,aiff,caf,au,rawvideo,f32le,s16le"
)
_PREFIX = re.compile(r"^(?:\[[^\]]*\]\s*)+")
_PIPE_BYTES = 1 << 20
_F_SETPIPE_SZ = 1031


class Finished(Struct, frozen=True):
    """What a short command gave."""

    output: bytes
    log: str
    """Everything it said."""
    code: int

    @property
    def reason(self) -> str:
        """The last line that says what went wrong, without ffmpeg's own decoration."""
        return _reason(self.log.splitlines())


@lru_cache(maxsize=1)
def program() -> str:
    """The path of the ffmpeg binary.

    Raises:
        MissingToolError: the package that brings it is not installed, or has none here.
    """
    try:
        import imageio_ffmpeg
    except ImportError as err:
        raise MissingToolError(
            "ffmpeg is not installed", fix="python -m pip install imageio-ffmpeg"
        ) from err
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as err:
        raise MissingToolError(
            "the package imageio-ffmpeg has no ffmpeg for this machine",
            fix="install ffmpeg and name its program in the variable IMAGEIO_FFMPEG_EXE",
        ) from err


@lru_cache(maxsize=1)
def build() -> str:
    """The version words of the binary, as in ``n9.0.2-17-g2a571b6068``: part of keys.

    Raises:
        MissingToolError: it cannot be run.
    """
    first = run(["-version"], doing="asking ffmpeg for its version").output.split(b"\n", 1)[0]
    words = first.decode("utf-8", "replace").split()
    return words[2] if len(words) > 2 else "unknown"


def source(path: Path) -> tuple[str, ...]:
    """The arguments that open one file and nothing that it may point to.

    Playlists and other files that name further files or addresses are not opened.
    """
    return (
        *("-protocol_whitelist", "file,pipe", "-format_whitelist", _FORMATS),
        *("-i", f"file:{path}"),
    )


def run(
    arguments: Sequence[str],
    *,
    doing: str,
    data: bytes | None = None,
    is_checked: bool = True,
) -> Finished:
    """Run a command to its end; ``doing`` says what for, as in ``reading a.mp4``.

    Raises:
        MediaError: it failed (unless ``is_checked`` is False).
        DiskFull: the disk is full.
        MissingToolError: ffmpeg cannot be started.
    """
    child = _start(arguments, feeds=data is not None, reads=True)
    with _Watched(child):
        output, log = child.communicate(data)
    text = log.decode("utf-8", "replace")
    if is_checked and child.returncode != 0:
        raise _failed(doing, text.splitlines(), child.returncode)
    return Finished(output, text, child.returncode)


class Child:
    """A long ffmpeg that is fed, read from, or simply waited for.

        with Child(arguments, doing="encoding a.mp4", feeds=True) as child:
            child.write(frame)
            child.finish()

    Leaving the block without ``finish`` kills it.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        doing: str,
        feeds: bool = False,
        reads: bool = False,
    ) -> None:
        self._doing = doing
        self._said: deque[str] = deque(maxlen=_KEPT_LINES)
        self._process = _start(arguments, feeds=feeds, reads=reads)
        self._watched = _Watched(self._process)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def write(self, data: bytes | memoryview) -> None:
        """Feed bytes.

        Raises:
            MediaError: ffmpeg ended early; says why.
            DiskFull: the disk is full.
        """
        try:
            _opened(self._process.stdin).write(data)
        except OSError as err:
            self._process.wait()
            raise self._error() from err

    def read(self, count: int) -> bytes:
        """Exactly ``count`` bytes of output, fewer only at its end."""
        data: bytes = _opened(self._process.stdout).read(count)
        return data

    def read_into(self, buffer: memoryview) -> int:
        """Fill ``buffer`` with output; returns the bytes read, fewer only at its end."""
        source, filled = _opened(self._process.stdout), 0
        while filled < len(buffer):
            count = source.readinto(buffer[filled:])
            if not count:
                break
            filled += count
        return filled

    def end_input(self) -> None:
        """Say that nothing more will be fed."""
        if self._process.stdin is not None:
            with suppress(OSError):  # its own exit status says why
                self._process.stdin.close()

    def finish(self) -> str:
        """End the feeding, wait, and return what ffmpeg said.

        Raises:
            MediaError: it failed.
            DiskFull: the disk is full.
        """
        self.end_input()
        if self._process.stdout is not None:
            self._process.stdout.close()
        code = self._process.wait()
        self._listener.join()
        self._watched.forget()
        if code != 0:
            raise self._error()
        return "\n".join(self._said)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                with suppress(OSError):  # what is still buffered has no reader any more
                    pipe.close()
        self._process.wait()
        self._listener.join()
        if self._process.stderr is not None:
            self._process.stderr.close()
        self._watched.forget()

    def _listen(self) -> None:
        for line in _opened(self._process.stderr):
            self._said.append(line.decode("utf-8", "replace").rstrip())

    def _error(self) -> FilmError:
        self._listener.join()
        return _failed(self._doing, self._said, self._process.returncode)


class _Children:
    """The ffmpegs of this process that are still at work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()

    def add(self, child: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._running.add(child)

    def remove(self, child: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._running.discard(child)

    def kill(self) -> None:
        with self._lock:
            for child in self._running:
                child.kill()


_CHILDREN = _Children()


def end_children() -> None:
    """Kill every ffmpeg that this process started: for a worker whose parent is gone."""
    _CHILDREN.kill()


class _Watched:
    """Keeps a child on the list of those to kill, for as long as it runs."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        _CHILDREN.add(child)

    def forget(self) -> None:
        _CHILDREN.remove(self._child)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._child.poll() is None:
            self._child.kill()
            self._child.wait()
        self.forget()


def _full(doing: str) -> DiskFull:
    return DiskFull(
        f"the disk is full: {doing} could not go on; nothing is lost",
        fix="make room, then give the same command again: it goes on where it stood",
    )


def _start(arguments: Sequence[str], *, feeds: bool, reads: bool) -> subprocess.Popen[bytes]:
    options: dict[str, Any] = {}
    if sys.platform == "win32":
        options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
    else:
        options["process_group"] = 0
    try:
        child = subprocess.Popen(
            [program(), "-hide_banner", "-nostdin", *arguments],
            stdin=subprocess.PIPE if feeds else subprocess.DEVNULL,
            stdout=subprocess.PIPE if reads else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            **options,
        )
    except OSError as err:
        raise MissingToolError(
            f"ffmpeg cannot be started: {err.strerror}",
            fix="python -m pip install --force-reinstall imageio-ffmpeg",
        ) from err
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            _widen(pipe)
    return child


def _widen(pipe: IO[bytes]) -> None:
    """Let a whole strip of a frame lie in the pipe (Linux only; elsewhere nothing happens)."""
    if sys.platform != "linux":
        return
    import fcntl

    try:
        fcntl.fcntl(pipe.fileno(), _F_SETPIPE_SZ, _PIPE_BYTES)
    except OSError:
        return  # the machine allows less: the usual size works too


def _opened(pipe: IO[bytes] | None) -> Any:
    if pipe is None:
        raise ValueError("this ffmpeg was started without that pipe")
    return pipe


def _failed(doing: str, lines: Sequence[str] | deque[str], code: int) -> FilmError:
    if any(_FULL_DISK in line for line in lines):
        return _full(doing)
    if code < 0:
        error = MediaError(
            f"{doing} was stopped by the system ({signal.Signals(-code).name})",
            fix="run the same command again",
        )
        error.is_retryable = True
        return error
    return MediaError(f"{doing} failed: {_reason(lines)}")


def _reason(lines: Sequence[str] | deque[str]) -> str:
    """The most telling line: ffmpeg's closing lines only repeat that something failed."""
    hollow = ("Conversion failed", "Error opening input file", "Error opening output file")
    said = [_PREFIX.sub("", line).strip() for line in lines]
    said = [line for line in said if line]
    telling = [line for line in said if not line.startswith(hollow)]
    if any("not on whitelist" in line for line in telling):
        return NOT_OPENED
    return (telling or said or ["it said nothing"])[-1]
