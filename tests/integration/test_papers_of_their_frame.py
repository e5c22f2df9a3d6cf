"""Questions about what a paper says of itself: how it is built, since when it holds and what it puts out of force, who
gave or wrote it, who sees to one of its points, how its own words are to be understood, two letters at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.asking import asking

RULES = """湄川市商务局
湄川市财政局
文件

湄商规〔2024〕6号

湄川市商务局　湄川市财政局
关于印发《湄川市外贸租仓补贴办法》的通知

各区商务主管部门、财政局，各有关单位：
　　现将《湄川市外贸租仓补贴办法》印发给你们，请认真贯彻执行。

湄川市商务局　　湄川市财政局
2024年3月18日

湄川市外贸租仓补贴办法

第一章　总则

　　第一条　为规范租仓补贴的发放，制定本办法。
　　第二条　本办法所称主要经营地，是指企业签订租仓合同的仓库所在区。企业没有签订租仓合同的，为其报关单载明的口岸所在区。

第二章　补贴标准

　　第三条　租仓补贴按照每平方米每月8元计算。
　　第四条　单家企业每年补贴不超过36万元。

第三章　附则

　　第五条　本办法由市商务局负责解释。
　　第六条　本办法自2024年4月15日起施行，有效期4年。《湄川市外贸仓储扶持细则》（湄商〔2020〕17号）同时废止。
"""
MEASURES = """湄川市人民政府办公室关于进一步激励实干的通知

湄府办〔2023〕52号

各区人民政府，市政府各部门：

经市政府同意，现将激励措施通知如下：

一、对商贸流通成效明显的区，在安排展会资金时给予倾斜。（市商务局负责）

二、对稳岗扩岗成效明显的区，在分配就业补助资金时增加5%的份额。（市人力资源社会保障局、市财政局负责）

三、对河道保洁成效明显的区，优先纳入示范河道名单。（市水务局会同有关部门负责）

湄川市人民政府办公室

2023年11月2日
"""
LETTER_A = """湄川市人民政府办公室对市政协五届二次会议第318号提案的答复

湄府办函〔2022〕31号

沈砚秋委员：

您提出的《关于开设夜间图书馆的提案》收悉。经商市文化局、市财政局，现答复如下：

一、关于延长开放时间。市图书馆已延长至22时闭馆。

二、关于增设自助借阅点。全市已有自助借阅点46个。

三、关于配套交通。夜间公交增至9条。

感谢您对文化工作的关心。

湄川市人民政府办公室

2022年8月9日
"""
LETTER_B = """湄川市人民政府办公室对市六届人大三次会议第507号建议的答复

湄府办函〔2022〕44号

顾闻笛等代表：

你们提出的关于改造老旧菜场、方便居民买菜的建议收悉。经会同市商务局研究，现答复如下：

全市已改造老旧菜场27家，今年再改造6家。

感谢你们对民生工作的支持。

湄川市人民政府办公室

2022年9月14日
"""
REPORT = """2025年湄川市政府工作报告

——在湄川市第六届人民代表大会第五次会议上

（2025年1月8日）

湄川市市长 钟屿白

各位代表：

现在，我代表市人民政府作工作报告，请予审议。

一、2024年工作回顾

全市进出口总额增长6.1%。

二、2025年工作安排

新增外贸企业120家。
"""
PAGE = """外贸仓库搬到家门口

湄川的外贸企业今年租到了更近的仓库。记者从市商务局获悉，全市新增外贸仓库31座。企业负责人告诉记者，运货的路近了一半。

全市租仓补贴已发放1900万元。（记者苏砚北报道）
"""
PICTURES = """老码头上的夜市

本报记者 陆栖云

晚上八点，老码头的灯一排排亮起来，摊主们支起了篷。
图为游客在夜市挑选竹编。 本报记者 秦晚照 摄
图为渡船驶过老码头。 本报记者 乔木青 摄
"""
DECREE = """湄川市供水管理规定

湄川市人民政府令
第38号
《湄川市供水管理规定》已经2024年6月3日市人民政府第12次常务会议通过，现予公布，自2024年8月1日起施行。
市长　贺听澜
2024年6月10日

湄川市供水管理规定

第一条 为规范供水用水，制定本规定。

第二条 供水企业未按规定检测水质的，处2万元以上10万元以下罚款。

第三条 供水用户擅自改装水表的，处1000元以上5000元以下罚款。
"""
SHELF = {
    "decree": DECREE,
    "rules": RULES,
    "measures": MEASURES,
    "a": LETTER_A,
    "b": LETTER_B,
    "report": REPORT,
    "page": PAGE,
    "pictures": PICTURES,
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    with asking(SHELF, tmp_path_factory) as ask:
        yield ask


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("湄府办函〔2022〕31号分哪三部分？", ["延长开放时间", "自助借阅点", "配套交通"]),
        ("租仓补贴办法全文由哪几大部分组成？", ["总则", "补贴标准", "附则"]),
        ("租仓补贴办法总共几章几条？", ["共6条", "共3章", "第三章附则", "第六条"]),
        ("湄商规〔2024〕6号施行后，原来哪个文件不再执行？", ["湄商〔2020〕17号"]),
        ("租仓补贴办法取代了什么文件", ["外贸仓储扶持细则"]),
        ("外贸租仓补贴办法什么时候开始执行？", ["2024年4月15日"]),
        ("租仓补贴办法几号起施行，原来的哪个细则废止", ["2024年4月15日", "湄商〔2020〕17号"]),
        ("租仓补贴办法的文号是什么，由哪两家印发？", ["湄商规〔2024〕6号", "商务局", "财政局"]),
        ("租仓补贴办法是哪两家印发的", ["商务局", "财政局"]),
        ("湄川市政府工作报告是哪天、在什么会上、由谁作的？", ["2025年1月8日", "第五次会议上", "钟屿白"]),
        ("《湄川市供水管理规定》是市政府令第几号，谁签署的？", ["令第38号", "市长贺听澜"]),
        ("《外贸仓库搬到家门口》这篇稿子是哪个记者写的？", ["苏砚北"]),
        ("52号文第二项激励措施由哪个部门负责？", ["人力资源社会保障局", "财政局"]),
        ("租仓补贴里的“主要经营地”怎么认定？", ["签订租仓合同的仓库所在区"]),
        ("没有租仓合同的企业，“主要经营地”按哪里算？", ["口岸所在区"]),
        ("第318号提案和第507号建议，分别是谁提的、提的什么事？", ["沈砚秋", "夜间图书馆", "顾闻笛", "改造老旧菜场"]),
        ("2022年市府办的两份函（31号、44号），答复前分别找了哪些部门商办或研究？", ["文化局", "会同市商务局"]),
    ],
)
def test_what_a_paper_says_of_itself_is_told(asked: Callable[..., str], question: str, told: list[str]) -> None:
    answer = asked(question)
    assert all(words in answer for words in told), answer


@pytest.mark.parametrize(
    ("before", "question", "told"),
    [
        ("52号文第一项激励措施由哪个部门负责？", "那第二项呢？", "人力资源社会保障局"),
        ("52号文第一项激励措施由哪个部门负责？", "第三项呢", "市水务局"),
        ("租仓补贴办法第三条讲了什么？", "那第四条呢？", "36万元"),
        ("供水企业未按规定检测水质的，处多少罚款？", "那供水用户擅自改装水表的呢？", "5000元"),
        ("租仓补贴办法第三条讲了什么？", "第四条规定了什么", "36万元"),
    ],
)
def test_a_follow_up_may_ask_of_another_part(asked: Callable[..., str], before: str, question: str, told: str) -> None:
    assert told in asked(question, before)


def test_what_is_only_counted_is_told_shortly(asked: Callable[..., str]) -> None:
    assert "补贴标准" not in asked("租仓补贴办法总共几章几条？")
    assert "补贴标准" in asked("租仓补贴办法总共几章几条，各章叫什么？")


def test_who_wrote_a_page_is_told_apart_from_who_took_its_pictures(asked: Callable[..., str]) -> None:
    assert asked("《老码头上的夜市》是哪个记者写的？").startswith("本报记者 陆栖云[1]。")
    taken = asked("《老码头上的夜市》里竹编那张图是谁拍的？")
    assert "秦晚照" in taken
    assert "乔木青" not in taken


def test_no_reporter_is_made_of_what_a_reporter_heard(asked: Callable[..., str]) -> None:
    assert "市商务局获悉" not in asked("《外贸仓库搬到家门口》是谁写的？")


@pytest.mark.parametrize(
    "question",
    [
        "湄府办函〔2022〕31号分哪五部分？",  # it has three
        "湄府办函〔2022〕31号出台后哪个文件废止了？",  # it puts none out of force
        "湄府办〔2023〕52号是哪个记者写的？",
    ],
)
def test_what_a_paper_does_not_say_of_itself_is_refused(asked: Callable[..., str], question: str) -> None:
    assert not asked(question)
