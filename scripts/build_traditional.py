"""Write ``language/data/traditional.tsv``: characters that fold to one other character.

    python scripts/build_traditional.py

Needs ``opencc-python-reimplemented`` (its dictionaries, Apache-2.0); the package itself does not.
Three sources, in this order, and the first that knows a character wins:

1. OpenCC's ``TSCharacters``: traditional to simplified, its first candidate;
2. OpenCC's Taiwan and Hong Kong variants, followed to the simplified form;
3. Unicode's compatibility forms of Han characters (Kangxi radicals, CJK radicals and compatibility
   ideographs) and the radicals below, which the text layer of a PDF is full of.

Left alone: whatever is longer than one character or outside the basic plane, and every character
of GB 2312, for those are in use in simplified text too (乾县 is written so today), except the few
of ``ALSO``, which simplified text has only in rare names.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import opencc

ALSO = frozenset("後於徵夥麽菸")
# CJK radicals that Unicode calls equivalent to a character without a compatibility mapping.
RADICALS = (
    "⺟母 ⺠民 ⻁虎 ⻄西 ⻅见 ⻆角 ⻉贝 ⻋车 ⻓长 ⻔门 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 "
    "⻨麦 ⻩黄 ⻪黾 ⻬齐 ⻮齿 ⻰龙 ⻳龟"
)
OUT = Path(__file__).parents[1] / "src/duizhang/language/data/traditional.tsv"
DICTIONARIES = Path(opencc.__file__).parent / "dictionary"
COMPATIBILITY = (range(0x2E80, 0x2FD6), range(0xF900, 0xFB00))


def pairs_of(name: str) -> list[tuple[str, str]]:
    """Lines of an OpenCC dictionary as (written, first candidate)."""
    rows = (
        line.split("\t")
        for line in (DICTIONARIES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    )
    return [(written, candidates.split()[0]) for written, candidates in rows]


def is_simplified(character: str) -> bool:
    """Whether GB 2312, the standard set of simplified text, has the character."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def build() -> dict[str, str]:
    """The whole table. Targets are never keys, so folding twice is folding once."""
    simplified = dict(pairs_of("TSCharacters"))
    found: dict[str, str] = {}

    def offer(written: str, target: str) -> None:
        target = simplified.get(target, target)
        single = len(written) == len(target) == 1 and max(written, target) <= "\uffff"
        allowed = not is_simplified(written) or written in ALSO
        if single and allowed and written != target:
            found.setdefault(written, target)

    for written, target in simplified.items():
        offer(written, target)
    for name in ("TWVariantsRev", "HKVariantsRev"):
        for written, standard in pairs_of(name):
            offer(written, standard)
    for name in ("TWVariants", "HKVariants"):
        for standard, variant in pairs_of(name):
            if is_simplified(variant):
                offer(standard, variant)
    for written, target in RADICALS.split():
        offer(written, target)
    for block in COMPATIBILITY:
        for code in block:
            offer(chr(code), unicodedata.normalize("NFKC", chr(code)))
    return {written: found.get(target, target) for written, target in sorted(found.items())}


def main() -> None:
    """Write the table and say how long it is."""
    table = build()
    OUT.write_text("".join(f"{a}\t{b}\n" for a, b in table.items()), encoding="utf-8")
    print(f"{len(table)} characters -> {OUT.name}")


if __name__ == "__main__":
    main()
