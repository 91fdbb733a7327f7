"""DOCX: what a reader of the document sees, and the way back to its paragraphs."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from duizhang.reading import Unreadable
from duizhang.reading.docx import read_docx
from duizhang.reading.docx_styles import Styles, written
from duizhang.reading.docx_text import visible
from reading.word_files import (
    SPACES,
    R,
    W,
    cell,
    level,
    lines,
    listed,
    numbering,
    package,
    page,
    par,
    read_word,
    run,
    source,
    style,
    styled,
    table,
    word,
)

STYLES = (
    f"<w:styles {SPACES}>"
    + style("a", "Normal")
    + style("1", "heading 1", base="a")
    + style("20", "标题 2")
    + style("x", "我的标题", base="1")
    + style("y", "小节", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
    + style("t", "Title")
    + style("c", "toc 1")
    + style("h", "隐藏", "<w:rPr><w:vanish/></w:rPr>")
    + "</w:styles>"
)


def hinted(body: str, **parts: str) -> list[tuple[str, int, str]]:
    draft = read_word(body, **parts)
    return [(h.kind, h.level, draft.source_text[h.start : h.end]) for h in draft.hints]


def test_headings_come_from_styles_their_base_and_the_paragraph_itself() -> None:
    body = (
        styled("政府工作报告", "t")
        + styled("一、工作回顾", "1")
        + styled("（一）经济", "20")
        + styled("二、工作安排", "x")
        + styled("1.工业", "y")
        + par("三、结语", '<w:outlineLvl w:val="0"/>')
        + par("各位代表！")
        + par("不是标题", '<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>')
    )
    assert hinted(body, styles=STYLES) == [
        ("heading", 1, "政府工作报告"),
        ("heading", 1, "一、工作回顾"),
        ("heading", 2, "（一）经济"),
        ("heading", 1, "二、工作安排"),
        ("heading", 3, "1.工业"),
        ("heading", 1, "三、结语"),
    ]


def test_a_whole_paragraph_in_a_headings_style_is_none() -> None:
    text = "坚持稳中求进。全年新建改建农村公路120公里，改造危桥16座。"
    assert hinted(styled(text, "1"), styles=STYLES) == []


def test_headings_are_known_by_their_ids_where_the_styles_are_missing() -> None:
    assert hinted(styled("工作回顾", "Heading2")) == [("heading", 2, "工作回顾")]


def test_a_table_of_contents_is_furniture() -> None:
    body = styled("一、工作回顾\t3", "c") + (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{par('二、工作安排 9')}</w:sdtContent></w:sdt>"
    )
    assert [kind for kind, _, _ in hinted(body, styles=STYLES)] == ["furniture", "furniture"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (3, "chineseCounting", "三"),
        (10, "chineseCountingThousand", "十"),
        (12, "chineseCounting", "十二"),
        (20, "japaneseCounting", "二十"),
        (21, "chineseCountingThousand", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (110, "taiwaneseCountingThousand", "一百一十"),
        (10, "ideographDigital", "一〇"),
        (11, "ideographTraditional", "甲"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (4, "lowerRoman", "iv"),
        (28, "upperLetter", "BB"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (5, "cardinalText", "5"),
    ],
)
def test_numbers_are_written_in_their_form(number: int, form: str, text: str) -> None:
    assert written(number, form) == text


def test_automatic_numbers_stand_before_the_text_without_a_locator() -> None:
    lists = (
        level(0, "chineseCounting", "%1、")
        + level(1, "chineseCounting", "（%2）")
        + level(2, "decimal", "%3.")
    )
    body = (
        listed("回顾", 1) + listed("工业", 1, 1) + listed("2025年目标", 1, 2) + listed("农业", 1, 2)
        + listed("服务业", 1, 1) + listed("种植", 1, 2) + listed("安排", 1)
    )  # fmt: skip
    draft = read_word(body, numbering=numbering(lists))
    assert draft.source_text.split("\n") == [
        "一、回顾", "（一）工业", "1. 2025年目标", "2. 农业", "（二）服务业", "1. 种植", "二、安排",
    ]  # fmt: skip
    first = draft.locators[0]
    assert (first.start, first.end, first.paragraph, first.at) == (2, 4, 1, 0)


def test_lists_start_where_they_are_told_and_go_on_across_text() -> None:
    body = (
        listed("a", 1) + par("正文。") + listed("b", 1) + listed("c", 3) + listed("d", 3)
        + listed("e", 2) + listed("f", 1, 1)
    )  # fmt: skip
    change = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    parts = numbering(
        level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2"),
        level(0, "decimal", "第%1项", start=3),
        overrides={3: (1, change)},
    )
    assert lines(body, numbering=parts) == [
        "1. a", "正文。", "2. b", "5. c", "6. d", "第3项e", "6.1 f",
    ]  # fmt: skip


def test_numbers_of_styles_and_of_levels_bound_to_styles() -> None:
    linked = level(0, "chineseCounting", "%1、", more='<w:pStyle w:val="p"/>') + level(
        1, "chineseCounting", "（%2）", more='<w:pStyle w:val="q"/>'
    )
    number = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (
        f"<w:styles {SPACES}>{style('p', '一级', number)}{style('q', '二级', number)}</w:styles>"
    )
    body = (
        styled("回顾", "p") + styled("工业", "q") + styled("安排", "p") + styled("农业", "q")
        + par("正文", '<w:pStyle w:val="p"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )  # fmt: skip
    assert lines(body, styles=styles, numbering=numbering(linked)) == [
        "一、回顾", "（一）工业", "二、安排", "（一）农业", "正文",
    ]  # fmt: skip


def test_bullets_are_signs_that_the_layout_knows() -> None:
    body = listed("稳就业", 1)
    assert lines(body, numbering=numbering(level(0, "bullet", "\uf06c"))) == ["●稳就业"]


def test_numbers_of_levels_that_a_legal_list_shows() -> None:
    legal = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", more="<w:isLgl/>")
    body = listed("甲", 1) + listed("乙", 1, 1)
    assert lines(body, numbering=numbering(legal)) == ["一、甲", "1.1 乙"]


def test_tables_are_rows_with_empty_places_for_merged_cells() -> None:
    body = table(
        [cell("指标", merge="restart"), cell("2025年", 2)],
        [cell("", merge="continue"), "目标", "完成"],
        ["工业", "5%", par("6%") + par("左右")],
    )
    draft = read_word(body)
    assert draft.source_text.split("\n") == [
        "| 指标 | 2025年 | |",
        "| | 目标 | 完成 |".replace("| |", "|  |"),
        "| 工业 | 5% | 6% 左右 |",
    ]
    assert [h.kind for h in draft.hints] == ["row"] * 3


def test_a_title_above_the_rows_and_a_note_below_are_no_rows() -> None:
    body = table(
        [cell("主要指标", 2)],
        ["指标", "数值"],
        [cell("一、经济", 2)],
        ["工业", "5"],
        [cell("注：略", 2)],
    )
    draft = read_word(body)
    kinds = {draft.source_text[h.start : h.end]: h.kind for h in draft.hints}
    assert kinds == {"| 指标 | 数值 |": "row", "| 一、经济 | |": "row", "| 工业 | 5 |": "row"}
    assert draft.source_text.startswith("主要指标\n")
    assert draft.source_text.endswith("\n注：略")


def test_a_table_of_one_column_only_frames_text_and_inner_tables_follow_their_row() -> None:
    framed = par("全年改造老旧小区86个。") + par("新增公办学位8000个。")
    body = table([cell(framed)]) + table(["甲", cell(table(["乙", "丙"]) + par("丁"))])
    assert lines(body) == [
        "全年改造老旧小区86个。", "新增公办学位8000个。", "| 甲 | 丁 |", "| 乙 | 丙 |",
    ]  # fmt: skip


def test_tracked_changes_are_read_as_accepted() -> None:
    body = (
        par(f"{run('增长')}<w:del><w:r><w:delText>5</w:delText></w:r></w:del>"
            f"<w:ins>{run('6')}</w:ins>{run('%。')}<w:moveFrom>{run('旧')}</w:moveFrom>"
            f"<w:moveTo>{run('新')}</w:moveTo>")
        + par("一句话", "<w:rPr><w:del/></w:rPr>")
        + par("接着说。")
        + f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{cell('没有')}{cell('了')}</w:tr></w:tbl>"
    )  # fmt: skip
    draft = read_word(body)
    assert draft.source_text == "增长6%。新\n一句话接着说。"
    assert [w.code for w in draft.warnings] == ["tracked_changes"]
    assert [x.paragraph for x in draft.locators] == [1, 2, 3]


def test_fields_show_their_result_not_their_code() -> None:
    field = "".join(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>{text}' for kind, text in (
        ("begin", "<w:r><w:instrText>REF a</w:instrText><w:t>码</w:t></w:r>"),
        ("separate", run("8.5")), ("end", run("%")),
    ))  # fmt: skip
    simple = f'<w:fldSimple w:instr="x">{run("。")}</w:fldSimple>'
    link = f'<w:hyperlink r:id="x">{run("链接")}</w:hyperlink>'
    assert lines(par(run("增长") + field + simple + link)) == ["增长8.5%。链接"]


def test_a_code_without_an_end_takes_no_more_than_its_paragraph() -> None:
    body = par('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("码")) + par("正文。")
    assert lines(body)[-1] == "正文。"


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{par('框里的话')}</w:txbxContent>"
    both = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert lines(par(run("正文") + both) + par("后文")) == ["正文", "框里的话", "后文"]


def test_hidden_text_is_left_out_and_counted() -> None:
    body = par(run("看得见") + run("看不见", "<w:vanish/>") + run("又见", '<w:vanish w:val="0"/>'))
    body += par(run("整段") + run("除外", '<w:vanish w:val="false"/>'), '<w:pStyle w:val="h"/>')
    draft = read_word(body, styles=STYLES)
    assert draft.source_text == "看得见又见\n除外"
    assert [(w.code, w.message[:1]) for w in draft.warnings] == [("hidden_text", "5")]


def test_raised_marks_of_notes_touch_no_figure_and_struck_words_are_left_out() -> None:
    up = '<w:vertAlign w:val="superscript"/>'
    body = par(
        run("增长8") + run("1", up) + run("%，投资6") + run("[", up) + run("2", up) + run("]", up)
        + run("亿元，每人5m") + run("2", up) + run("，减排CO")
        + run("2", '<w:vertAlign w:val="subscript"/>') + run("。")
    )  # fmt: skip
    body += par(run("产粮") + run("65", "<w:strike/>") + run("68万吨") + run("旧", "<w:dstrike/>"))
    draft = read_word(body)
    assert draft.source_text == "增长8%，投资6亿元，每人5m2，减排CO2。\n产粮68万吨"
    assert [(w.code, w.message[:1]) for w in draft.warnings] == [("struck_text", "3")]


def test_powers_of_ten_stay_raised() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    body = par(f"{run('3.2×10')}{run('4', raised)}{run('吨，增长8')}{run('1', raised)}{run('%')}")
    assert lines(body) == ["3.2×10⁴吨，增长8%"]


def test_signs_breaks_ruby_and_equations() -> None:
    parts = (
        run("A")
        + "<w:r><w:tab/><w:t>B</w:t><w:br/><w:t>C</w:t><w:noBreakHyphen/></w:r>"
        + '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
        + "<w:r><w:ruby><w:rt><w:r><w:t>duì</w:t></w:r></w:rt>"
        + f"<w:rubyBase>{run('对')}</w:rubyBase></w:ruby></w:r>"
        + "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    )
    draft = read_word(par(parts))
    assert draft.source_text == "A\tB\nC-√对x=1"
    assert [w.code for w in draft.warnings] == ["equation"]


def test_notes_stand_at_the_end_under_a_heading_and_running_heads_are_furniture() -> None:
    notes = (
        f'<w:footnotes {SPACES}><w:footnote w:type="separator" w:id="0">{par("线")}</w:footnote>'
        f'<w:footnote w:id="2">{par("指年收入2000万元以上企业。")}</w:footnote>'
        f'<w:footnote w:id="3">{par("没人引用")}</w:footnote></w:footnotes>'
    )
    body = par(run("规模工业增长5%") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("。"))
    head = f"<w:hdr {SPACES}>{par('政府公报 2025年第3期')}</w:hdr>"
    draft = read_word(body, footnotes=notes, header=head, footer=head.replace("hdr", "ftr"))
    assert draft.source_text.split("\n") == [
        "规模工业增长5%。", "注释", "指年收入2000万元以上企业。", "政府公报 2025年第3期",
    ]  # fmt: skip
    assert draft.hints[-1].kind == "furniture"
    assert draft.locators[-2].part == "word/footnotes.xml"


def test_what_is_not_read_is_a_warning_with_its_place() -> None:
    picture = '<w:r><w:drawing><a:blip xmlns:a="b"/></w:drawing></w:r>'
    draft = read_word(par("前文。") + par(picture) + par(run("图前") + picture))
    spans = [draft.source_text[w.start : w.end] for w in draft.warnings]
    assert ([w.code for w in draft.warnings], spans) == (["not_read"] * 2, ["。", "图前"])


def test_a_scan_in_a_word_file_is_refused_in_one_line() -> None:
    picture = '<w:r><w:drawing><a:blip xmlns:a="b"/></w:drawing></w:r>'
    with pytest.raises(Unreadable, match="no text, only 1 pictures"):
        read_word(par(picture))


# -------------------------------------------------------------------- the way back

words = st.text(st.sampled_from("增长5%。 亿\t１é𠀀（"), min_size=1, max_size=8)
one = st.lists(words, min_size=1, max_size=4)


@given(st.lists(one, min_size=1, max_size=5), st.booleans())
def test_locators_lead_to_the_same_characters(paragraphs: list[list[str]], in_table: bool) -> None:
    made = [par("".join(run(t) + ("<w:r><w:br/></w:r>" if t[0] == "5" else "") for t in texts))
            for texts in paragraphs]  # fmt: skip
    body = table(made[:1] + [cell(p) for p in made], ["尾", "巴"]) if in_table else "".join(made)
    data = word(body + par("尾"))
    draft = read_docx(source(data))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        root = etree.fromstring(file.read("word/document.xml"))
    styles = Styles(None)
    shown = [visible(p, styles.get(""), styles).text for p in root.iter(f"{{{W}}}p")]
    covered = 0
    for locator in draft.locators:
        text = shown[locator.paragraph - 1]
        assert text[locator.at : locator.until] == draft.source_text[locator.start : locator.end]
        covered += locator.end - locator.start
    solid = sum(len("".join(text.split())) for text in shown)
    assert covered >= solid  # all that is seen was read


# -------------------------------------------------------------------- hostile files


def test_a_zip_bomb_is_refused() -> None:
    data = word(par("x") + " " * 40_000_000)
    with pytest.raises(Unreadable, match="unpacks to too much"):
        read_docx(source(data))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = f"{bomb}<w:document {SPACES}><w:body>{par('正文')}</w:body></w:document>"
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    data = package({"word/document.xml": (head + text).encode(encoding)})
    with pytest.raises(Unreadable, match="declares XML entities"):
        read_docx(source(data))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 not a zip",
        word(par("正文。"))[:-40],
        package({"a.txt": "b"}),
        package({"word/document.xml": "<a"}),
        package({"word/document.xml": "<a/>"}),
        package({"word/document.xml": b"\xff\xff\xff"}),
        word(""),
        word("<w:tbl><w:tr><w:tc>" * 200 + "</w:tc></w:tr></w:tbl>" * 200),
    ],
)  # fmt: skip
def test_damaged_files_are_one_line(data: bytes) -> None:
    with pytest.raises(Unreadable) as error:
        read_docx(source(data))
    assert "\n" not in error.value.reason


def test_missing_and_bad_parts_are_done_without() -> None:
    bad = f'<w:numbering {SPACES}><w:num w:numId="1"><w:abstractNumId w:val="q"/></w:num>'
    body = listed("正文", 1, style="没有") + listed("后文", 99, 40)
    relations = (
        f'<Relationships xmlns="x"><Relationship Id="1" Type="{R}/header" Target="../../../x"/>'
    )
    data = package(
        {
            "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
            "word/numbering.xml": bad,
            "word/styles.xml": "<broken",
            "word/_rels/document.xml.rels": relations,
        }
    )
    assert read_docx(source(data)).source_text == "正文\n后文"


def test_styles_based_on_each_other_end() -> None:
    styles = (
        f"<w:styles {SPACES}>{style('a', '甲', base='b')}{style('b', '乙', base='a')}</w:styles>"
    )
    assert lines(styled("正文", "a"), styles=styles) == ["正文"]


def test_names_of_the_strict_standard_are_read() -> None:
    data = word(par("正文"))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    parts["word/document.xml"] = parts["word/document.xml"].replace(W.encode(), strict)
    assert read_docx(source(package(dict(parts)))).source_text == "正文"


def test_a_document_keeps_the_paragraphs_of_its_file_apart() -> None:
    document = page(styled("一、2025年工作回顾", "1") + par("全年增长5%。"), styles=STYLES)
    assert [b.kind for b in document.blocks] == ["heading", "paragraph"]
    at = document.source_text.index("5%")
    (found,) = document.locate(at, at + 2)
    assert (found.part, found.paragraph, found.at, found.until) == ("word/document.xml", 2, 4, 6)


def test_two_rows_that_say_the_same_both_stay() -> None:
    row = ["东坪区农村公路养护工程", "公里", "120"]
    document = page(table(["项目", "单位", "目标"], row, row))
    assert document.text.count("农村公路") == 2
    assert document.warnings == ()
