"""A page taken apart once gives what looking at each of its places anew would."""

from __future__ import annotations

import random
import re

from duizhang.account.collect import _headlines
from duizhang.account.page import Page
from duizhang.account.rules import rules
from duizhang.account.subject import clean

_PIECES = ("完成", "控制在", "未达", "预期", "发展", "目标", "指标", "是", "：", "，", "。", "；",
           "\n", "\n\n", " ", "\n- ", "甲", "1", "　", "為")  # fmt: skip


def _made(seed: int) -> str:
    rng = random.Random(seed)
    return "".join(rng.choice(_PIECES) for _ in range(rng.randint(0, 60)))


def test_the_sentences_that_may_hold_a_word_are_all_that_do() -> None:
    end_of = re.compile(r"[。；！？]|\n(?=\s*(?:\n|[-■]))")
    words = rules().cue_words
    for seed in range(300):
        text = _made(seed)
        page = Page(text)
        ends = [*(m.end() for m in end_of.finditer(text)), len(text)]
        spans = list(zip([0, *ends], ends, strict=False))
        holding = {
            i for i, (start, end) in enumerate(spans) if words.search(clean(text[start:end]))
        }
        found = page.holding(words, ends)
        assert holding <= set(found)
        assert found == sorted(found)
        assert len(found) <= len(spans)


def test_headlines_are_found_wherever_their_words_stand() -> None:
    for seed in range(300):
        text = _made(seed)
        found = [start for start, _ in _headlines(text)]
        opened = [m.start() for m in rules().headline.finditer(text)]
        titles = [at for at in found if at not in opened]
        assert sorted([*opened, *titles]) == found
        for at in titles:
            line = text[text.rfind("\n", 0, at) + 1 :].split("\n")[0]
            assert rules().headline_title.match(line)


def test_the_words_behind_a_figure_end_with_its_sentence() -> None:
    end_of = re.compile(r"。|\n\s*\n|\n(?=\s*[-■])")
    for seed in range(300):
        text = _made(seed)
        page = Page(text)
        for at in range(len(text)):
            m = end_of.search(text, at)
            assert page.after(at) == clean(text[at : m.start() if m else len(text)])
