"""Subjects: what a figure measures, bounds that say which things are meant, and lists shared out."""

from __future__ import annotations

import pytest

from texts import past, plan, wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10亿元以上项目15个。", [("qualifier", "项目"), ("level", "10亿元以上项目")]),
        ("建成35千伏以上变电站12座。", [("qualifier", "变电站"), ("level", "35千伏以上变电站")]),
        ("实施1亿元以上项目120个。", [("qualifier", "项目"), ("level", "1亿元以上项目")]),
        (
            "为60岁以上老人体检3.2万人次。",
            [("qualifier", "老人"), ("level", "60岁以上老人体检")],
        ),
        (
            "新开工5亿元以上产业项目26个，完成投资90亿元。",
            [("qualifier", "产业项目"), ("level", "5亿元以上产业项目"), ("level", "完成投资")],
        ),
        (
            "培育产值超10亿元企业1至2家。",
            [("qualifier", "培育产值"), ("level", "企业")],
        ),
        ("铺设10千伏线路260公里。", [("qualifier", "线路"), ("level", "10千伏线路")]),
        wrong(
            "签约亿元以上项目100个，其中10亿元以上20个。",
            [("level", "亿元以上项目"), ("qualifier", "项目"), ("level", "10亿元以上")],
            why="a bound whose noun stands before it",
        ),
        wrong(
            "培育5个50亿元企业。",
            [("level", "企业"), ("qualifier", "企业")],
            why="a size before a noun, behind a count",
        ),
        wrong(
            "建成2个10万头生猪养殖基地。",
            [("level", "生猪养殖基地"), ("qualifier", "生猪养殖基地")],
            why="a size before a noun, behind a count",
        ),
        (
            "建设15分钟便民生活圈20个。",
            [("qualifier", "便民生活圈"), ("level", "便民生活圈")],
        ),
    ],
)
def test_a_bound_says_which_things(text: str, expected: list[tuple[str, str]]) -> None:
    got = past(text)
    assert [c.aspect for c in got] == [a for a, _ in expected]
    assert all(c.indicator == "" for c in got if c.aspect == "qualifier")
    for claim, (_, subject) in zip(got, expected, strict=True):
        assert subject in claim.subject or claim.subject in subject


@pytest.mark.parametrize(
    "text",
    [
        "粮食产量200万吨以上。",
        "完成投资120亿元以上，其中工业80亿元。",
        "惠及群众30万人以上。",
        "带动就业5000人以上，增收明显。",
        "失业率控制在5.5%以内。",
        "投入10亿元支持中小企业。",
        "发放补贴3亿元用于农业生产。",
        "改造管网120公里。",
    ],
)
def test_an_amount_with_a_bound_is_no_qualifier(text: str) -> None:
    assert all(c.aspect != "qualifier" for c in past(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "一、二、三产业增加值分别增长4.2%、5%、5.4%。",
            [("primary_va", 4.2), ("secondary_va", 5), ("tertiary_va", 5.4)],
        ),
        (
            "三次产业增加值分别增长4.2%、5%和5.4%。",
            [("primary_va", 4.2), ("secondary_va", 5), ("tertiary_va", 5.4)],
        ),
        (
            "第一、第二、第三产业增加值分别增长4.2%、5%、5.4%。",
            [("primary_va", 4.2), ("secondary_va", 5), ("tertiary_va", 5.4)],
        ),
        (
            "城乡居民人均可支配收入分别增长7%和8%。",
            [("income_urban", 7), ("income_rural", 8)],
        ),
        (
            "城镇和农村居民人均可支配收入分别增长7%和8%。",
            [("income_urban", 7), ("income_rural", 8)],
        ),
        (
            "城乡居民收入分别达到4.2万元、2.1万元。",
            [("income_urban", 42_000), ("income_rural", 21_000)],
        ),
        (
            "城镇居民人均可支配收入4.2万元，农村居民人均可支配收入2.1万元，分别增长4.8%和6.1%。",
            [
                ("income_urban", 42_000),
                ("income_rural", 21_000),
                ("income_urban", 4.8),
                ("income_rural", 6.1),
            ],
        ),
        (
            "进出口、实际使用外资、旅游收入达到320亿元、4.5亿美元、210亿元。",
            [
                ("trade_total", 32_000_000_000),
                ("fdi_utilized", 450_000_000),
                ("tourism_revenue", 21_000_000_000),
            ],
        ),
        (
            "工业投资、民间投资分别增长9%、6%。",
            [("industrial_investment", 9), ("private_investment", 6)],
        ),
        (
            "工业投资、民间投资分别增长9%、6%，增速分列全省第2、第4位。",
            [
                ("industrial_investment", 9),
                ("private_investment", 6),
                ("industrial_investment", 2),
                ("private_investment", 4),
            ],
        ),
        (
            "工业投资、民间投资增速分别居全省第2位、第4位。",
            [("industrial_investment", 2), ("private_investment", 4)],
        ),
        (
            "出口和进口依次增长9%和6%。",
            [("exports", 9), ("imports", 6)],
        ),
        (
            "固定资产投资、社会消费品零售总额、进出口总额分别增长6%、5.5%、8%。",
            [("fixed_asset_investment", 6), ("retail_sales", 5.5), ("trade_total", 8)],
        ),
        (
            "生产总值、一般公共预算收入分别增长5.2%和3.1%，税收收入增长2%。",
            [("gdp", 5.2), ("general_public_budget_revenue", 3.1), ("tax_revenue", 2)],
        ),
        (
            "存贷款余额分别增长8%和9%。",
            [("deposits_loans", 8), ("deposits_loans", 9)],
        ),
        (
            "固定资产投资和工业投资均增长6%。",
            [("", 6)],
        ),
        (
            "2024年、2025年生产总值分别增长5.8%、5.2%。",
            [("gdp", 5.8), ("gdp", 5.2)],
        ),
        (
            "高新技术企业净增120家、总数达到860家。",
            [("", 120), ("high_tech_firms", 860)],
        ),
        (
            "固定资产投资下降2%，扣除房地产开发投资后增长4%。",
            [("fixed_asset_investment", -2), ("", 4)],
        ),
        (
            "空气质量优良天数312天，优良率85.5%。",
            [("good_air_days", 312), ("good_air_ratio", 85.5)],
        ),
        (
            "单位地区生产总值能耗5年累计下降14%。",
            [("energy_intensity", -14)],
        ),
        (
            "一季度、上半年生产总值分别增长5.8%、5.2%。",
            [("gdp", 5.8), ("gdp", 5.2)],
        ),
        (
            "工业投资增长8%，三次产业结构继续优化，调整为8.2：40.1：51.7。",
            [("", 8), ("", 8.2), ("", 40.1), ("", 51.7)],
        ),
        (
            "生产总值增长5.2%（年初计划5%左右）。",
            [("gdp", 5.2), ("gdp", 5)],
        ),
        (
            "工业增加值增长6.2%，超计划0.4个百分点。",
            [("industrial_va", 6.2), ("", 0.4)],
        ),
        (
            "生产总值增长4.6%，没有实现增长5%的年初目标。",
            [("gdp", 4.6), ("gdp", 5)],
        ),
        (
            "人均地区生产总值96000元，折合13400美元。",
            [("gdp_per_capita", 96000), ("gdp_per_capita", 13400)],
        ),
        (
            "研发投入强度达2.6%，比全省高0.4个百分点。",
            [("rd_intensity", 2.6), ("", 0.4)],
        ),
        (
            "研发投入强度达2.6%，是全省平均水平的近2倍。",
            [("rd_intensity", 2.6), ("", 2)],
        ),
        (
            "民生支出180亿元，占一般公共预算支出80%。",
            [("", 180e8), ("livelihood_expenditure_share", 80)],
        ),
    ],
)
def test_a_list_is_shared_out(text: str, expected: list[tuple[str, float]]) -> None:
    got = [(c.indicator, c.value) for c in past(text)]
    if expected[0][0]:
        assert got == expected
    else:
        assert [v for _, v in got] == [v for _, v in expected]


def test_a_change_from_to_is_no_list() -> None:
    got = past("城乡居民基础养老金标准由每月113元提高到128元。")
    assert [c.value for c in got] == [113, 128]
    assert all("城乡居民" in c.subject for c in got)


def test_each_of_a_list_keeps_its_own_hedge() -> None:
    got = plan("城乡居民人均可支配收入分别增长6%上下和7.5%左右。")
    assert [(c.indicator, c.value, c.hedge) for c in got] == [
        ("income_urban", 6, "about"),
        ("income_rural", 7.5, "about"),
    ]


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("高新区生产总值增长9%。", [""]),
        ("青山县生产总值增长9%。", [""]),
        ("化工产业增加值增长9%。", [""]),
        ("完成东湖大桥固定资产投资3亿元。", [""]),
        ("新能源产业投资增长9%。", [""]),
        ("全市生产总值增长5%。", ["gdp"]),
        ("全年实现地区生产总值增长5%。", ["gdp"]),
        ("青溪市生产总值增长5%。", ["gdp"]),
        ("规模以上工业增加值增长5%。", ["industrial_va_above_scale"]),
        ("生产总值增长5%，总量达到1830亿元，增速居全省第3位。", ["gdp", "gdp", "gdp"]),
        (
            "一般公共预算收入增长3%，其中税收收入增长2%。",
            ["general_public_budget_revenue", "tax_revenue"],
        ),
        ("经济总量达到2010亿元。", ["gdp"]),
        ("经济总量迈上2000亿元台阶。", ["gdp"]),
        ("全市经济总量突破2000亿元。", ["gdp"]),
        ("研发经费投入占生产总值比重达2.45%。", ["rd_intensity"]),
        ("经营主体总量达到15万户。", ["business_entities"]),
        ("新增经营主体1.2万户，总量达到15万户。", ["", "business_entities"]),
        ("全市重点项目12个。", ["key_projects_count"]),
    ],
)
def test_a_part_of_the_whole_is_not_the_indicator(text: str, indicators: list[str]) -> None:
    assert [c.indicator for c in past(text)] == indicators


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("规模工业增加值增长6%。", ["规模工业增加值"]),
        ("新增省级产业集群3个。", ["新增省级产业集群"]),
        ("民生支出占财政支出比重达80%。", ["民生支出占财政支出比重"]),
        ("改造老旧小区173个。", ["老旧小区"]),
        ("办好30件民生实事。", ["民生实事"]),
        ("培训教师1.2万名。", ["教师"]),
        ("签约项目120个、总投资900亿元。", ["签约项目", "总投资"]),
        ("建成学校12所，新增学位3600个。", ["学校", "新增学位"]),
    ],
)
def test_subject_words(text: str, subjects: list[str]) -> None:
    got = [c.subject for c in past(text)]
    assert len(got) == len(subjects)
    for read, meant in zip(got, subjects, strict=True):
        assert meant in read or read in meant
        assert read in text or len(read) >= 2


def test_a_figure_always_has_a_subject() -> None:
    assert all(c.subject for c in past("8成。增长5%。**12**。第3位。达到10亿元。（5%）"))
