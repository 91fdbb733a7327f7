"""Files that may be hostile are read in a process with limits.

One process for each calling process, started when the first such file comes, kept warm, and begun
anew after it was killed. The process itself is :mod:`duizhang.reading.worker_process`.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import IO

import msgspec

from duizhang.model import Document, Page, Source
from duizhang.reading.errors import Unreadable
from duizhang.reading.limits import ANSWER, DRAWING, MEMORY, PATIENCE, limit_of
from duizhang.reading.wire import Answer, Request, receive, send

# Neither the folder the user stands in nor an environment variable decides which code is loaded:
# the process imports from where its parent does.
_START = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from duizhang.reading.worker_process import main; main()"
)
_DYING = 5  # seconds
_GONE = "no process to read it in could be started"


def decode_outside(source: Source) -> Document:
    """The Document in ``source``, read in another process. Raises :class:`Unreadable`."""
    with _lock:
        try:
            worker = _worker()
        except OSError as error:
            raise Unreadable(source.name, _GONE) from error
        return worker.read(source)


def draw_outside(source: Source, page: Page) -> bytes:
    """The picture of ``page`` of ``source`` (PNG), drawn in another process.

    Raises :class:`Unreadable`. A process of its own: a scan that is being read does not hold it up.
    """
    global _drawing
    with _drawing_lock:
        try:
            if _drawing is None or _drawing.process.poll() is not None:
                _drawing = _Worker()
            return _drawing.draw(source, page)
        except OSError as error:
            raise Unreadable(source.name, _GONE) from error


class _Worker:
    """A warm reading process and the pipes to it."""

    def __init__(self) -> None:
        self.inherited = _held_here()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START, *(p or os.getcwd() for p in sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that what it starts (LibreOffice) can be ended with it
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # a thread takes 8 MiB of its memory
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.to: IO[bytes] = self.process.stdin
        self.back: IO[bytes] = self.process.stdout

    def read(self, source: Source) -> Document:
        """The Document in ``source``."""
        seconds = limit_of(source.media_type).seconds(len(source.data))
        return msgspec.msgpack.decode(self._ask(source, seconds, None), type=Document)

    def draw(self, source: Source, page: Page) -> bytes:
        """The picture of ``page``."""
        return self._ask(source, DRAWING, page)

    def _ask(self, source: Source, seconds: int, page: Page | None) -> bytes:
        late = threading.Event()

        def end() -> None:
            late.set()
            self.kill()

        timer = threading.Timer(PATIENCE * seconds, end)
        timer.daemon = True
        timer.start()
        answer: Answer | None = None
        try:
            bare = msgspec.structs.replace(source, data=b"")
            send(self.to, Request(bare, seconds, page), source.data)
            head, data = receive(self.back, Answer, ANSWER)
            answer = head
            if head.kind != "unreadable":
                return data
            raise Unreadable(source.name, head.reason)
        except (OSError, EOFError, msgspec.MsgspecError) as error:
            why = self._why(late.is_set(), seconds)
            raise Unreadable(source.name, why) from error
        finally:
            timer.cancel()
            if answer is None or answer.last:  # also after Ctrl-C: the answer is still to come
                self.end()

    def _why(self, late: bool, seconds: int) -> str:
        """What ended the process, in one line."""
        code, held = self._ended()
        if late:
            return f"reading it took more than {PATIENCE * seconds} s"
        if sys.platform != "win32" and code == -signal.SIGXCPU:
            return f"reading it took more than {seconds} s of computing"
        if sys.platform != "win32" and code == -signal.SIGKILL:
            return "its reader was killed (out of memory?)"
        # What fails for want of memory in a library crashes there. A process is told to have held
        # what its parent held when it was begun: no more than that says nothing.
        if held > max(MEMORY // 2, self.inherited):
            return f"its reader crashed, at {held / 2**30:.1f} GiB of memory"
        return "its reader crashed" if code else "its reader ended without an answer"

    def _ended(self) -> tuple[int, int]:
        """How the process ended, and the most memory it held, in bytes (0: not known)."""
        if sys.platform == "win32":
            return self.process.wait(5), 0
        for wait in range(_DYING * 20):
            pid, status, used = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(0.05 if wait else 0.005)
        else:  # it said what is no answer, and lives
            self.kill()
            _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return self.process.returncode, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)

    def kill(self) -> None:
        """End the process and all that it started, at once."""
        if sys.platform == "win32":
            self.process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def end(self) -> None:
        """:meth:`kill`, and let go of what was kept for it."""
        global _warm, _drawing
        if _warm is self:
            _warm = None
        if _drawing is self:
            _drawing = None
        self.kill()
        for pipe in (self.to, self.back):
            with suppress(OSError, ValueError):
                pipe.close()
        with suppress(Exception):
            self.process.wait(5)


_lock = threading.Lock()
_warm: _Worker | None = None
_drawing_lock = threading.Lock()
_drawing: _Worker | None = None
_inherited: list[_Worker] = []


def _held_here() -> int:
    """The most memory that this process ever held, in bytes (0: not known)."""
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _worker() -> _Worker:
    """This process's reading process. OSError where none can be started."""
    global _warm
    if _warm is None or _warm.process.poll() is not None:
        _warm = _Worker()
    return _warm


def _forked() -> None:
    """A process that forked keeps the reading process; the new one gets its own."""
    global _lock, _warm, _drawing_lock, _drawing
    _lock, _drawing_lock = threading.Lock(), threading.Lock()
    # to close their pipes here might write what was not yet written
    _inherited.extend(worker for worker in (_warm, _drawing) if worker is not None)
    _warm = _drawing = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


@atexit.register
def _end() -> None:
    for worker in (_warm, _drawing):
        if worker is not None:
            with suppress(OSError, subprocess.TimeoutExpired):
                worker.to.close()  # it goes by itself, and takes its temporary files along
                worker.process.wait(2)
            worker.end()
