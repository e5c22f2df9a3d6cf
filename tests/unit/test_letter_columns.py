"""What stands in columns in a text file: lists of officials, tables with a cell a line, stamps. Invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.reading_papers import outline, read

GROUP = """
云港市人民政府办公室关于成立茶园建设领导小组的通知
各乡镇人民政府：
为加强对茶园建设工作的组织领导，经市政府同意，决定成立云港市茶园建设领导小组，现将有关事项通知如下：
一、组成人员
组　长：张　明　　市委常委、市政府党组副书记、常务副市长、市茶叶产业园管委会主任
副组长：李建华　　市政府党组成员、副秘书长、市政府办公室主任、市信访局局长
　　　　欧阳文　　市农业农村局党组书记、局长、市乡村振兴局局长、市委农办主任
成　员：赵　丽　　市财政局党组成员、副局长、市国有资产监督管理局副局长
　　　　孙　伟　　市水务局党组成员、副局长、市河长制办公室专职副主任
　　　　王小红　　市自然资源局党组成员、总规划师
二、工作职责
统筹全市茶园建设。
"""


def test_a_list_of_officials_keeps_its_lines(tmp_path: Path) -> None:
    document = read(tmp_path, GROUP)
    lines = document.text.split("\n")
    assert "欧阳文 市农业农村局党组书记、局长、市乡村振兴局局长、市委农办主任" in lines
    assert sum(name in line for line in lines for name in ("张 明", "李建华", "赵 丽", "孙 伟", "王小红")) == 5
    assert not any("李建华" in line and "欧阳文" in line for line in lines)
    assert outline(document) == ["一、 组成人员", "二、 工作职责"]


WRAPPED = """
　　为加强对全市茶园建设工作的组织领导，统筹推进各项任务，
经市政府研究同意，决定成立云港市茶园建设领导小组，其组成人员
和工作职责如下，请各单位认真配合，按时完成领导小组交办的任务。
　　组　长：张　明　　市委常委、市政府党组副书记、常务副市长
　　副组长：李建华　　市政府党组成员、副秘书长、办公室主任
　　　　　　欧阳文　　市农业农村局党组书记、局长、农办主任
　　成　员：赵　丽　　市财政局党组成员、副局长、国资局副局长
　　　　　　孙　伟　　市水务局党组成员、副局长、河长办副主任
王小红　　市自然资源局党组成员、总规划师、不动产中心
主任
周　强　　市交通运输局党组成员、副局长、港航中心主任
　　领导小组办公室设在市农业农村局，承担日常工作，由欧阳文
同志兼任主任。领导小组不作为市政府议事协调机构，任务完成后自
动撤销，不刻制印章，不正式行文。
"""


def test_a_list_of_officials_in_wrapped_lines(tmp_path: Path) -> None:
    lines = read(tmp_path, WRAPPED).text.split("\n")
    assert "王小红 市自然资源局党组成员、总规划师、不动产中心主任" in lines
    assert "周 强 市交通运输局党组成员、副局长、港航中心主任" in lines
    assert len(lines) == 9


def test_names_in_columns_are_not_one_word(tmp_path: Path) -> None:
    text = (
        "云港市优秀茶农名单\n一、优秀茶农\n"
        + "张　明　　李建华　　欧阳文　　赵　丽　　孙　伟　　王小红　　周　强\n郑　秋　　钱小多　　冯　春　　陈　夏　　褚　冬　　卫小青　　蒋　白\n"
        "沈　一　　韩二田　　杨　三\n二、优秀茶师\n许　四"
    )
    lines = read(tmp_path, text).text.split("\n")
    assert lines[2] == "张 明 李建华 欧阳文 赵 丽 孙 伟 王小红 周 强"
    assert lines[3].startswith("郑 秋")
    assert lines[4].startswith("沈 一")


CELLS = """
云港市茶园建设方案
一、任务
按照下表抓好落实。
附件：任务分工表
序号
任务
责任单位
完成时限
1
新建茶园两千亩
市农业农村局、市林业局、市自然资源局、各乡镇人民政府
2024年12月底
2
新建茶厂三座，改造老茶厂十座，培育龙头企业五家
市工业和信息化局、市市场监管局、市财政局、市茶办
2025年6月底
3
培训茶农三千人次
市人力资源社会保障局
每年
二、要求
按时完成。
"""


def test_cells_that_stand_a_line_each_are_a_table(tmp_path: Path) -> None:
    document = read(tmp_path, CELLS)
    assert len(document.tables) == 1
    rows = document.tables[0].span.of(document.text).split("\n")
    assert rows[0] == "序号\t任务\t责任单位\t完成时限"
    assert (
        rows[2]
        == "2\t新建茶厂三座，改造老茶厂十座，培育龙头企业五家\t市工业和信息化局、市市场监管局、市财政局、市茶办\t2025年6月底"
    )
    assert len(rows) == 4
    assert "二、要求" in document.text.split("\n")


def test_cells_of_which_some_are_missing_stay_lines(tmp_path: Path) -> None:
    text = CELLS.replace("2025年6月底\n", "").replace("每年\n", "")
    lines = read(tmp_path, text).text.split("\n")
    assert "市工业和信息化局、市市场监管局、市财政局、市茶办" in lines
    assert "市农业农村局、市林业局、市自然资源局、各乡镇人民政府" in lines
    assert "二、要求" in lines


HEADED = """云港市茶叶局
{first}
云港茶函〔2024〕3号
{second}
云港市茶叶局关于市政协十二届二次会议
第20240012号提案答复的函
{third}
陈一委员：
您提出的《关于多种茶的提案》收悉。现答复如下：
一、已种两千亩。
二、再种两千亩。
专此答复。
云港市茶叶局
2024年5月6日
"""


@pytest.mark.parametrize("place", ["first", "second", "third"])
@pytest.mark.parametrize("stamp", ["A类", "（B类）", "(A 类)", "【C类】", "A1类", "类别：B", "办理类别：A类", "（A）"])
def test_a_stamp_anywhere_in_the_head_stands_before_the_text(tmp_path: Path, place: str, stamp: str) -> None:
    text = HEADED.format(**(dict.fromkeys(("first", "second", "third"), "") | {place: stamp}))
    document = read(tmp_path, text)
    assert document.metadata.category == next(c for c in stamp if c in "ABC") + "类"
    first, *lines = document.text.split("\n")
    assert first.replace(" ", "") == stamp.replace(" ", "")
    assert stamp not in lines
    assert document.metadata.title == "云港市茶叶局关于市政协十二届二次会议第20240012号提案答复的函"
    assert document.metadata.addressee == "陈一委员"
    assert document.metadata.issuer == "云港市茶叶局"


def test_a_letter_of_a_table_is_no_stamp(tmp_path: Path) -> None:
    text = "关于公布茶园等级的通知\n各乡镇：\n云港茶园按提案办理要求分级如下。\nA类\n甲茶园\nB类\n乙茶园\n特此通知。\n云港市茶叶局\n2024年5月6日"
    document = read(tmp_path, text)
    assert document.metadata.category is None
    assert "B类" in document.text.split("\n")
