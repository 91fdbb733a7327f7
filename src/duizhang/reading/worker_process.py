"""The process that reads files which may be hostile: it limits itself, reads, answers, until its
parent closes the pipe or is gone."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import IO

import msgspec

from duizhang.model import Source
from duizhang.reading.errors import Unreadable
from duizhang.reading.limits import ANSWER, FILE_SIZE, MEMORY, MIB, RESTART
from duizhang.reading.page import decode
from duizhang.reading.page_picture import page_png
from duizhang.reading.source import LARGE_LIMIT
from duizhang.reading.wire import Answer, Request, receive, send

_TOO_MUCH = f"reading it needs more than {MEMORY / 2**30:g} GiB of memory"
_TOO_LONG = f"what it holds is more than a report: over {ANSWER // MIB} MiB"


def main() -> None:
    """Answer requests from standard input on standard output."""
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    _silence()
    _limit_all()
    with suppress(OSError, EOFError):
        while _answer(requests, answers):
            pass
    atexit._run_exitfuncs()  # temporary files go
    os._exit(0)  # and no library's threads keep it


def _answer(requests: IO[bytes], answers: IO[bytes]) -> bool:
    """Answer one request; False when this was the last one."""
    request, data = receive(requests, Request, LARGE_LIMIT)
    _limit_time(request.seconds)
    packed = b""
    last = False
    try:
        source = msgspec.structs.replace(request.source, data=data)
        if request.page is not None:
            packed, answer = page_png(source, request.page), Answer("picture")
        else:
            packed, answer = _read(source), Answer("document")
        del source
    except Unreadable as error:
        answer = Answer("unreadable", " ".join(error.reason.split()))
    except MemoryError:
        last, answer = True, Answer("unreadable", _TOO_MUCH)
    except RecursionError:
        answer = Answer("unreadable", "it is nested too deeply to be read")
    except Exception as error:
        told = " ".join(str(error).split())[:200]
        answer = Answer("unreadable", f"its reader failed: {type(error).__name__}: {told}")
    del data
    if last or _held() > RESTART:
        last, answer = True, msgspec.structs.replace(answer, last=True)
    send(answers, answer, packed)
    return not last


def _read(source: Source) -> bytes:
    packed = msgspec.msgpack.encode(decode(source))
    if len(packed) > ANSWER:
        raise Unreadable(source.name, _TOO_LONG)
    return packed


def _silence() -> None:
    """What libraries print must not stand between the answers, and nobody answers their questions."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)


def _limit_all() -> None:
    """Memory, files, core dumps: once for the life of this process and of those it starts."""
    if sys.platform == "win32":  # it has no such limits; the parent still ends what takes too long
        return
    import resource

    def limit(kind: int, most: int) -> None:
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        with suppress(OSError, ValueError):  # macOS knows some only by name
            resource.setrlimit(kind, (most, hard))

    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, FILE_SIZE)
    # private memory: files that are mapped (libraries, fonts, models) do not count
    limit(resource.RLIMIT_DATA, MEMORY)


def _limit_time(seconds: int) -> None:
    """From now on ``seconds`` of processor time; then the system ends this process."""
    if sys.platform == "win32":
        return
    import resource

    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + seconds + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or most < hard:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _held() -> int:
    """Bytes of memory that this process holds now; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


def _end_with_parent(parent: int) -> None:
    """End, with all that was started here, soon after a parent that was killed."""
    while os.getppid() == parent:
        time.sleep(0.5)
    if sys.platform != "win32":
        with suppress(OSError):
            os.killpg(0, signal.SIGKILL)
    os._exit(1)
