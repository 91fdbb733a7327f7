"""Readers that do what a hostile file makes a reader do, for the tests of the reading process."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time

from duizhang.model import Source
from duizhang.reading import formats
from duizhang.reading.draft import Draft
from duizhang.reading.errors import Unreadable


def misbehave(source: Source) -> Draft:
    """Do what the source's text says."""
    word, _, more = source.data.decode().removeprefix("hostile ").partition(" ")
    if word == "spin":
        while True:
            pass
    elif word == "sleep":
        time.sleep(600)
    elif word == "child":  # start a program that goes on for long, and wait for it
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        with open(more, "w", encoding="ascii") as file:
            file.write(str(child.pid))
        child.wait()
    elif word == "tell":
        with open(more, "w", encoding="ascii") as file:
            file.write(str(os.getpid()))
        time.sleep(600)
    elif word == "eat":
        held = []
        while True:
            held.append(bytearray(64 * 2**20))
    elif word == "crash":
        ctypes.string_at(0)
    elif word == "exit":
        os._exit(0)
    elif word == "refuse":
        raise Unreadable(source.name, "a reason\nof two lines")
    elif word == "fail":
        raise KeyError("a\nkey")
    elif word == "nest":
        misbehave(source)
    elif word == "print":
        print("what a library prints")
        os.write(1, b"\x00" * 99)
        sys.stderr.write("and warns")
    elif word == "ask":
        return Draft(repr(sys.stdin.readline()), "utf-8")
    elif word == "long":
        return Draft("增长5%。\n" * 20_000_000, "utf-8")
    return Draft(f"{os.getpid()}", "utf-8")


def main() -> None:
    """The reading process, with the reader above for ``text/x-hostile``."""
    from duizhang.reading.worker_process import main

    formats.ADAPTERS["text/x-hostile"] = "reading.hostile:misbehave"
    main()
