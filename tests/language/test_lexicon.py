"""The lexicon: every example of its files is read as it says, and no entry of it is dead."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from duizhang.claims.table_grid import table_words
from duizhang.figures.kinds import kind_of
from duizhang.figures.quantity import amount_behind
from duizhang.figures.scan import NUMERAL
from duizhang.language import check
from duizhang.language.check import Example, Problem
from duizhang.language.fold import fold
from duizhang.language.lexicon import Lexicon, default_lexicon, load_lexicon
from duizhang.model import Report
from duizhang.reading import decode, make_source
from duizhang.report import interpret
from texts import PAGE

LEXICON = default_lexicon()


def read(lexicon: Lexicon, review: str = "", outlook: str = "") -> Report:
    page = PAGE.format(review=review, outlook=outlook)
    return interpret(decode(make_source("x.txt", page.encode())), lexicon)


def amount(lexicon: Lexicon, example: Example) -> str:
    folded = fold(example.text)
    m = NUMERAL.search(folded)
    assert m is not None, example.text
    found = amount_behind(folded, m.end(), lexicon)
    return f"{float(m.group()) * found.factor * found.scale:.10g} {found.unit}"


def hedge(lexicon: Lexicon, example: Example) -> str:
    report = read(lexicon, outlook=example.text)
    at = report.document.source_text.index(example.text) + example.marked[0][0]
    return next(f.hedge for f in report.figures if f.start == at)


def kind(lexicon: Lexicon, example: Example) -> str:
    ((start, end),) = example.marked
    found, rule = kind_of(fold(example.text), start, end, lexicon)
    return "" if found == example.entry["kind"] else f"{found} ({rule})"


def stance(lexicon: Lexicon, example: Example) -> str:
    heading = fold(example.text)
    cues = lexicon.tables["sections"]["cue"]
    return next((c["stance"] for c in cues if re.search(c["pattern"], heading)), "")


def running(lexicon: Lexicon, example: Example) -> str:
    asked = re.search(r"\(N=(20[0-9]{2})\)", example.expected)
    assert asked is not None
    year = int(asked.group(1))
    page = ""
    if example.entry.get("early"):  # a report spoken in December
        page = f"——{year - 1}年12月25日在青溪市第十届人民代表大会第四次会议上\n\n"
    page += f"一、{year - 1}年工作回顾\n\n\n二、{year}年工作安排\n\n"
    page += example.text.rstrip("，") + "，新增企业12家。\n"
    report = interpret(decode(make_source("x.txt", page.encode())), lexicon)
    return f"{report.claims[-1].period} (N={year})"


def local(lexicon: Lexicon, example: Example) -> str:
    back = example.entry.get("review", False)
    report = read(lexicon, **{"review" if back else "outlook": example.text})
    at = report.document.source_text.index(example.text) + example.marked[0][0]
    return next(f"{c.period} (N=2026)" for c in report.claims if c.start == at)


def context(lexicon: Lexicon, example: Example) -> str:
    report = read(lexicon, outlook=example.text)
    (claim,) = (c for c in report.claims if not c.hanzi)
    return "" if claim.role == "context" else claim.role


def strive(lexicon: Lexicon, example: Example) -> str:
    report = read(lexicon, outlook=example.text)
    at = report.document.source_text.index(example.text)
    claims = {c.start - at: c.strive for c in report.claims}
    found = [claims[start] for start, _ in example.marked]
    # one word stands for all the figures of an example
    return " ".join(str(f).lower() for f in (found[:1] if len(set(found)) == 1 else found))


def relation(lexicon: Lexicon, example: Example) -> str:
    return "; ".join(
        f"{r.left} {r.op} {r.right}" for r in read(lexicon, outlook=example.text).relations
    )


def reference(lexicon: Lexicon, example: Example) -> str:
    return "; ".join(r.right for r in read(lexicon, outlook=example.text).relations)


def shared_out(lexicon: Lexicon, example: Example) -> str:
    return "、".join(c.subject for c in read(lexicon, review=example.text).claims)


def indicator_of_figure(lexicon: Lexicon, example: Example) -> str:
    return read(lexicon, review=example.text).claims[0].indicator


def hanzi(lexicon: Lexicon, example: Example) -> str:
    report = read(lexicon, review="全市" + example.text + "。")
    return "; ".join(f"{f.value:g} {f.unit}".strip() for f in report.figures if f.hanzi)


def named_list(lexicon: Lexicon, example: Example) -> str:
    found = [p.text for p in read(lexicon, outlook=example.text).pledges if p.kind == "list"]
    pattern = re.compile(example.entry["pattern"])
    return "" if any(pattern.fullmatch(fold(text)) for text in found) else str(found)


def column(lexicon: Lexicon, example: Example) -> str:
    return table_words(lexicon).column(fold(example.text.strip()))


def says(lexicon: Lexicon, example: Example) -> str:
    words = table_words(lexicon)
    said = words.said(fold(example.text.strip()))
    return " ".join(name for name, _ in words.says if name in said)


ANSWERS: check.Answers = {
    "units.unit": amount,
    "hedges.hedge": hedge,
    "kinds.rule": kind,
    "sections.cue": stance,
    "periods.running": running,
    "periods.local": local,
    "roles.context": context,
    "roles.strive": strive,
    "relations.sync": relation,
    "relations.reference": reference,
    "subjects.split": shared_out,
    "subjects.composed": indicator_of_figure,
    "hanzi.quantity": hanzi,
    "pledges.list": named_list,
    "tables.column": column,
    "tables.says": says,
}

LINES = [(e, f"{e.where}: {e.text.strip()}") for e in check.examples(LEXICON)]
# What is known to be wrong with the files, a line each: take off what is mended.
KNOWN = (Path(__file__).parent / "known_problems.txt").read_text(encoding="utf-8").splitlines()


def lines(problems: list[Problem]) -> set[str]:
    return {f"{problem.where}: {problem.what}" for problem in problems}


@pytest.mark.parametrize("example", [e for e, _ in LINES], ids=[i for _, i in LINES])
def test_an_example_is_read_as_it_says(example: Example) -> None:
    answer = ANSWERS.get(example.table)
    assert answer is not None, f"no test runs the examples of {example.table}"
    assert answer(LEXICON, example) == example.expected


def rule_of(example: Example) -> str:
    """The rule that speaks for an example's figure."""
    if example.table == "kinds.rule":
        return kind_of(fold(example.text), *example.marked[0], LEXICON)[1]
    claims = read(LEXICON, outlook=example.text).claims
    return next(r.rule for c in claims for r in reversed(c.reasons) if r.field == "role")


@pytest.mark.parametrize("table", ["kinds.rule", "roles.context"])
def test_every_rule_speaks_for_an_example_of_its_own(table: str) -> None:
    """A rule whose every example an earlier rule takes is dead, or its examples are the wrong ones."""
    rules: dict[str, set[str]] = {}
    for example in check.examples(LEXICON):
        if example.table == table:
            rules.setdefault(example.entry["name"], set()).add(rule_of(example))
    assert {name for name, spoke in rules.items() if name not in spoke} == set()


def test_every_entry_has_an_example() -> None:
    assert check.without_example(LEXICON) == []


def test_no_entry_is_dead_or_malformed() -> None:
    assert lines(check.structure(LEXICON)) == {k for k in KNOWN if "nobody reads" not in k}


def test_every_key_is_read_by_somebody() -> None:
    words = "全市生产总值增长5.2%，高于全省平均水平，12家以上达标。扫码关注，抓好十大项目。"
    words += "。".join(e.text for e in check.examples(LEXICON) if e.table == "hanzi.quantity")
    page = PAGE.format(review=words, outlook=words)
    document = decode(make_source("x.txt", page.encode()))
    found = lines(check.unread(LEXICON, lambda lexicon: interpret(document, lexicon)))
    assert found == {k for k in KNOWN if "nobody reads" in k}


@pytest.mark.parametrize("words", LEXICON.tables["hanzi"]["not"])
def test_a_name_with_a_chinese_numeral_is_no_quantity(words: str) -> None:
    assert not any(f.hanzi for f in read(LEXICON, review=f"全市推进{words}。").figures)


MINE = """
[[unit]]
form = "捆"
examples = ["捐赠图书12捆 -> 12 捆", "捐赠图书3万捆 -> 3 捆"]
"""


def test_a_users_own_examples_are_run_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINE, encoding="utf-8")
    mine = load_lexicon(str(path))
    assert [p.what for p in check.unheld(mine, ANSWERS) if p.where == "units.unit 捆"] == [
        "'捐赠图书3万捆' is read '30000 捆', not '3 捆'"
    ]


def changed(table: str, **keys: object) -> Lexicon:
    """The lexicon with keys of one table replaced."""
    tables = LEXICON.tables | {table: LEXICON.tables[table] | keys}
    return replace(LEXICON, tables=tables, _made={})


CUE = {"name": "no", "stance": "sideways", "pattern": "(", "examples": ["x -> y"]}


@pytest.mark.parametrize(
    ("lexicon", "expected"),
    [
        (changed("verbs", up=["增长", "增长"]), "verbs.up: 增长 is written twice"),
        (changed("verbs", down=["增长"]), "verbs.down 增长: is dead: up holds it already"),
        (changed("units", guards={"堆": "积"}), "units.guards 堆: guards a form that is not there"),
        (changed("hedges", guards={"许": "也"}), "hedges.guards 许: guards a word that is not there"),
        (changed("sections", cue=[CUE]), "sections.cue no: stance sideways is not known"),
        (changed("sections", cue=[CUE, CUE]), "sections.cue no: two entries have this name"),
        (
            changed("sections", cue=[CUE]),
            "sections.cue no: pattern: missing ), unterminated subpattern at position 0",
        ),
        (changed("relations", operators={"约等于": "ca"}), "relations.operators 约等于: ca is no operator"),
    ],
)  # fmt: skip
def test_a_broken_entry_is_named(lexicon: Lexicon, expected: str) -> None:
    assert expected in lines(check.structure(lexicon)) - lines(check.structure(LEXICON))


def test_an_entry_without_example_and_an_unrun_one_are_named() -> None:
    bare = changed("sections", cue=[{**CUE, "examples": []}])
    assert "sections.cue no: has no example" in lines(check.without_example(bare))
    asked = lines(check.unheld(LEXICON, {}))
    assert any(line.startswith("units.unit %: no test runs its example") for line in asked)


def test_a_key_that_nobody_reads_is_named() -> None:
    odd = changed("sections", tint="blue")
    document = decode(make_source("x.txt", PAGE.encode()))
    found = lines(check.unread(odd, lambda lexicon: interpret(document, lexicon)))
    assert "sections.tint: nobody reads this key" in found
