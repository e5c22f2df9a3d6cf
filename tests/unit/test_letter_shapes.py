"""Whole letters and plans of shapes that offices use and the samples do not have: what a clerk would read in them.

Invented. The outline is written as `path title`, a line a numbered heading or box.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.chunking import chunk
from ingest.pipeline import parse
from ingest.schema import Document


def read(folder: Path, text: str, name: str = "paper.txt") -> Document:
    path = folder / name
    path.write_text(text.strip("\n"), encoding="utf-8")
    return parse(path)


def outline(document: Document) -> list[str]:
    kinds = {"heading", "box", "box_item"}
    return [f"{s.path} {s.title}".strip() for s in document.sections if s.kind in kinds]


def frame(document: Document) -> dict[str, str]:
    found = document.metadata
    return {name: str(value) for name in found.__dataclass_fields__ if (value := getattr(found, name)) is not None}


SUGGESTION = """
B1
云港市教育局
云港教函〔2024〕36号　　　　　　签发人：周海平

云港市教育局关于市十五届人大四次会议
第0127号建议的答复

陈晓岚、吴建国代表：
　　您们在市十五届人大四次会议上提出的《关于优化学区划分的建议》（第0127号）收悉。现将办理情况答复如下：
　　一、基本情况
　　2023年新建改扩建学校12所，新增学位1.8万个。
　　二、关于“动态调整学区”的建议
　　（一）建立预警机制。每年3月底前公布学位预警。
　　（二）科学划定学区。一是坚持就近入学。按照“划片招生”的原则执行。二是坚持总体稳定。学区原则上三年不变。
　　四、下一步工作
　　1．扩大覆盖面。到2025年，集团化办学覆盖率达到85%以上。
　　2．加强教师交流。每年交流教师不少于10%。
　　衷心感谢您们对我市教育工作的关心和支持！

　　　　　　　　　　　　　　云港市教育局
　　　　　　　　　　　　　　2024年5月28日
（联系人：林小燕联系电话：（0591）8332-1456）
公开方式：主动公开
抄送：市人大常委会代表工委，市政府办公室。
"""


def test_a_letter_to_deputies(tmp_path: Path) -> None:
    document = read(tmp_path, SUGGESTION)
    assert frame(document) == {
        "issuer": "云港市教育局",
        "doc_number": "云港教函〔2024〕36号",
        "title": "云港市教育局关于市十五届人大四次会议第0127号建议的答复",
        "issued_on": "2024-05-28",
        "addressee": "陈晓岚、吴建国代表",
        "proposal_number": "0127",
        "proposal_title": "关于优化学区划分的建议",
        "session": "市十五届人大四次会议",
        "contact_name": "林小燕",
        "contact_phone": "（0591）8332-1456",
        "disclosure": "主动公开",
        "cc": "市人大常委会代表工委、市政府办公室",
        "category": "B类",
        "doc_type": "人大建议答复函",
    }
    assert outline(document) == [
        "一、 基本情况",
        "二、 关于“动态调整学区”的建议",
        "二、（一） 建立预警机制",
        "二、（二） 科学划定学区",
        "四、 下一步工作",  # the office skipped 三、
        "四、1. 扩大覆盖面",
        "四、2. 加强教师交流",
    ]
    assert [s.path for s in document.sections if s.kind == "run_in"] == ["二、（二）一是", "二、（二）二是"]


JOINT = """
云港市文化和旅游局
云港市财政局
云港文旅提〔2023〕18号
关于市政协十二届二次会议第20230045号
提案的答复
民革云港市委员会：
贵委提出的《关于加快发展夜间文旅经济的提案》（提案第20230045号）收悉。感谢贵委的关心，现将有关情况答复如下：
一、工作开展情况
（一）加强政策引导
安排专项资金600万元。
二、下步打算
（一）强化要素保障。
①资金。市财政每年安排不少于500万元。
②人才。每年培训从业人员300人次。
感谢贵委对我们工作的理解与支持。
　云港市文化和旅游局　　　云港市财政局（云港市国有资产监督管理局）
2023年7月6日
联系单位及电话：市文化和旅游局产业科，87654321
"""


def test_a_letter_of_two_bureaus(tmp_path: Path) -> None:
    document = read(tmp_path, JOINT)
    assert document.metadata.issued_on == "2023-07-06"
    assert document.metadata.addressee == "民革云港市委员会"
    assert document.metadata.contact_phone == "87654321"
    assert "云港市文化和旅游局" in str(document.metadata.issuer)
    assert "云港市财政局" in str(document.metadata.issuer)
    assert outline(document)[-2:] == ["二、（一）① 资金", "二、（一）② 人才"]
    closing = document.sections[-1]
    assert closing.kind == "closing"
    assert closing.span.of(document.text).startswith("感谢贵委")


@pytest.mark.parametrize(
    "written",
    [
        "云港水函［2023］8号",
        "云港水函[2023]8号",
        "云港水函(2023)8号",
        "云港水函【2023】8号",
        "云港水函〔2023〕第8号",
        "云港水函〔２０２３〕８号",
        "云港水函 〔 2023 〕 8 号",
        "文号：云港水函〔2023〕8号",
        "云港水函〔2023〕8号  签发人：李四",
    ],
)
def test_a_number_in_any_brackets(tmp_path: Path, written: str) -> None:
    text = f"云港市水务局\n{written}\n关于市政协十二届二次会议第88号提案答复的函\n李委员：\n收悉，现答复如下：\n一、总体情况\n已建成泵站30座。\n云港市水务局\n2023年6月1日"
    document = read(tmp_path, text)
    assert document.metadata.doc_number == "云港水函〔2023〕8号"
    assert document.metadata.title == "关于市政协十二届二次会议第88号提案答复的函"
    assert document.metadata.issuer == "云港市水务局"


@pytest.mark.parametrize("written", ["云港水函2023-8号", "云港水（2023）函字第8号"])
def test_a_number_of_another_form_is_no_part_of_the_title(tmp_path: Path, written: str) -> None:
    text = (
        f"云港市水务局\n{written}\n关于第88号提案答复的函\n李委员：\n收悉，现答复如下：\n一、总体情况\n已建成泵站30座。"
    )
    assert read(tmp_path, text).metadata.title == "关于第88号提案答复的函"


SITE = """
您的位置:
首页
>
建议提案
建议提案
索 引 号：113307000025/2023-01245
发布机构：市住房城乡建设局
发文日期：2023-07-12
文    号：云港建函〔2023〕112号
公开方式：主动公开
标    题：关于市政协十二届二次会议第156号提案的答复
关于市政协十二届二次会议第156号提案的答复
发布时间：2023-07-14 15:32　来源：市住房城乡建设局　浏览次数：356　字体：[大 中 小]
尊敬的黄志远委员：
您好！您提出的“关于推进老旧小区加装电梯”的提案已收悉，现答复如下：
一、目前进展
截至2023年6月底，全市累计加装电梯1260台。
二、下一步计划
2024年计划加装400台。
感谢您对我们工作的关心！
云港市住房和城乡建设局
2023年7月12日
办理结果：A类
是否公开：是
打印本页 关闭窗口
分享到：
上一篇：关于市政协十二届二次会议第155号提案的答复
主办：云港市人民政府办公室 网站标识码：3307000012
"""


def test_a_page_that_was_saved_as_text(tmp_path: Path) -> None:
    document = read(tmp_path, SITE)
    assert frame(document) == {
        "issuer": "云港市住房和城乡建设局",
        "doc_number": "云港建函〔2023〕112号",
        "title": "关于市政协十二届二次会议第156号提案的答复",
        "issued_on": "2023-07-12",
        "addressee": "黄志远委员",
        "proposal_number": "156",
        "proposal_title": "关于推进老旧小区加装电梯",
        "session": "市政协十二届二次会议",
        "disclosure": "公开",
        "category": "A类",
        "doc_type": "政协提案答复函",
    }
    assert outline(document) == ["一、 目前进展", "二、 下一步计划"]
    for chrome in ("首页", "浏览次数", "打印本页", "分享到", "上一篇", "网站标识码"):
        assert chrome not in document.text


def test_the_same_table_as_rows_of_a_web_page(tmp_path: Path) -> None:
    page = """<html><head><meta charset="utf-8"></head><body><div>您当前的位置：<a>首页</a> &gt; <a>建议提案</a></div>
    <table><tr><td>索引号</td><td>2022-0088</td><td>发布机构</td><td>市教育局</td></tr>
    <tr><td>文号</td><td>云港教函〔2022〕58号</td><td>成文日期</td><td>2022-08-15</td></tr>
    <tr><td>公开方式</td><td>主动公开</td><td>有效性</td><td>有效</td></tr></table>
    <h1>关于市政协十四届一次会议第1045号提案的答复</h1><p>致公党云港市委会：</p>
    <p>贵党派提出的《关于加强心理健康教育的提案》收悉，现答复如下：</p><p>一、强化队伍建设</p><p>配备教师412名。</p>
    <p>二、完善机制</p><p>每年开展一次普查。</p><div>【打印本页】【关闭窗口】</div></body></html>"""
    document = read(tmp_path, page, "page.html")
    found = frame(document)
    assert found["doc_number"] == "云港教函〔2022〕58号"
    assert found["issued_on"] == "2022-08-15"
    assert found["issuer"] == "市教育局"
    assert found["disclosure"] == "主动公开"
    assert found["addressee"] == "致公党云港市委会"
    assert outline(document) == ["一、 强化队伍建设", "二、 完善机制"]
    assert "打印本页" not in document.text


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


def test_a_reply_without_numbers_or_thanks(tmp_path: Path) -> None:
    text = "云港市残疾人联合会\n云港残联函〔2023〕5号\n对市政协十三届二次会议第2045号提案的答复\n林小红委员：\n您提出的《关于加大就业帮扶力度的提案》收悉，现答复如下：\n近年来，全市新增残疾人就业1350人，其中按比例就业420人。\n市级残疾人就业保障金投入860万元。\n云港市残疾人联合会\n2023年5月"
    document = read(tmp_path, text)
    assert outline(document) == []
    assert document.metadata.issued_on == "2023-05"
    assert document.sections[-1].kind == "closing"


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
