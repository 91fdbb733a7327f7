"""Places: asked by name, looked for in a text, and read from the head of a report."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest

from duizhang.language.fold import fold
from duizhang.language.places import Place, Places, default_places, read_places

DATA = Path(__file__).parents[2] / "src/duizhang/language/data"
PLACES = default_places()
WORDS = tomllib.loads((DATA / "place_words.toml").read_text(encoding="utf-8"))


def codes(name: str) -> list[str]:
    return [place.code for place in PLACES.find(name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("湖南省", ["430000"]),
        ("湘", ["430000"]),
        ("株洲", ["430200"]),
        ("天元区", ["430211"]),
        ("中国", ["000000"]),
        ("我国", ["000000"]),
        ("全国", []),
        ("吉林省", ["220000"]),
        ("吉林市", ["220200"]),
        ("吉林", ["220000", "220200"]),
        ("邵阳市", ["430500"]),
        ("邵阳县", ["430523"]),
        ("邵阳", ["430500", "430523"]),
        ("南山区", ["230404", "440305"]),
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("重庆市", ["500000"]),
        ("重庆", ["500000"]),
        ("北京市", ["110000"]),
        ("香港", ["810000"]),
        ("香港特别行政区", ["810000"]),
        ("澳门", ["820000"]),
        ("台湾", ["710000"]),
        ("新疆", ["650000"]),
        ("新疆生产建设兵团", ["660000"]),
        ("兵团", ["660000"]),
        ("湘西州", ["433100"]),
        ("延边", ["222400"]),
        ("巴州", ["652800", "511902"]),
        ("石河子市", ["659001"]),
        ("神农架林区", ["429021"]),
        ("碑林", ["610103"]),
        ("东乡县", ["622926"]),
        ("临平区", ["330113"]),
        ("和康县", ["653228"]),
        ("沙县", ["350405", "350427"]),
        ("三元区", ["350404", "350403"]),
        ("祁阳县", ["431121"]),
        ("祁阳市", ["431181"]),
        ("自治区直辖县级行政区划", []),
        ("乌有市", []),
    ],
)
def test_find_by_full_or_short_name(name: str, expected: list[str]) -> None:
    assert codes(name) == expected


@pytest.mark.parametrize(
    ("name", "near", "level", "year", "expected"),
    [
        ("鼓楼区", None, None, 0, None),
        ("鼓楼区", "320100", None, 0, "320106"),
        ("鼓楼区", "350000", None, 0, "350102"),
        ("鼓楼区", "320000", None, 0, None),
        ("南山区", "440000", None, 0, "440305"),
        ("吉林", None, None, 0, "220000"),
        ("吉林", None, "prefecture", 0, "220200"),
        ("吉林", "220200", None, 0, "220200"),
        ("邵阳", "430000", None, 0, "430500"),
        ("三元区", None, None, 0, "350404"),
        ("三元区", None, None, 2020, "350403"),
        ("祁阳县", None, None, 0, "431121"),
        ("祁阳市", None, None, 2020, None),
        ("乌有市", "430000", None, 0, None),
    ],
)
def test_best_decides_only_what_is_decided(
    name: str, near: str | None, level: str | None, year: int, expected: str | None
) -> None:
    best = PLACES.best(name, near, level, year)  # type: ignore[arg-type]
    assert (best.code if best else None) == expected


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("431121", 0, 2020),  # 祁阳县 became a city
        ("431181", 2022, 0),
        ("350427", 0, 2020),  # 沙县 became a district
        ("350405", 2022, 0),
        ("330103", 0, 2020),  # 下城区 was merged
        ("330113", 2022, 0),
        ("540530", 0, 2022),  # 错那县 became a city
        ("659012", 2023, 0),
        ("653229", 2024, 0),
        ("430211", 0, 0),
    ],
)
def test_years_of_what_was_renamed_merged_or_raised(code: str, first: int, last: int) -> None:
    place = PLACES.by_code(code)
    assert place is not None
    assert (place.valid_from, place.valid_to) == (first, last)


@pytest.mark.parametrize(
    ("inner", "outer", "inside"),
    [
        ("430211", "430200", True),
        ("430211", "430000", True),
        ("430211", "000000", True),
        ("430200", "430200", True),
        ("430200", "430211", False),
        ("429004", "420000", True),
        ("659001", "650000", True),
        ("110105", "110000", True),
        ("999999", "000000", False),
    ],
)
def test_within(inner: str, outer: str, inside: bool) -> None:
    assert PLACES.within(inner, outer) is inside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支持株洲、湘潭与长沙一体化", ["株洲:430200", "湘潭:430300", "长沙:430100"]),
        ("邵阳市邵东市和邵阳县", ["邵阳市:430500", "邵东市:430582", "邵阳县:430523"]),
        ("吉林与吉林市", ["吉林:220000", "吉林市:220200"]),
        ("对接香港、澳门", ["香港:810000", "澳门:820000"]),
        ("新疆生产建设兵团与新疆", ["新疆生产建设兵团:660000", "新疆:650000"]),
        ("醴陵市、攸县、茶陵县", ["醴陵市:430281", "攸县:430223", "茶陵县:430224"]),
        ("祁阳县撤县设市", ["祁阳县:431121"]),
        ("湘西自治州", ["湘西自治州:433100"]),
        ("推进新城建设，改造城关老旧小区", []),
        ("推进新城区、老城区建设", []),
        ("创建国家级示范县，建成县域医共体", []),
        ("日照时数增加，来宾如织，幸福安康", []),
        ("我国、全国、中国", []),
        ("弘扬红旗渠精神", []),
        ("", []),
    ],
)
def test_scan_reads_names_and_leaves_words(text: str, expected: list[str]) -> None:
    assert [f"{text[a:b]}:{found[0].code}" for a, b, found in PLACES.scan(text)] == expected


@pytest.mark.parametrize("phrase", WORDS["shadows"])
def test_a_shadow_hides_a_name_that_it_ends_or_holds(phrase: str) -> None:
    names = {n for p in PLACES.rows for n in (p.name, *p.short) if n not in p.weak}
    held = {phrase[a:b] for a in range(len(phrase)) for b in range(a + 2, len(phrase) + 1)}
    assert held & names, "a shadow without a name behind it is dead"
    assert list(PLACES.scan(f"建设{phrase}。")) == []


@pytest.mark.parametrize("word", WORDS["short"] + WORDS["full"])
def test_a_word_is_found_when_asked_for_and_not_seen_in_text(word: str) -> None:
    assert PLACES.find(word)
    assert list(PLACES.scan(word)) == []


def test_scan_yields_every_candidate() -> None:
    ((start, end, found),) = PLACES.scan("到鼓楼区调研")
    assert (start, end, len(found)) == (1, 4, 4)


def test_scan_finds_what_a_plain_search_finds() -> None:
    known = {n for p in PLACES.rows for n in (p.name, *p.short) if n not in p.weak}
    text = "、".join(sorted(known))
    assert [text[a:b] for a, b, _ in PLACES.scan(text)] == sorted(known)


@pytest.mark.parametrize(
    ("head", "name", "code", "level"),
    [
        ("湖南省政府工作报告\n——2025年", "湖南省", "430000", "province"),
        ("政府工作报告\n\n2025年1月8日在株洲市第十六届人民代表大会第四次会议上", "株洲市", "430200", "prefecture"),
        ("代表徐州市鼓楼区人民政府，向大会报告工作", "鼓楼区", None, "county"),
        ("邵阳县2024年国民经济和社会发展统计公报", "邵阳县", "430523", "county"),
        ("在第十四届全国人民代表大会第三次会议上\n国务院总理", "中国", "000000", "nation"),
        ("乌有市政府工作报告\n在乌有市第三届人民代表大会上", "乌有市", "", "prefecture"),
        ("——1月8日在广东省第十四届\n人民代表大会上", "广东省", "440000", "province"),
        ("各位代表：我代表国务院，向大会报告", "中国", "000000", "nation"),
        ("图解市政府工作报告", None, None, None),
        ("我代表省人民政府报告工作。省人民政府", None, None, None),
        ("株洲的早晨", None, None, None),
    ],
)  # fmt: skip
def test_place_of_the_head_of_a_report(
    head: str, name: str | None, code: str | None, level: str | None
) -> None:
    place = PLACES.place_of(head)
    assert (place.name if place else None) == name
    if place and code is not None:
        assert (place.code, place.level) == (code, level)


def test_added_places_are_found_and_replace_by_code() -> None:
    added = PLACES.with_added(
        [
            Place("990100", "乌有市", ("乌有",), level="prefecture", parent="990000"),
            Place("430200", "株洲市", ("株洲", "株市"), level="prefecture", parent="430000"),
        ]
    )
    assert [p.code for p in added.find("乌有")] == ["990100"]
    assert [found[0].code for _, _, found in added.scan("乌有与株市")] == ["990100", "430200"]
    assert len(added.find("株洲市")) == 1
    assert PLACES.find("乌有") == []


def test_places_of_a_users_file(tmp_path: Path) -> None:
    file = tmp_path / "places.toml"
    file.write_text(
        '[[place]]\ncode = "990100"\nname = "乌有市"\nshort = ["乌有"]\nlevel = "prefecture"\n',
        encoding="utf-8",
    )
    assert read_places(file) == [Place("990100", "乌有市", ("乌有",), level="prefecture")]
    file.write_text('[[place]]\ncode = "990100"\nname = 5\n', encoding="utf-8")
    with pytest.raises(msgspec.ValidationError, match="name"):
        read_places(file)


def test_the_table_is_whole() -> None:
    rows = PLACES.rows
    assert len({p.code for p in rows}) == len(rows)
    assert [p.code for p in rows] == sorted(p.code for p in rows)
    assert {p.parent for p in rows} - {p.code for p in rows} == {""}
    assert {p.level for p in rows} == {"nation", "province", "prefecture", "county"}
    assert [p for p in rows if not {*p.weak} <= {p.name, *p.short}] == []
    assert [p.name for p in rows if p.level in ("province", "nation") and not p.short] == []


def test_names_are_what_folded_text_holds() -> None:
    names = [n for p in PLACES.rows for n in (p.name, *p.short)]
    assert [n for n in names if fold(n) != n] == []


def test_an_empty_set_scans_nothing() -> None:
    assert list(Places([]).scan("株洲市")) == []
