"""Period and role: of which year a figure is, and whether it is promised or reported."""

from __future__ import annotations

import pytest

from texts import page, past, plan, read_text, wrong

Row = tuple[str, str, float]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("生产总值增长5.2%。", [("result", "2025", 5.2)]),
        ("预计全年生产总值增长5.2%。", [("result", "2025", 5.2)]),
        ("2024年生产总值增长5.8%。", [("result", "2024", 5.8)]),
        (
            "粮食产量由2020年的180万吨增加到2025年的210万吨。",
            [("result", "2020", 1_800_000), ("result", "2025", 2_100_000)],
        ),
        ("城镇化率从58.2%提高到64.5%。", [("result", "2024", 58.2), ("result", "2025", 64.5)]),
        ("“十四五”期间，新建高速公路260公里。", [("result", "2021-2025", 260)]),
        ("“十四五”期间，生产总值年均增长6.1%。", [("result", "2021-2025", 6.1)]),
        ("“十四五”期间，城镇化率达到64.5%。", [("result", "2025", 64.5)]),
        (
            "“十四五”期间，城镇化率从58.2%提高到64.5%。",
            [("result", "2020", 58.2), ("result", "2025", 64.5)],
        ),
        (
            "城镇化率由“十三五”末的58.2%提高到64.5%。",
            [("result", "2020", 58.2), ("result", "2025", 64.5)],
        ),
        (
            "生产总值由2020年的1350亿元增加到1830亿元，年均增长6.2%。",
            [
                ("result", "2020", 135_000_000_000),
                ("result", "2025", 183_000_000_000),
                ("result", "2021-2025", 6.2),
            ],
        ),
        (
            "研发投入强度达1.9%，较“十三五”末提高0.7个百分点。",
            [("result", "2025", 1.9), ("result", "2025", 0.7)],
        ),
        ("人均产值较“十三五”末增长35%。", [("result", "2021-2025", 35)]),
        ("2021年以来，累计新增就业22万人。", [("result", "2021-2025", 220_000)]),
        ("近五年，累计新增就业22万人。", [("result", "2021-2025", 220_000)]),
        ("过去三年，累计新增就业12万人。", [("result", "2023-2025", 120_000)]),
        ("近3年，生产总值年均增长6%。", [("result", "2023-2025", 6)]),
        wrong(
            "2024年和2025年分别新增就业4.2万人和4.5万人。",
            [("result", "2024", 42_000), ("result", "2025", 45_000)],
            why="分别 shares out years too",
        ),
        ("五年来，累计新增城镇就业22万人。", [("result", "2021-2025", 220_000)]),
        ("2021—2025年，累计减税120亿元。", [("result", "2021-2025", 12_000_000_000)]),
        ("到2030年，生产总值达到2500亿元。", [("target", "2030", 250_000_000_000)]),
        ("去年生产总值增长5.2%。", [("result", "2025", 5.2)]),
    ],
)
def test_in_a_look_back(text: str, expected: list[Row]) -> None:
    assert [(c.role, c.period, c.value) for c in past(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("生产总值增长5%左右。", [("target", "2026", 5)]),
        ("今年新增城镇就业4.5万人。", [("target", "2026", 45_000)]),
        ("到2030年，森林覆盖率达到63%。", [("target", "2030", 63)]),
        ("“十五五”时期，生产总值年均增长5%。", [("target", "2026-2030", 5)]),
        ("到2030年，生产总值年均增长5%。", [("target", "2026-2030", 5)]),
        ("三年内，研发投入强度达到2.5%。", [("target", "2028", 2.5)]),
        ("“十五五”时期，城镇调查失业率控制在5%以内。", [("target", "2026-2030", 5)]),
        ("到2027年，新建充电桩1.2万个。", [("target", "2027", 12_000)]),
        ("力争三年内建成变电站12座。", [("target", "2026-2028", 12)]),
        (
            "2025年完成投资120亿元，今年计划完成投资150亿元。",
            [("result", "2025", 12_000_000_000), ("target", "2026", 15_000_000_000)],
        ),
        ("去年建成60公里，今年再建80公里。", [("result", "2025", 60), ("target", "2026", 80)]),
        (
            "在去年增长9%的基础上，工业投资增长10%。",
            [("result", "2025", 9), ("target", "2026", 10)],
        ),
        ("实施2026—2028年行动计划，培育企业300家。", [("target", "2026-2028", 300)]),
        ("明年建成学校12所。", [("target", "2027", 12)]),
    ],
)
def test_in_the_plans(text: str, expected: list[Row]) -> None:
    assert [(c.role, c.period, c.value) for c in plan(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "重点抓好以下8个方面工作。",
        "提出22项主要指标。",
        "土地承包到期后再延长30年。",
        "严守180万亩耕地红线。",
        "应对6.8级地震。",
        "满3岁即可入园。",
        "凝聚520万人民的智慧。",
        "今年高校毕业生将达6万人。",
    ],
)
def test_what_is_neither_promised_nor_reported_is_context(text: str) -> None:
    assert [c.role for c in plan(text)] == ["context"]


@pytest.mark.parametrize(
    "text", ["办好10件民生实事。", "建设8个园区。", "完成22项改革任务。", "延长高铁30公里。"]
)
def test_what_looks_like_context_is_promised(text: str) -> None:
    assert [c.role for c in plan(text)] == ["target"]


@pytest.mark.parametrize(
    ("text", "strives"),
    [
        ("生产总值增长5%。", [False]),
        ("力争生产总值增长5%。", [True]),
        ("生产总值增长5%，力争5.5%。", [False, True]),
        ("生产总值力争增长5%。", [True]),
        ("争取生产总值突破2000亿元。", [True]),
        ("争创国家级园区2个。", [True]),
        ("努力突破2000亿元大关。", [True]),
        ("粮食产量有望达到210万吨。", [True]),
        ("向着2000亿元冲刺。", [False]),
        ("冲刺2000亿元。", [True]),
        ("迈向2000亿元。", [True]),
        ("力争签约项目120个、“三类500强”项目15个。", [True, True]),
        ("力争签约项目120个、开工80个、投产60个。", [True, True, True]),
        ("力争签约项目120个；改造老旧小区30个。", [True, False]),
        ("力争签约项目120个。改造老旧小区30个。", [True, False]),
        ("争取国、省资金120亿元以上。", [False]),
        ("争取上级资金120亿元。", [False]),
        ("争取专项债券18亿元。", [False]),
        ("力争产量突破200万吨，推动5个项目开工。", [True, False]),
        ("力争到2027年培育企业50家。", [True]),
        ("力争年底前完成120公里管网改造。", [True]),
        ("力争2026年底前完成120公里管网改造。", [True]),
        ("力争到2030年，培育企业50家。", [True]),
        ("努力建设更高水平的平安，化解案件300件。", [False]),
    ],
)
def test_strive_governs_its_list(text: str, strives: list[bool]) -> None:
    assert [c.strive for c in plan(text)] == strives


def test_only_promises_strive() -> None:
    assert [c.strive for c in past("力争生产总值增长5%，实际增长5.2%。")] == [False, False]


FIVE_YEARS = """青溪市政府工作报告

一、“十四五”发展成就和2025年工作回顾

“十四五”时期，全市综合实力稳步增强。

——经济总量迈上新台阶。生产总值达到1830亿元，年均增长6.1%，居全省第5位。累计新增城镇就业22万人。

——城乡面貌焕然一新。城镇化率从58.2%提高到64.5%，新建高速公路260公里。

2025年，全市经济稳中向好。生产总值增长5.2%，新增城镇就业4.5万人。

二、“十五五”时期主要目标

今后五年，生产总值年均增长5%左右。到2030年，森林覆盖率达到63%。

三、2026年工作安排

生产总值增长5%左右。
"""


def test_a_review_of_five_years() -> None:
    got = [(c.value, c.role, c.period) for c in read_text(FIVE_YEARS).claims]
    assert got == [
        (183_000_000_000, "result", "2025"),
        (6.1, "result", "2021-2025"),
        (5, "result", "2025"),
        (220_000, "result", "2021-2025"),
        (58.2, "result", "2020"),
        (64.5, "result", "2025"),
        (260, "result", "2021-2025"),
        (5.2, "result", "2025"),
        (45_000, "result", "2025"),
        (5, "target", "2026-2030"),
        (63, "target", "2030"),
        (5, "target", "2026"),
    ]


def test_a_page_that_names_no_year_has_no_period() -> None:
    assert [c.period for c in read_text("生产总值增长5%左右。").claims] == [""]


def test_evidence_is_the_sentence() -> None:
    report = page(review="城镇新增就业4.5万人；工业投资增长9%。生产总值增长5.2%，位居全省前列。")
    said = [
        report.document.source_text[c.evidence_start : c.evidence_end].strip()
        for c in report.claims
    ]
    assert said == [
        "城镇新增就业4.5万人；工业投资增长9%。",
        "城镇新增就业4.5万人；工业投资增长9%。",
        "生产总值增长5.2%，位居全省前列。",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2030年，单位GDP能耗5年累计下降14%。", [("target", "2026-2030", -14)]),
        ("到2030年，城镇化率每年提高0.6个百分点。", [("target", "2026-2030", 0.6)]),
        ("到2027年，城镇化率提高0.6个百分点。", [("target", "2027", 0.6)]),
        (
            "三次产业结构由上年的7.1：41.2：51.7调整为6.9：40.8：52.3。",
            [("result", "2024", v) for v in (7.1, 41.2, 51.7)]
            + [("result", "2025", v) for v in (6.9, 40.8, 52.3)],
        ),
        ("生产总值增长5.2%（年初计划5%左右）。", [("result", "2025", 5.2), ("target", "2025", 5)]),
    ],
)
def test_plans_and_parts(text: str, expected: list[Row]) -> None:
    target = expected[0][0] == "target"
    claims = plan(text) if target else past(text)
    assert [(c.role, c.period, c.value) for c in claims] == expected


def test_what_a_figure_strides_towards_is_striven_for() -> None:
    assert [c.strive for c in plan("产业规模向800亿元迈进。")] == [True]
    assert [c.strive for c in plan("面向500家企业开展服务。")] == [False]
