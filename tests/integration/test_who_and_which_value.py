"""Who sees to a measure by the brackets behind it, values that a question names itself, and halves of a question that
are asked of a paper each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from assistant.library import Library
from assistant.schema import Question

OPINIONS = """国务院关于促进边贸合作园发展的若干意见

国发〔2031〕7号

各省、自治区、直辖市人民政府：

现就促进边贸合作园发展提出以下意见：

一、主要任务

（一）完善口岸功能。

1.延长通关时间。支持边贸合作园实行预约通关和夜间通关。（海关总署、移民局、交通运输部负责，排在第一位的部门为牵头部门，下同）

2.发展冷链仓储。鼓励边贸合作园建设公用型冷链仓库，支持生鲜水果快速查验。（商务部、海关总署等有关部门负责）

3.培育边贸电商。支持边贸合作园内企业开展网上边民互市，逐步扩大互市商品范围。（商务部负责）

二、有关部门拟采取的措施

农业农村部拟推广果蔬分级包装标准；依据《检疫条例》的有关规定，要求进口商开展果蔬溯源登记。

国务院
2031年3月5日
"""

REPORT = """2032年柳岱省政府工作报告

2032年1月20日在柳岱省第三届人民代表大会第五次会议上

各位代表：

现在，我代表省人民政府作工作报告。

一、2031年主要工作

（一）农业稳步增产。茶叶种植面积210万亩、总产量36.8万吨，新增省级农业龙头企业47家。

（二）开放继续扩大。溪口边贸合作园封关运作，互市贸易额增长12.5%。

二、2032年重点工作

（一）抓好农业生产。确保茶叶种植面积200万亩、总产量35万吨，新增省级农业龙头企业30家。

（二）扩大对外开放。做大“边民互市+加工+电商”，互市贸易额增长10%。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("papers")
    for name, text in {"意见.txt": OPINIONS, "报告.txt": REPORT}.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Library.open(tmp_path_factory.mktemp("home")) as library:
        assert [result.status for result in library.ingest([folder])] == ["added"] * 2
        yield Assistant(library)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("边贸合作园夜间通关归口哪个部委？", ["海关总署"]),
        ("边贸合作园建冷链仓库，牵头部门是哪家？", ["商务部", "排在第一位的部门为牵头部门"]),
        ("边贸电商由谁负责？", ["商务部负责"]),
        ("要求进口商做果蔬溯源登记，是哪个部门提的、依据什么条例？", ["农业农村部", "检疫条例"]),
        ("柳岱省茶叶总产量是36.8万吨还是35万吨？", ["36.8万吨", "2031年", "确保", "35万吨", "2032年"]),
        ("新增省级农业龙头企业，有说47家也有说30家，怎么回事？", ["47家", "2031年", "30家", "2032年"]),
        (
            "边贸合作园的电商，国发〔2031〕7号怎么支持？柳岱2031年互市贸易额增长了多少？",
            ["网上边民互市", "12.5%"],
        ),
    ],
)
def test_what_is_asked_is_told(assistant: Assistant, question: str, said: list[str]) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.refused
    assert [words for words in said if words not in answer.text] == []


def test_a_value_that_stands_nowhere_is_not_told(assistant: Assistant) -> None:
    assert "41万吨" not in assistant.ask(Question("茶叶总产量是36.8万吨还是41万吨？")).text
