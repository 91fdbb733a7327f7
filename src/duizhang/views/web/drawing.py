"""Charts are drawn in a process of their own: the library holds Python still for half a second,
and everybody who reads another page would wait for it."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process

from duizhang.views.web.store import Row

Draw = Callable[[Sequence[Row]], str]
_lock = threading.Lock()
_pool: ProcessPoolExecutor | None = None


def drawn(draw: Draw, rows: Sequence[Row]) -> str:
    """``draw(rows)``, done in the drawing process; here where there is none."""
    global _pool
    for _ in range(2):
        with _lock:
            if _pool is None:
                _pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin)
            pool = _pool
        try:
            return pool.submit(draw, rows).result()
        except BrokenProcessPool:  # it was killed: another one
            with _lock:
                if _pool is pool:
                    _pool = None
    return draw(rows)


def _begin() -> None:
    """A process whose parent was killed would wait for ever; the first chart takes a second."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import altair  # noqa: F401
    import vl_convert

    vl_convert.vegalite_to_svg('{"mark": "point", "data": {"values": [{}]}}')


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def end() -> None:
    """End the process, if there is one."""
    global _pool
    with _lock:
        pool, _pool = _pool, None
    if pool is not None:
        pool.shutdown(wait=True, cancel_futures=True)


atexit.register(end)
