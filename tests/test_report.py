"""For any text: reading ends, every numeral stands in one figure, every span leads to the page."""

from __future__ import annotations

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from duizhang.figures.scan import NUMERAL
from duizhang.model import Document, Report
from duizhang.reading import Unreadable, decode, make_source
from duizhang.report import interpret, read, read_source
from texts import PAGE, page, past, read_text

# What rules look for, so that random pages hold it often: digits above all.
WORDS = """1 2 3 5 10 12 2.5 28.5 0 00 500 2020 2024 2025 2026 2030 12345 １２ ２．５ ％ % ‰ 个百分点 个基点 BP 倍 成 番
    万 亿 千 百 十 余 多 元 美元 人 人次 名 户 家 个 项 件 条 位 年 月 日 天 亩 吨 斤 公里 千瓦 微克/立方米 平方米 套（间）
    — —— - ~ ～ 至 到 、 / ∶ : ： ， 。 ； （ ） ( ) “ ” 《 》 【 】 ！ ？ # ## ** - ■ | · + × = * _ > 一、 二、
    （一） （二） 1. 2、 （1） ① 一是 二是 三是 第 前 居 列 排名 全省 全国 全市 县域 西部
    增长 下降 减少 压减 收窄 提高到 降至 从 由 达到 突破 超过 约 近 左右 以上 以下 以内 不低于 不足 分别 均 都 其中
    比上年 年均 同比 新增 净增 累计 力争 争取 努力 冲刺 迈向 预计 完成 实现 确保 高于 低于 快于 同步 持平 正增长 平均水平
    生产总值 地区生产总值 固定资产投资 城乡居民人均可支配收入 一、二、三产业增加值 PM 失业率 收入比 占比 项目 企业 资金
    过去一年 五年来 今年 去年 今后五年 到2030年 “十四五” “十五五” 期间 以来 底 工作回顾 工作安排 政府工作报告 衡阳 邵阳 湖南省 青溪市
    十大产业项目 十件民生实事 全部完成 名词解释 扫码 5G T G 号线 500强 强 条例 热线 届 周年 季度 翻一番 三成 两位数增长 百余场
    亮 点 亮 点 l O 𠀀 😀 é"""
GAPS = [" ", "\n", "\n\n", "\r\n", "\t", "\u3000", "\u2028", "\x00", "\u200b", "\ufeff", "{"]
PIECES = st.sampled_from([*WORDS.split(), *GAPS])
SNIPPETS = st.sampled_from(
    [
        "一、2025年工作回顾\n\n",
        "\n\n二、2026年工作安排\n\n",
        "生产总值增长5.2%，城乡居民收入分别增长4.8%和6.1%。",
        "粮食产量由2020年的180万吨增加到210万吨，居全省第3位。",
        "力争签约项目120个、“三类500强”项目15个。",
        "10亿元以上项目15个，收入比2.5∶1，覆盖1/4的乡镇。",
        "居民收入增速高于经济增速，失业率低于全省平均水平。",
        "抓好十大产业项目，办好10件民生实事：一是新增学位1200个；二是新建公路35公里。",
        "## 衡阳 制造立市\n\n",
        "**增长4.5%—5%**左右\n",
    ]
)
PAGES = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(PIECES, SNIPPETS), max_size=40).map("".join),
    st.lists(st.one_of(PIECES, SNIPPETS), max_size=30).map("".join).map(
        lambda words: PAGE.format(review=words.replace("{", ""), outlook=words[::-1])
    ),
)  # fmt: skip


def document_of(text: str) -> Document | None:
    """The document of ``text``, None where reading refuses it."""
    try:
        return decode(make_source("x.txt", text.encode("utf-8", "replace")))
    except Unreadable:
        return None


def check(report: Report) -> None:
    """Everything that holds of every report."""
    source = report.document.source_text
    size = len(source)
    figures = [f for f in report.figures if not f.hanzi]
    spans = [m.span() for m in NUMERAL.finditer(source)]
    assert sorted((f.start, f.end) for f in figures) == spans
    by_start = {f.start: f for f in figures}
    for figure in report.figures:
        assert figure.text == source[figure.start : figure.end]
        assert figure.end <= figure.unit_end <= size
        assert (figure.kind == "measure") or figure.value is None or figure.hanzi
        if figure.range_of is not None:
            head = by_start[figure.range_of]
            assert head.start < figure.start
            assert head.range_of is None
    claims = [c for c in report.claims if not c.hanzi]
    starts = [c.start for c in report.claims]
    assert starts == sorted(starts)
    for claim in report.claims:
        assert 0 <= claim.evidence_start <= claim.start < claim.end <= size
        assert claim.start < claim.evidence_end <= size
        assert claim.end <= claim.unit_end <= size
        assert -1 <= claim.section < len(report.sections)
        assert 0 <= claim.confidence <= 1
        assert claim.subject
        for reason in claim.reasons:
            assert 0 <= reason.start <= reason.end <= size
    measured = [
        f for f in figures if f.kind == "measure" and f.range_of is None and f.value is not None
    ]
    assert [(c.start, c.end, abs(c.value)) for c in claims] == [
        (f.start, f.end, abs(f.value or 0)) for f in measured
    ]
    for relation in report.relations:
        assert 0 <= relation.start < relation.end <= size
        assert relation.evidence_start <= relation.end
        assert relation.right
    for pledge in report.pledges:
        assert 0 <= pledge.start < pledge.end <= size
    for section in report.sections:
        assert 0 <= section.start <= section.heading_start <= section.heading_end
        assert section.heading_end <= section.end <= size
        assert section.parent < len(report.sections)
    for warning in report.warnings:
        assert 0 <= warning.start <= warning.end <= size
    ids = [claim.id for claim in report.claims]
    assert len(ids) == len(set(ids))


@settings(max_examples=400, deadline=None)
@given(PAGES)
@example("1")
@example("1/0")
@example("5%—")
@example("从1到2从3到4")
@example("第1")
@example("前5")
@example("\n1.\n2.\n")
@example("一、\n\n二、\n\n1")
@example("12" * 400)
@example("5人")
@example("第5人")
@example("衡阳\n\n增长5%\n\n邵阳\n\n增长5%\n")
def test_any_text_is_read(text: str) -> None:
    document = document_of(text)
    if document is not None:
        check(interpret(document))


TWICE = "00彑佒000000000孛0000000000000000{"  # print that stands twice is removed once


def test_figures_stand_in_the_order_of_the_text() -> None:
    half = "琷000垶00000000000偿00垶0000000000"
    starts = [f.start for f in read_text(half + "0" + half + "000").figures]
    assert starts == sorted(starts)


def test_evidence_holds_a_numeral_whose_end_was_removed() -> None:
    for claim in read_text(TWICE + TWICE + "00").claims:
        assert claim.end <= claim.evidence_end


def test_relations_have_their_own_ids() -> None:
    words = "存款余额、贷款余额增速均高于全省平均水平。"
    ids = [r.id for r in page(review=words).relations]
    assert len(ids) == len(set(ids))


def test_a_relation_has_a_left_side() -> None:
    assert all(r.left for r in read_text("一、2025年工作回顾\n\n一是正增长。").relations)


def test_pledges_have_their_own_ids() -> None:
    words = "办好十件民生实事，抓好十大产业项目，办好10件民生实事：一是新增学位1200个；二是新建公路35公里。"
    ids = [p.id for p in page(review=words).pledges]
    assert len(ids) == len(set(ids))


@settings(max_examples=100, deadline=None)
@given(PAGES)
def test_reading_twice_gives_the_same_bytes(text: str) -> None:
    document = document_of(text)
    if document is not None:
        encode = msgspec.json.encode
        assert encode(interpret(document)) == encode(interpret(document))


@settings(max_examples=150, deadline=None)
@given(st.lists(SNIPPETS, min_size=1, max_size=12).map("".join), st.sampled_from(["\n\n", "。\n"]))
def test_what_stands_behind_does_not_change_the_figures_before(text: str, link: str) -> None:
    """Value and unit are the page's own: they do not depend on what follows in other paragraphs."""
    first = read_text(text + link + "全文完。").figures
    again = read_text(text + link + "全文完。" + link + "另有12家企业。").figures
    shown = [(f.start, f.kind, f.value, f.value2, f.unit, f.hedge) for f in first]
    assert (
        shown
        == [(f.start, f.kind, f.value, f.value2, f.unit, f.hedge) for f in again][: len(shown)]
    )


def test_read_is_open_decode_interpret(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "青溪市-2026.txt"
    path.write_text("生产总值增长5%。", encoding="utf-8")
    report = read(path)
    source = make_source(path.name, path.read_bytes())
    assert report == read_source(source) == interpret(decode(source))


def test_ids_come_from_the_bytes_and_the_place_in_them() -> None:
    one, two = (read_text(text).claims[0].id for text in ("增长5%。", "增长5%。\n"))
    assert one != two
    assert one == read_text("增长5%。", "another-name.txt").claims[0].id
    assert one.startswith("c:")
    assert len(one) == 18


def test_evidence_holds_the_figure_and_its_unit() -> None:
    (claim,) = past("新增城镇就业4.5万人。")
    assert (claim.value, claim.unit_end - claim.start) == (45_000, 5)
