"""Many papers that contradict each other on one year: the work grows with them, not with their square."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from duizhang.account import book, close, names, outcome
from duizhang.account import merge as merging
from duizhang.account.conflicts import conflicts
from duizhang.account.merge import HEARD, facts, heard
from duizhang.model import Report

from .make import report

differing = sys.modules[conflicts.__module__]  # the package gives the name to a function
COUNTED = (
    (differing, "same_subject"),
    (differing, "differ"),
    (merging, "same_subject"),
    (book, "compare"),
    (outcome, "speaks_of"),
    (names, "alike"),
)
WORDS = ("生产总值增长", "第二产业投资增长", "农村公路里程增长", "图书馆藏书增长")


def copies(many: int) -> list[Report]:
    """``many`` pairs of reports of 2031 and 2032, each with numbers of its own."""
    made = []
    for n in range(many):
        promised = "，".join(
            f"{w}{{{n + 3}.{i}|%|growth|target|2031}}" for i, w in enumerate(WORDS)
        )
        told = "，".join(f"{w}{{{n + 50}.{i}|%|growth|result|2031}}" for i, w in enumerate(WORDS))
        words = f"编号{n}，完成主要预期目标。"
        made.append(report("云川市", 2031, f"主要预期目标是：{promised}。", name=f"{n}-1.txt"))
        made.append(report("云川市", 2032, f"过去一年。{words}{told}。", name=f"{n}-2.txt"))
    return made


def work(many: int, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each costly step is taken to close the account of ``many`` copies."""
    count: Counter[str] = Counter()

    def counted(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            count[name] += 1
            return step(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for module, name in COUNTED:
            step = getattr(module, name)
            patch.setattr(module, name, counted(f"{module.__name__}.{name}", step))
        account = close(copies(many), walk=False)
    count["conflicts"] = len(account.conflicts)
    count["entries"] = len(account.entries)
    count["letters"] = sum(len(e.why) for e in account.entries)
    return count


def test_work_grows_with_the_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = work(20, monkeypatch), work(80, monkeypatch)
    assert few["entries"] == 20 * len(WORDS)
    assert few["conflicts"] > 0
    assert {name for name in many if many[name] > 6 * few[name]} == set()


def test_each_value_of_many_is_one_conflict_with_the_best_supported() -> None:
    told = [report("云川市", 2032, f"生产总值增长{{{n}|%|growth|result|2031|gdp}}。", name=f"{n}")
            for n in range(5, 25)]  # fmt: skip
    twice = report("云川市", 2032, "生产总值增长{9|%|growth|result|2031|gdp}。", name="again")
    account = close([*told, twice])
    assert len(account.conflicts) == len(told) - 1
    assert all(9 in (c.left_value, c.right_value) for c in account.conflicts)


def test_few_papers_are_all_held_against_each_other() -> None:
    told = [report("云川市", 2032, f"生产总值增长{{{n}|%|growth|result|2031|gdp}}。", name=f"{n}")
            for n in (5, 8, 11, 14)]  # fmt: skip
    assert len(close(told).conflicts) == 6


def test_a_promise_is_closed_by_the_best_supported_of_many() -> None:
    asked = report("云川市", 2031, "主要预期目标是：生产总值增长{9|%|growth|target|2031|gdp}。")
    told = [report("云川市", 2032, f"生产总值增长{{{n}.5|%|growth|result|2031|gdp}}。", name=f"{n}")
            for n in range(2, 40)]  # fmt: skip
    twice = [report("云川市", 2032, "生产总值增长{30.5|%|growth|result|2031|gdp}。", name=f"x{n}")
             for n in range(3)]  # fmt: skip
    found = close([asked, *told, *twice])
    values = {w.claim.value for f in found.facts for w in f.witnesses}
    assert len(values) == 38  # all of them are kept …
    kept = {found.facts[i].head.claim.value for i in heard(found.facts)}
    assert len(kept) == HEARD  # … and some are heard
    assert 30.5 in kept


def test_papers_that_agree_are_all_heard() -> None:
    assert heard(facts([])) == set()
    told = [report("云川市", 2032, "生产总值增长{9|%|growth|result|2031|gdp}。", name=f"{n}")
            for n in range(30)]  # fmt: skip
    found = close(told)
    assert [len(f.witnesses) for f in found.facts] == [30]
    assert heard(found.facts) == {0}


def test_rivals_of_a_result_are_told_in_a_few_words() -> None:
    asked = report("云川市", 2031, "主要预期目标是：生产总值增长{9|%|growth|target|2031|gdp}。")
    told = [report("云川市", 2032, f"生产总值增长{{{n}|%|growth|result|2031|gdp}}。", name=f"{n}")
            for n in range(9, 60)]  # fmt: skip
    entry = close([asked, *told]).entries[0]
    assert "等50个数" in entry.why
    assert len(entry.why) < 80
