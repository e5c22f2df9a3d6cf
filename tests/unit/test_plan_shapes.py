"""Whole plans, notices and other papers that are no letters, of shapes that the samples do not have. Invented."""

from __future__ import annotations

from pathlib import Path

from ingest.chunking import chunk
from tests.support.reading_papers import outline, read

PLAN = """
云港市人民政府办公室关于印发云港市“十四五”数字经济发展规划的通知
云港政办发〔2021〕45号
各县（市、区）人民政府：
《云港市“十四五”数字经济发展规划》已经市政府同意，现印发给你们，请认真组织实施。
云港市人民政府办公室
2021年9月30日
（此件公开发布）

云港市“十四五”数字经济发展规划

目　录
第一章　发展基础与形势	1
第一节　发展基础	1
第二章　重点任务	8

第一章　发展基础与形势
第一节　发展基础
核心产业增加值年均增长12.6%。
第二节　面临形势
一、机遇
新一轮科技革命深入发展。
二、挑战
区域竞争日趋激烈。
第二章　重点任务
第一节　做强数字产业
一、壮大电子信息制造业
（一）集成电路。建设特色工艺生产线。
专栏1　数字产业重点工程
1.强芯工程。引进集成电路企业20家。
2.云网工程。
建设绿色数据中心5个。
二、发展软件业
建设省级软件名园。
第二节　加快产业数字化
（一）智能制造
1. 建设智能工厂30家。
2. 建设数字化车间200个。
附件：重点项目表
附件
重点项目表
序号	项目
1	数据中心
"""


def test_a_plan_with_chapters_and_boxes(tmp_path: Path) -> None:
    document = read(tmp_path, PLAN)
    assert document.metadata.doc_number == "云港政办发〔2021〕45号"
    assert outline(document) == [
        "第一章 发展基础与形势",
        "第一章 第一节 发展基础",
        "第一章 第二节 面临形势",
        "第一章 第二节 一、 机遇",
        "第一章 第二节 二、 挑战",
        "第二章 重点任务",
        "第二章 第一节 做强数字产业",
        "第二章 第一节 一、 壮大电子信息制造业",
        "第二章 第一节 一、（一） 集成电路",
        "第二章 第一节 一、（一）·专栏1 数字产业重点工程",
        "第二章 第一节 一、（一）·专栏1·1. 强芯工程",
        "第二章 第一节 一、（一）·专栏1·2. 云网工程",
        "第二章 第一节 二、 发展软件业",
        "第二章 第二节 加快产业数字化",
        "第二章 第二节 （一） 智能制造",
        "第二章 第二节 （一）1. 建设智能工厂30家",
        "第二章 第二节 （一）2. 建设数字化车间200个",
        "附件 重点项目表",
    ]


ANNEXES = """
云港市科学技术局关于开展2024年度科技计划项目申报工作的通知
云港科〔2024〕9号
各有关单位：
现将有关事项通知如下。
一、申报条件
在我市注册的企事业单位。
二、申报方式
网上申报，截止时间为2024年4月30日17时。
附件：1. 申报指南
　　　2. 项目申报书
云港市科学技术局
2024年3月1日
附件1
2024年度科技计划项目申报指南
一、重点研发计划
支持高性能纤维研发。
二、软科学计划
每项资助5万元。
附件2
关于项目管理和经费使用情况的
自查报告
项目名称：
"""


def test_annexes_bear_the_title_below_them(tmp_path: Path) -> None:
    document = read(tmp_path, ANNEXES)
    assert document.metadata.issued_on == "2024-03-01"
    assert outline(document) == [
        "一、 申报条件",
        "二、 申报方式",
        "附件1 2024年度科技计划项目申报指南",
        "附件1 一、 重点研发计划",
        "附件1 二、 软科学计划",
        "附件2 关于项目管理和经费使用情况的自查报告",
    ]


def test_an_emergency_plan_counts_by_decimals(tmp_path: Path) -> None:
    lines = "云港市突发地质灾害应急预案|1 总则|1.1 编制目的|高效有序地做好应急工作。|1.2 适用范围|适用于本市。|2 应急响应|2.1 响应分级|分为Ⅰ级、Ⅱ级。|2.2 响应措施|2.2.1 Ⅰ级响应|24小时内报告。|2.2.2 Ⅱ级响应|48小时内报告。|2.5亿元以上的损失应当上报。"
    assert outline(read(tmp_path, lines.replace("|", "\n"))) == [
        "1. 总则",
        "1.1 编制目的",
        "1.2 适用范围",
        "2. 应急响应",
        "2.1 响应分级",
        "2.2 响应措施",
        "2.2.1 Ⅰ级响应",
        "2.2.2 Ⅱ级响应",
    ]


def test_minutes_are_numbered_under_their_name(tmp_path: Path) -> None:
    text = "云港市人民政府专题会议纪要\n〔2024〕18号\n关于研究城市更新工作的会议纪要\n现将会议议定事项纪要如下：\n一、关于资金筹措\n由市财政局牵头。\n二、关于项目推进\n（\n一）东风片区\n6月底前完成签约。\n（二）城北片区\n年底前完成。"
    document = read(tmp_path, text)
    assert document.metadata.doc_number == "云港市人民政府专题会议纪要〔2024〕18号"
    assert document.metadata.title == "关于研究城市更新工作的会议纪要"
    assert outline(document)[-2:] == ["二、（一） 东风片区", "二、（二） 城北片区"]


def test_a_file_without_punctuation_has_no_endless_title_or_passage(tmp_path: Path) -> None:
    document = read(tmp_path, "字" * 30_000)
    assert document.metadata.title is None
    pieces = chunk(document)
    assert max(len(piece.text) for piece in pieces) <= 2_000
    assert "".join(piece.text for piece in pieces) == document.text


def test_the_page_of_a_newspaper_is_no_class_of_letters(tmp_path: Path) -> None:
    document = read(tmp_path, "A1\n云港日报\n海洋经济迈上新台阶\n今年前三季度，全市海洋生产总值达到860亿元。")
    assert document.metadata.category is None
    assert document.text.startswith("A1")


def test_a_masthead_dates_the_page_and_a_headline_printed_twice_is_one(tmp_path: Path) -> None:
    headline = "从“单打独斗”到“抱团出海”"
    head = ["湄川日报 2025年3月28日 星期五 责编：钟屿 经济观察 05", headline * 2, "本报记者 温以宁"]
    found = read(tmp_path, "\n".join([*head, "3月25日，记者在车间看到，机器跟着订单转。"])).metadata
    assert (found.title, found.issued_on) == (headline, "2025-03-28")
