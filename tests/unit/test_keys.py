"""Names of documents in questions. The documents are invented."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from ingest.schema import Metadata
from vectorstore.keys import KeyIndex, find_keys


@dataclass(frozen=True)
class Paper:
    doc_id: str
    source: str
    metadata: Metadata


PAPERS = [
    Paper(
        "a",
        "a.txt",
        Metadata(
            doc_number="云港科函〔2025〕162号",
            title="云港市科学技术局关于市政协六届四次会议第0412号提案答复的函",
            proposal_number="0412",
            proposal_title="关于扶持海洋新材料企业的建议",
        ),
    ),
    Paper("b", "b.txt", Metadata(doc_number="云港科函〔2020〕139号", title="云港市科学技术局关于第98号建议的答复")),
    Paper("c", "2023年云港市政府工作报告.docx", Metadata(title=None)),
    Paper("d", "d.pdf", Metadata(title="云港市海洋科技“十四五”发展规划", doc_number="云港府办〔2021〕7号")),
    Paper("e", "e.pdf", Metadata(title="云港市人民政府关于印发《云港市人才公寓管理办法》的通知")),
    Paper("f", "f.pdf", Metadata(doc_number="云港府〔2025〕162号", title="云港市人民政府关于开展节水行动的通知")),
]


@pytest.mark.parametrize(
    ("question", "doc_ids"),
    [
        ("云港科函〔2025〕162号的成文日期？", {"a"}),
        ("请问云港科函（2025）第 162 号讲了什么", {"a"}),
        ("云港科函［２０２５］162号", {"a"}),
        ("云港府[2025]162号要求什么？", {"f"}),
        ("〔2025〕162号的公开方式", {"a", "f"}),
        ("市里印发〔2025〕162号以后", {"a", "f"}),
        ("162号函答复了多少位委员？", {"a", "f"}),
        ("139号和规划的说法一致吗", {"b"}),
        ("2020年139号函", {"b"}),
        ("162、139号函有什么不同", {"a", "b", "f"}),
        ("第412号提案由谁主办？", {"a"}),
        ("提案0412号", {"a"}),
        ("0412号是哪家单位答复的", {"a"}),
        ("7号文什么时候发的", {"d"}),
        ("《关于扶持海洋新材料企业的建议》的答复意见", {"a"}),
        ("《云港市人才公寓管理办法》适用于谁？", {"e"}),
        ("《人才公寓管理办法》适用于谁？", {"e"}),
        ("云港市海洋科技十四五发展规划的目标", {"d"}),
        ("海洋科技“十四五”发展规划有几个目标", {"d"}),
        ("2023年云港市政府工作报告提到了什么", {"c"}),
        ("云港路162号在哪里", set()),
        ("8月3号发生了什么", set()),
        ("地铁7号线", set()),
        ("《通知》", set()),
        ("海洋经济增加值是多少？", set()),
        ("", set()),
    ],
)
def test_named_documents(question: str, doc_ids: set[str]) -> None:
    match = find_keys(question, PAPERS)
    assert set(match.doc_ids) == doc_ids
    assert match.unknown == ()


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("云港科函〔2025〕139号是答复谁的？", "云港科函〔2025〕139号"),
        ("〔2019〕3号", "〔2019〕3号"),
        ("国办发〔2025〕162号怎么说", "〔2025〕162号"),
        ("77号函说了什么", "77号函"),
        ("2021年139号函", "2021年139号函"),
        ("第9999号提案", "9999号提案"),
    ],
)
def test_numbers_that_no_document_bears(question: str, unknown: str) -> None:
    match = find_keys(question, PAPERS)
    assert match.unknown == (unknown,)
    assert match.doc_ids == ()


def test_a_part_that_fits_many_documents_names_none() -> None:
    many = [Paper(str(i), f"{i}.txt", Metadata(title=f"第{i}区人才公寓管理办法")) for i in range(4)]
    assert find_keys("《人才公寓管理办法》", many).doc_ids == ()
    assert find_keys("《人才公寓管理办法》", many[:3]).doc_ids == ("0", "1", "2")


QUESTIONS = (
    "162号函",
    "第412号提案",
    "《人才公寓管理办法》",
    "海洋科技十四五发展规划有几个目标",
    "2021年7号文",
    "139号函",
)


@pytest.mark.parametrize("later", [PAPERS[:2], PAPERS[2:], [], [*PAPERS[3:], *PAPERS[:1]]])
def test_an_index_that_follows_knows_what_a_new_one_knows(later: list[Paper]) -> None:
    index = KeyIndex(PAPERS)
    index.update({paper.doc_id: paper for paper in later})
    renamed = Paper("a", "a.txt", Metadata(doc_number="云港科函〔2024〕9号"))
    for papers in (later, [*later[1:], renamed]):
        index.update({paper.doc_id: paper for paper in papers})
        for question in (*QUESTIONS, "9号函"):
            followed, anew = index.find(question), find_keys(question, papers)
            assert set(followed.doc_ids) == set(anew.doc_ids)
            assert followed.unknown == anew.unknown


def test_a_thousand_digits_are_no_work() -> None:
    began = time.process_time()
    KeyIndex(PAPERS).find("提案" + "1234567890" * 500)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("139和7两份文件哪个先印发", ()),  # one figure alone may count anything
        ("139、162这两封函抄送给谁", ("b", "a", "f")),
        ("139那份复函谁签发的", ("b",)),
        ("全年办结139件建议、发了88份函", ()),
    ],
)
def test_numbers_without_their_mark_beside_a_word_for_papers(question: str, named: tuple[str, ...]) -> None:
    assert find_keys(question, PAPERS).doc_ids == named
