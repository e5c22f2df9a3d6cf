"""A numbering inside a numbering of the same kind: a plan that a letter quotes, an annex with its own 一、.

Invented. Which numbers are the inner ones is told by the numbers that come behind them.
"""

from __future__ import annotations

from tests.unit.test_outline import outline, paths


def test_a_plan_told_under_a_heading_of_the_same_kind() -> None:
    text = (
        "一、关于扩大茶园的建议\n去年印发的茶园方案提出了三项任务。\n一、选好种苗。统一供苗。\n二、修好水渠。统一修渠。\n三、建好茶厂。统一制茶。\n"
        "以上任务已经完成。\n二、关于培训茶农的建议\n每年培训三百人次。\n三、关于打响品牌的建议\n参加展会。"
    )
    assert paths(text) == ["一、", "一、一、", "一、二、", "一、三、", "二、", "三、"]


def test_a_plan_told_in_the_middle_of_a_letter() -> None:
    text = (
        "一、基本情况\n茶园不少。\n二、主要做法\n方案的内容是这样的。\n一、选苗\n统一供苗。\n二、修渠\n统一修渠。\n三、建厂\n统一制茶。\n四、培训\n统一培训。\n"
        "三、下一步\n继续种茶。"
    )
    assert paths(text) == ["一、", "二、", "二、一、", "二、二、", "二、三、", "二、四、", "三、"]


def test_a_numbering_below_the_one_that_is_usually_inside_it() -> None:
    text = (
        "一、工作情况\n（一）抓规划。市里印发了方案，主要内容有三项。\n一、选苗。统一供苗。\n二、修渠。统一修渠。\n三、建厂。统一制茶。\n"
        "（二）抓投入。去年投入三百万元。\n（三）抓培训。去年培训三百人。\n二、下一步打算\n（一）再抓规划。\n（二）再抓投入。"
    )
    assert paths(text) == [
        "一、",
        "一、（一）",
        "一、（一）一、",
        "一、（一）二、",
        "一、（一）三、",
        "一、（二）",
        "一、（三）",
        "二、",
        "二、（一）",
        "二、（二）",
    ]


def test_the_inner_numbering_has_levels_of_its_own() -> None:
    text = (
        "一、答复第一条意见\n方案全文如下。\n一、目标\n（一）面积。扩大一成。\n（二）产量。增加一成。\n二、措施\n（一）供苗。统一采购。\n（二）修渠。统一招标。\n"
        "二、答复第二条意见\n（一）已办。去年办成。\n（二）在办。今年办成。\n三、答复第三条意见\n留作参考。"
    )
    assert paths(text) == [
        "一、",
        "一、一、",
        "一、一、（一）",
        "一、一、（二）",
        "一、二、",
        "一、二、（一）",
        "一、二、（二）",
        "二、",
        "二、（一）",
        "二、（二）",
        "三、",
    ]


def test_parenthesised_items_told_inside_a_parenthesised_item() -> None:
    text = "一、情况\n（一）制定办法。办法规定补助三类人。\n（一）茶农；\n（二）茶商；\n（三）茶师。\n（二）落实资金。每年三百万元。\n（三）加强监督。每年检查。\n二、打算"
    assert paths(text) == [
        "一、",
        "一、（一）",
        "一、（一）（一）",
        "一、（一）（二）",
        "一、（一）（三）",
        "一、（二）",
        "一、（三）",
        "二、",
    ]


def test_a_second_paper_behind_the_first_is_not_inside_it() -> None:
    text = "一、甲\n种茶。\n二、乙\n采茶。\n三、丙\n制茶。\n茶园方案\n一、丁\n种茶。\n二、戊\n采茶。\n三、己\n制茶。\n四、庚\n卖茶。"
    assert paths(text) == ["一、", "二、", "三、", "一、", "二、", "三、", "四、"]


def test_numbers_inside_a_quotation_are_those_of_what_is_quoted() -> None:
    text = (
        "一、关于选苗的意见\n方案中写明：\n“一、统一选苗。\n二、统一修渠。\n三、统一制茶。”\n"
        "二、关于修渠的意见\n去年修渠。\n三、关于制茶的意见\n去年制茶。"
    )
    assert [s.title for s in outline(text) if s.level == 1] == ["关于选苗的意见", "关于修渠的意见", "关于制茶的意见"]


def test_a_quotation_that_nobody_closed_hides_no_heading() -> None:
    text = "一、甲\n落实“三茶统筹。\n二、乙\n采茶。\n三、丙\n制茶。\n四、丁\n卖茶。"
    assert paths(text) == ["一、", "二、", "三、", "四、"]


def test_an_annex_that_is_only_named_counts_anew_inside_itself() -> None:
    text = "一、要求\n抓紧办。\n二、时限\n按时办。\n附件：申报指南\n一、条件\n在本市种茶。\n（一）面积。十亩以上。\n（二）年限。三年以上。\n二、材料\n申请表。\n三、程序\n（一）申请。\n（二）审核。"
    assert paths(text) == [
        "一、",
        "二、",
        "附件",
        "附件 一、",
        "附件 一、（一）",
        "附件 一、（二）",
        "附件 二、",
        "附件 三、",
        "附件 三、（一）",
        "附件 三、（二）",
    ]


def test_a_chinese_number_that_lost_its_mark_is_found_by_the_sequence() -> None:
    text = "一、现状\n（一）面积。两千亩。\n二 关于建议的采纳情况\n1.选苗。采纳。\n2.修渠。采纳。\n三、打算\n一 些茶园还要改造。"
    assert paths(text) == ["一、", "一、（一）", "二、", "二、1.", "二、2.", "三、"]


def test_items_of_two_forms_may_skip_a_number() -> None:
    text = "（一）打算\n1.扩面。扩大两千亩。\n2.提质\n①选苗两万株。\n②修渠三公里。\n4.创新。推广新茶。\n（二）请求"
    assert paths(text) == ["（一）", "（一）1.", "（一）2.", "（一）2.①", "（一）2.②", "（一）4.", "（二）"]
