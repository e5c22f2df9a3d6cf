"""The check of a letter: whole letters of several customs are left in peace, and what is wrong in a frame is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.drafting.checking import check_letter
from assistant.drafting.checks.clauses import Known, LikeClauses
from assistant.drafting.checks.fault import Fault
from assistant.drafting.proposals import read_proposal
from assistant.library import Library
from ingest.errors import InputError
from ingest.pipeline import parse

LETTER = """青栎市科学技术局
青科函〔2026〕8号
青栎市科学技术局关于市政协八届五次会议第2026031号提案答复的函
顾南星委员：
《关于办好科技园的提案》（提案第2026031号）收悉，现答复如下：
一、关于“扩大园区”的建议
吸收采纳。园区已经扩大，道路也已修通。
二、关于“引进企业”的建议
（一）摸清底数。各园区已经逐家登记。
（二）上门服务。一是编印手册。二是选派专员。三是定期回访。
三、关于“培训人员”的建议
培训已经开始。
专此答复。
青栎市科学技术局
2026年6月30日
（联系人及电话：江流，7706655）
公开方式：主动公开
抄送：市政协提案委员会、市政府办公室。
"""

CUSTOMS = {
    "thanks close it, the head has more fields": """青栎市科学技术局
青科提〔2026〕12号 签发人：江流
办理结果：A 公开属性：主动公开
关于市政协八届五次会议第87号提案的答复
尊敬的顾南星委员：
您好！您提出的《关于办好科技园的提案》（第87号）已收悉。现将办理情况答复如下：
园区已经扩大。
再次感谢您对我市科技工作的关心，并恳请继续提出宝贵意见。
青栎市科学技术局
2026年5月20日
联系人：江流 联系电话：0571-7706655
抄送：市政协提案委员会。
""",
    "a deputy's suggestion, sealed": """青科函〔2026〕9号
对市十届人大四次会议第0123号建议的答复
顾南星等8名代表：
你们提出的“关于办好科技园的建议”收悉。现将有关情况答复如下：
1.关于扩大园区
园区已经扩大。
以上答复，如有不妥，请批评指正。
经办人：江流 电话：7706655
青栎市科学技术局（盖章）
二〇二六年六月三日
""",
    "a body to call": """A类
公开
青科建复字〔2026〕3号
青栎市科学技术局关于市政协第八届第三次会议
第2026099号提案的答复
民革青栎市委：
贵党派提出的《关于办好科技园的提案》收悉，现答复如下。
一、工作开展情况
2024年，全市新增科技企业孵化器3家。2025年，全市新增科技企业孵化器5家。
2024年全市新增众创空间基地3家，2025年全市新增众创空间基地5家，2026年力争全市新增众创空间基地7家。
感谢贵党派对我市科技工作的关心支持！
青栎市科学技术局
2026年4月8日
（联系单位：市科技局农村科，联系电话：7706655）
抄送：市政协提案委员会、市政府办公室。
""",
    "to a person, no proposal": """国办函〔2025〕21号
青栎市科学技术局关于节水建议的复函
顾南星主任：
您关于节水的建议十分重要，现将有关情况函复如下：
节水设施已经装好。感谢您对节水工作的关心和支持。
青栎市科学技术局
二〇一四年三月三日
""",
}


def faults(text: str, library: Library, folder: Path) -> list[Fault]:
    path = folder / "函.txt"
    path.write_text(text, encoding="utf-8")
    return check_letter(parse(path), library)


@pytest.mark.parametrize("custom", [name for name in CUSTOMS if "no proposal" not in name])
def test_other_customs_are_no_faults(sample_library: Library, tmp_path: Path, custom: str) -> None:
    assert faults(CUSTOMS[custom], sample_library, tmp_path) == []


def test_a_reply_to_no_proposal_needs_no_number(sample_library: Library, tmp_path: Path) -> None:
    messages = [fault.message for fault in faults(CUSTOMS["to a person, no proposal"], sample_library, tmp_path)]
    assert messages == ["成文日期是2014年，发文字号是〔2025〕，年份不一致，请核对。"]


def test_a_whole_letter_has_no_fault(sample_library: Library, tmp_path: Path) -> None:
    assert faults(LETTER, sample_library, tmp_path) == []


@pytest.mark.parametrize(
    ("before", "after", "place", "words"),
    [
        ("（提案第2026031号）", "（提案第2026037号）", "开头", "标题里是2026031，正文开头是2026037"),
        ("顾南星委员：", "顾南星代表：", "信头", "应称委员"),
        ("（提案第2026031号）", "（建议第2026031号）", "开头", "开头称“建议”"),
        ("顾南星委员：\n", "", "信头", "没有主送"),
        ("青科函〔2026〕8号\n", "", "信头", "没有发文字号"),
        ("青科函〔2026〕8号", "青科函[2026]8号", "信头", "六角括号"),
        ("2026年6月30日", "2026年6月31日", "落款", "“2026年6月31日”不存在"),
        ("2026年6月30日", "2025年6月30日", "落款", "年份不一致"),
        ("专此答复。\n", "", "落款", "没有结束语"),
        ("专此答复。\n青栎市科学技术局\n", "专此答复。\n", "落款", "没有落款单位"),
        ("专此答复。\n青栎市科学技术局\n", "专此答复。\n青栎市科技局\n", "落款", "不一致"),
        ("7706655", "7706", "落款", "位数不对"),
        ("江流，7706655", "江流，", "落款", "没有电话号码"),
        ("（联系人及电话：江流，7706655）\n", "", "落款", "没有联系人"),
        ("公开方式：主动公开", "公开方式：不知道", "落款", "公开方式“不知道”"),
        ("市政协提案委", "市人大常委会代表工委", "落款", "市人大常委会代表工委"),
        ("培训已经开始。\n", "", "三、", "下面没有内容"),
        ("吸收采纳。园区已经扩大，道路也已修通。", "吸收采纳。", "一、", "只写了办理意见"),
        ("二是选派专员。", "", "二、（二）", "“三是”，按顺序应是“二是”"),
        ("二是选派", "三是选派", "二、（二）", "“三是”，按顺序应是“二是”"),
        ("一是编印手册。二是选派专员。三是定期回访。", "第一，编印手册。第三，回访。", "二、（二）", "应是“第二”"),
        ("（二）上门", "（三）上门", "二、（三）", "应是“（二）”"),
        ("\n二、", "\n四、", "一、", "应是“二、”"),
    ],
)  # fmt: skip
def test_one_slip_is_one_fault_with_its_place(
    sample_library: Library, tmp_path: Path, before: str, after: str, place: str, words: str
) -> None:
    assert before in LETTER
    found = faults(LETTER.replace(before, after, 1), sample_library, tmp_path)
    assert len(found) == 1, found
    assert words in found[0].message
    assert found[0].section == place


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("林晓舟", "林晓丹", "称呼与资料库里的同一封函"),
        ("沈书瑶，5562 0317", "沈书瑶，5562 0371", "联系人及电话与资料库里的同一封函"),
        ("云科函〔2025〕63号", "云科函〔2025〕36号", "发文字号与资料库里的同一封函"),
        ("市市场监督管理局完善质押", "市监督管理局完善质押", "市市场监督管理局"),
    ],
)
def test_a_copy_is_held_against_the_librarys(
    sample_library: Library, tmp_path: Path, before: str, after: str, words: str
) -> None:
    document = sample_library.find_document("云科函〔2025〕63号")
    assert document is not None
    assert before in document.text
    messages = [fault.message for fault in faults(document.text.replace(before, after, 1), sample_library, tmp_path)]
    assert any(words in message for message in messages), messages


def test_a_letter_that_asks_for_opinions_is_no_reply(sample_library: Library, tmp_path: Path) -> None:
    text = "青栎市科学技术局关于征求意见的函\n青科函〔2026〕31号\n各有关单位：\n现将《办法》送你们，请于6月30日前反馈意见。\n"
    with pytest.raises(InputError, match="不像是答复函"):
        faults(text, sample_library, tmp_path)


def test_what_a_draft_adds_is_not_compared(sample_library: Library, tmp_path: Path) -> None:
    """(一), 据…答复 and 一是 stand before the library's sentence in a draft."""
    said = "（一）据2025年答复，2024年全市登记专利商标质押187笔，融资金额12.6亿元。"
    text = LETTER.replace("培训已经开始。", said)
    assert faults(text, sample_library, tmp_path) == []
    wrong = [fault.message for fault in faults(text.replace("187", "178"), sample_library, tmp_path)]
    assert len(wrong) == 1
    assert "质押178笔" in wrong[0]
    assert "质押187笔" in wrong[0]


def test_one_year_told_twice_contradicts_itself(sample_library: Library, tmp_path: Path) -> None:
    text = LETTER.replace(
        "培训已经开始。",
        "2024年，全市新增众创空间基地3家。2024年全市新增众创空间基地5家。2025年全市新增众创空间基地7家。",
    )
    messages = [fault.message for fault in faults(text, sample_library, tmp_path)]
    assert len(messages) == 1
    assert "前面是“全市新增众创空间基地3家”" in messages[0]
    assert "5家" in messages[0]


def test_two_papers_of_one_year_are_no_figures_that_differ(sample_library: Library, tmp_path: Path) -> None:
    """Every letter that cites two papers of one year was told that its figures differ."""
    first, second = (f"据2025年答复（云科函〔2025〕{n}号），园区道路已经修通。" for n in (63, 71))
    text = LETTER.replace("培训已经开始。", first).replace("园区已经扩大，道路也已修通。", second)
    assert faults(text, sample_library, tmp_path) == []


@pytest.mark.parametrize(
    ("cited", "words"),
    [
        ("据云科函〔2025〕64号，道路已经修通。", "相近的有云科函〔2025〕63号"),  # slips by one figure
        ("据2025年答复（云科函〔2025〕999号），道路已经修通。", "没有文号是云科函〔2025〕999号"),
        ("据云科函〔2024〕63号，道路已经修通。", "没有文号是云科函〔2024〕63号"),
        ("据云科函〔2025〕63号，道路已经修通。", ""),
        ("据国栎发〔2025〕63号，道路已经修通。", ""),  # the library has nothing of that series
    ],
)
def test_a_number_that_no_paper_of_its_series_has(
    sample_library: Library, tmp_path: Path, cited: str, words: str
) -> None:
    found = faults(LETTER.replace("培训已经开始。", cited), sample_library, tmp_path)
    assert [fault.kind for fault in found] == (["paper"] if words else []), found
    assert all(words in fault.message for fault in found)


PROPOSAL = "关于办好科技园的提案\n提案号：第2026031号\n提案人：顾南星、江流\n建议：\n一、扩大园区。\n二、引进企业。\n三、培训人员。\n"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", "", ""),
        ("顾南星、江流委员", "顾南生、江流委员", "称呼与提案的提出人不同"),
        ("顾南星、江流委员", "顾南星委员", "称呼与提案的提出人不同"),
        ("顾南星、江流委员", "尊敬的顾南星、江流委员", ""),
        ("顾南星、江流委员", "顾南星等2名委员", ""),
        ("2026031", "2026013", "提案上是2026031"),
        ("办好科技园的", "办好科学园的", "标题与提案不同"),
    ],
)
def test_the_frame_is_held_against_the_proposal(
    sample_library: Library, tmp_path: Path, before: str, after: str, words: str
) -> None:
    path = tmp_path / "提案.txt"
    path.write_text(PROPOSAL, encoding="utf-8")
    letter = tmp_path / "函.txt"
    letter.write_text(LETTER.replace("顾南星委员", "顾南星、江流委员").replace(before, after), encoding="utf-8")
    found = check_letter(parse(letter), sample_library, read_proposal(path))
    assert all(words in fault.message for fault in found), found
    assert bool(found) == bool(words)


@pytest.mark.parametrize(
    ("said", "right", "wrong"),
    [
        ("2024年11月市政府印发《云溪市中试平台建设与管理办法》。", "2024年11月", "2023年11月"),
        (
            "《条例》之后，2024年11月，市政府印发了《云溪市中试平台建设与管理办法》，各平台都已知晓。",
            "2024年11月",
            "2024年12月",
        ),
        ("云溪技术转移学院已于2024年9月挂牌，设在理工学院，分三个层次培训学员。", "2024年9月", "2024年8月"),
    ],
)
def test_what_happened_once_has_one_date(
    sample_library: Library, tmp_path: Path, said: str, right: str, wrong: str
) -> None:
    text = LETTER.replace("培训已经开始。", said)
    assert faults(text, sample_library, tmp_path) == []
    messages = [fault.message for fault in faults(text.replace(right, wrong), sample_library, tmp_path)]
    assert len(messages) == 1
    assert wrong in messages[0]


def test_a_year_and_a_count_that_are_wrong_in_one_sentence(sample_library: Library, tmp_path: Path) -> None:
    """Another year's report has other counts throughout; where one of them agrees, it is the same year's."""
    wrong = LETTER.replace("培训已经开始。", "2023年全市登记专利商标质押178笔，融资金额12.6亿元。")
    messages = [fault.message for fault in faults(wrong, sample_library, tmp_path)]
    assert [words in message for words, message in zip(("2024年", "187笔"), messages, strict=True)] == [True, True]
    other = LETTER.replace("培训已经开始。", "2023年全市登记专利商标质押165笔，融资金额11.2亿元。")
    assert faults(other, sample_library, tmp_path) == []


def test_the_figure_of_another_thing_beside_it_does_not_excuse(sample_library: Library) -> None:
    """5家 stands there too, of those that are still being fostered."""
    known = [Known("并评定了全市首批3家市级概念验证中心和5家后备单位。", "青科函〔2025〕8号", "2025", False)]
    clauses = LikeClauses(sample_library)
    assert not list(clauses.differing("评定了全市首批3家市级概念验证中心。", "2025", known))
    ((here, there, _),) = clauses.differing("评定了全市首批5家市级概念验证中心。", "2025", known)
    assert "5家" in here
    assert "3家" in there
