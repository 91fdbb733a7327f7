"""The account's rules, read once from ``language/data/account.toml`` and ``indicators.csv``."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec


class Scale(msgspec.Struct, frozen=True):
    """One row of the verdict table: tolerances of one kind of number."""

    name: str
    aspects: tuple[str, ...]
    units: tuple[str, ...]
    about: dict[str, float]
    nearly: dict[str, float]
    exceeded: dict[str, float]


class Direction(msgspec.Struct, frozen=True):
    """One row of the table of what is good; None fields fit anything."""

    good: str
    beyond: bool = True
    scale: str | None = None
    indicator: str | None = None
    sign: str | None = None
    hedges: tuple[str, ...] | None = None


class Cue(msgspec.Struct, frozen=True):
    """Words that tell an outcome without a figure; ``needs`` are words of which it holds one."""

    kind: str
    pattern: re.Pattern[str]
    needs: frozenset[str]


class Rules:
    """Everything the account knows, compiled. Read-only; one instance is enough: :func:`rules`."""

    def __init__(self, data: dict[str, Any], indicators: list[dict[str, str]]) -> None:
        self.data = data
        self.scales = [
            Scale(
                s["name"],
                tuple(s["aspects"]),
                tuple(s["units"]),
                s["about"],
                s["nearly"],
                s["exceeded"],
            )
            for s in data["scale"]
        ]
        self.directions = [
            Direction(
                d["good"],
                d.get("beyond", True),
                d.get("scale"),
                d.get("indicator"),
                d.get("sign"),
                tuple(d["hedges"]) if "hedges" in d else None,
            )
            for d in data["direction"]
        ]
        self.points: dict[str, float] = data["points"]
        self.names = {r["id"]: r["zh"] for r in indicators}
        self.good = {r["id"]: r["direction"] for r in indicators}
        self.aliases = {
            r["id"]: tuple(a for a in (r["zh"], *r["aliases"].split("|")) if a) for r in indicators
        }
        self.singular = frozenset(data["singular"]["indicators"])
        self.named = {
            a: i
            for i, names in self.aliases.items()
            if i in self.singular
            for a in names
            if len(a) > 3
        }
        self.named_pattern = _either(self.named)
        self.unit_size = {
            unit: (family, float(size))
            for family, sizes in data["units"].items()
            for unit, size in sizes.items()
        }
        self.counting = frozenset(data["counting"]["words"])
        self.synonyms = {
            word: row["words"][0] for row in data["synonym"] for word in row["words"][1:]
        }
        self.synonym_pattern = _either(self.synonyms)
        self.modes = {w: row["name"] for row in data["mode"] for w in row["words"]}
        self.mode_pattern = _either(self.modes)
        self.stages = {w: row["name"] for row in data["stage"] for w in row["words"]}
        self.stage_pattern = _either(self.stages)
        self.stock = _either(data["stock"]["words"])
        self.in_year = _either(data["stock"]["year"])
        self.finishing = _either(data["finishing"]["words"])
        self.finished_only = _either(data["finished_only"]["words"])
        self.begun = frozenset(data["finished_only"]["stages"])
        self.rank_of: dict[str, str] = dict(data["rank_of"]["words"])
        self.rank_of_pattern = _either(self.rank_of)
        self.two_verbs = re.compile(data["building"]["pattern"])
        self.building = _either(data["building"]["words"])
        self.scopes = {
            word: (row["group"], alike[0])
            for row in data["scope"]
            for words in row["words"]
            for alike in [[words] if isinstance(words, str) else words]
            for word in alike
        }
        self.scope_over = {row["group"]: row["over"] for row in data["scope"] if "over" in row}
        self.scope_pattern = _either(self.scopes)
        self.filler_pattern = _either(data["filler"]["words"])
        self.lead = re.compile(data["lead"]["pattern"])
        self.tail = re.compile(data["lead"]["tail"])
        self.last = re.compile(data["lead"]["last"])
        self.reach_end: str = data["reach"]["end"]
        self.reach = re.compile(data["reach"]["pattern"])
        self.from_year = re.compile(data["from_year"]["pattern"])
        self.cites = re.compile(data["cites"]["pattern"])
        self.cites_hint = _either(data["cites"]["needs"])
        self.purpose = re.compile(data["purpose"]["pattern"])
        self.generic = re.compile(f"(?:{_either(data['generic']['words']).pattern})(?!级)")
        self.budget = _either(data["generic"]["budget"])
        self.base = re.compile(data["base"]["pattern"])
        self.dependent = frozenset(data["dependent"]["words"])
        self.dependent_marks = _either(data["dependent"]["marks"])
        self.dependent_pattern = re.compile(data["dependent"]["pattern"])
        self.beneficiary = re.compile(data["sum"]["beneficiary"])
        self.sum_pattern = re.compile(data["sum"]["joint"])
        self.beside = re.compile(f"((?:{_either(data['sum']['beside']).pattern}){{2,}})")
        self.one_beside = _either(data["sum"]["beside"])
        self.compound = dict(data["sum"]["compound"])
        self.each = re.compile(data["sum"]["each"])
        self.reducing = _either(data["reducing"]["words"])
        self.cues = [
            Cue(c["kind"], re.compile(c["pattern"]), frozenset(c["needs"])) for c in data["cue"]
        ]
        self.cues_by_need: dict[str, list[int]] = {}
        for order, cue in enumerate(self.cues):
            for need in sorted(cue.needs):
                self.cues_by_need.setdefault(need, []).append(order)
        self.cues_by_first: dict[str, list[tuple[str, list[int]]]] = {}
        for need, of in self.cues_by_need.items():
            self.cues_by_first.setdefault(need[0], []).append((need, of))
        self.cue_words = _either(self.cues_by_need)
        self.negation = re.compile(data["negation"]["pattern"])
        # looked for behind a cue, up to the end of its clause: ^ is where the cue ends
        self.shortfall = re.compile(data["shortfall"]["pattern"].removeprefix("^"))
        self.wish = re.compile(data["wish"]["pattern"])
        self.headline = re.compile(data["headline"]["pattern"])
        self.headline_title = re.compile(data["headline_title"]["pattern"])
        # every headline begins with one of these, or two characters (预期, 发展) before it
        self.headline_hint = re.compile("目标|指标")
        self.sure: dict[str, float] = data["sure"]
        self.part_year = re.compile(data["part_year"]["pattern"])
        self.project = re.compile(data["project"]["pattern"])
        self.finished = re.compile(data["finished"]["pattern"])
        self.listed = re.compile(data["listed"]["pattern"])
        self.list_name = re.compile(data["listed"]["name"])
        self.list_alike = re.compile(data["listed"]["alike"])
        self.list_some = re.compile(data["listed"]["some"])
        self.list_hint = _either(data["listed"]["hints"])
        self.list_opens = re.compile(data["listed"]["opens"])
        self.list_title = re.compile(data["listed"]["title"])
        self.item_mark = re.compile(data["listed"]["mark"])
        self.item_begins = re.compile(f"[。；：，]{data['listed']['mark']}")
        self.plan = _either(data["plan"]["words"])
        self.plan_first = {f"“{k}”": int(v) for k, v in data["plan"]["first"].items()}
        self.parts = {row["whole"]: tuple(row["of"]) for row in data["parts"]}
        self.nation = frozenset(data["reference"]["nation"])
        self.above = frozenset(data["reference"]["up"])
        self.rate_words = re.compile(data["reference"]["rate"])
        self.distance = re.compile(data["distance"]["pattern"])
        self.distance_up = frozenset(data["distance"]["up"])
        self.about_equal = _either(data["about_equal"]["words"])
        self.about_equal_points = float(data["about_equal"]["points"])

    def name(self, indicator: str) -> str:
        """The Chinese name of ``indicator``, the id itself where it is unknown."""
        return self.names.get(indicator, indicator)


def _either(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))))


@cache
def rules() -> Rules:
    """The rules that ship with Duizhang."""
    folder = files("duizhang.language") / "data"
    data = tomllib.loads((folder / "account.toml").read_text(encoding="utf-8"))
    table = (folder / "indicators.csv").read_text(encoding="utf-8")
    return Rules(data, list(csv.DictReader(table.splitlines())))
