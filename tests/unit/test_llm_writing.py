"""A model's sentences are proved from the evidence: true ones in other words stay, near ones that are false go."""

from __future__ import annotations

import pytest

from assistant.library import Library
from assistant.llm.evidence import count_tokens, gather
from assistant.llm.writing import prove, sentences_of


def test_sentences_without_markers_bullets_and_bold_type() -> None:
    text = (
        "根据资料[1]，**补助**最高150万元[1]。另奖40万元【2】；\n\n包括以下两项：\n1. 云科函〔2025〕63号提出的甲[1,2]\n- 乙（资料3）。\n"
        "国发[2023]5号有效[3]"
    )
    assert sentences_of(text) == [
        "补助最高150万元",
        "另奖40万元",
        "云科函〔2025〕63号提出的甲",
        "乙",
        "国发[2023]5号有效",
    ]


def test_tokens_are_counted_without_a_network() -> None:
    assert 2 <= count_tokens("市级财政") <= 8
    assert count_tokens("<|endoftext|>") > 1  # a document's words are never control signs


def dropped(library: Library, asked: str, text: str) -> list[str]:
    documents = {r.doc_id: d for r in library.documents() if (d := library.document(r.doc_id)) is not None}
    statements, gone = prove(text, gather(None, library.search(asked, 24), documents, 6000))
    assert len(statements) + len(gone) == len(sentences_of(text))
    return gone


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("云科贷合作银行", "“云科贷”合作银行共有十一家，资金池承担贷款损失的比例最高为45%。[1]"),
        ("中试平台补助", "通过认定的市级中试平台可获得一次性补助，最高150万元[1]。"),
        ("中试平台补助", "市级中试平台通过认定后，最高可获一次性补助150万元，年度绩效评价优秀的另奖励40万元[1]。"),
        ("中试平台 认定", "云溪市已认定市级中试平台7家，其中新材料领域3家、生物制造领域2家、智能装备领域2家[2]。"),
        ("技术合同成交额", "2024年，云溪市技术合同成交额为48.3亿元；到2026年力争突破60亿元[1][2]。"),
        (
            "技术合同成交额",
            "云科函〔2023〕38号显示，2022年技术合同成交额29.5亿元；云科函〔2025〕63号显示，2024年达到48.3亿元[1]。",
        ),
        ("研发费用加计扣除", "2022年有1127家企业享受研发费用加计扣除，加计扣除额为36.9亿元[1]。"),
        ("63号函 联系人", "云科函〔2025〕63号的联系人是沈书瑶，电话为5562 0317[1]。"),
        ("青石先进陶瓷中试平台", "青石先进陶瓷中试平台的依托单位是青石新材料研究院，认定时间为2024年12月[1]。"),
        ("重大技术攻关专题", "“重大技术攻关”专题单项最高支持500万元，拟立项8项[1]。"),
        ("青年科学家 年龄", "申报“青年科学家”专题的男性不得超过38周岁，女性不得超过40周岁[1]。"),
        ("会办单位", "该提案由市科学技术局主办，市财政局、市人力资源和社会保障局等会办[1]。"),
    ],
)
def test_what_is_true_stays(sample_library: Library, asked: str, text: str) -> None:
    assert dropped(sample_library, asked, text) == []


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("云科贷合作银行", "“云科贷”合作银行已增加到7家，资金池承担比例最高为45%[1]。"),  # of two papers
        ("中试平台补助", "通过认定的市级中试平台每年补助150亿元[1]。"),
        ("中试平台补助", "通过认定的市级中试平台不能获得补助[1]。"),
        ("青石先进陶瓷中试平台", "青石先进陶瓷中试平台的依托单位是云纤复合材料有限公司[1]。"),  # of another row
        ("会办单位", "该提案由市科学技术局主办，市发展改革局会办[1]。"),
        ("63号函 联系人", "云科函〔2025〕63号的联系人是唐致远，电话为5562 0308[1]。"),
        ("技术合同成交额", "2025年全市技术合同成交额达到48.3亿元[1]。"),
        ("中试平台补助", "\ufffd\x7fl\ufffd+\ufffd补贴^\ufffd(\ufffd[1]。"),  # broken bytes
        ("重大技术攻关专题", "“重大技术攻关”专题单项最高支持150万元[1]。"),
    ],
)
def test_what_is_false_goes(sample_library: Library, asked: str, text: str) -> None:
    assert len(dropped(sample_library, asked, text)) == 1
