from __future__ import annotations

import pytest

from ingest.dates import iso_date
from ingest.doc_numbers import canonical_number
from ingest.metadata import read_metadata

HEAD = [
    "云溪市科学技术局",
    "云科函[2024] 8号",
    "云溪市科学技术局关于市政协六届三次会议",
    "第 20240156号提案答复的函",
    "陈若水、陆行之委员：",
    "你们提出的《关于支持山区科技特派员的建议》（提案第20240156号）收悉。参照云科函〔2023〕5号办理，现答复如下：",
]
TAIL = [
    "专此答复，感谢你们的关心。",
    "云溪市科学技术局",
    "2024年6月3日",
    "（联系人及电话：何田田，0762-5562 0317）",
    "公开方式：依申请公开",
    "抄送：市政协提案委, 市财政局,市农业农村局。",
]


def test_the_frame_of_a_letter() -> None:
    found = read_metadata(HEAD, TAIL, "B类")
    assert found.issuer == "云溪市科学技术局"
    assert found.doc_number == "云科函〔2024〕8号"
    assert found.title == "云溪市科学技术局关于市政协六届三次会议第20240156号提案答复的函"
    assert found.issued_on == "2024-06-03"
    assert found.addressee == "陈若水、陆行之委员"
    assert found.proposal_number == "20240156"
    assert found.proposal_title == "关于支持山区科技特派员的建议"
    assert found.session == "市政协六届三次会议"
    assert (found.contact_name, found.contact_phone) == ("何田田", "0762-5562 0317")
    assert found.disclosure == "依申请公开"
    assert found.cc == "市政协提案委、市财政局、市农业农村局"
    assert found.category == "B类"
    assert found.doc_type == "政协提案答复函"


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("5562 0317", "5562 0317"),
        ("5562\u30000317", "5562 0317"),
        ("0762 - 5562 0317 转 802", "0762-5562 0317转802"),
        ("55620317", "55620317"),
        ("138 0000 1111", "138 0000 1111"),
    ],
)
def test_a_number_keeps_its_groups(written: str, phone: str) -> None:
    assert read_metadata(HEAD, [f"（联系人及电话：何田田，{written}）"], None).contact_phone == phone


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ("您提出的关于增设公交站、方便老人出行的建议收悉，现答复如下：", "关于增设公交站、方便老人出行的建议"),
        ("你们提出的关于整治河道的提案，经商市水务局，现答复如下：", "关于整治河道的提案"),
        ("您对我市工作提出的建议收悉，现答复如下：", None),
    ],
)
def test_a_proposal_is_named_without_quotation_marks_too(opening: str, title: str | None) -> None:
    assert read_metadata([*HEAD[:-1], opening], TAIL, None).proposal_title == title


def test_what_is_missing_stays_missing() -> None:
    found = read_metadata(HEAD, ["专此函复。"], None)
    assert found.issued_on is None
    assert found.contact_name is None
    assert found.disclosure is None


def test_a_notice_and_a_plan() -> None:
    notice = read_metadata(
        ["云溪市科学技术局关于做好申报工作的通知", "云科发〔2025〕3号", "各有关单位："],
        ["云溪市科学技术局", "2025年1月9日"],
        None,
    )
    assert (notice.doc_number, notice.doc_type, notice.issued_on) == ("云科发〔2025〕3号", "通知", "2025-01-09")
    assert notice.title == "云溪市科学技术局关于做好申报工作的通知"
    plan = read_metadata(["云溪市茶产业发展规划", "2022 年 5 月"], [], None)
    assert (plan.title, plan.doc_type, plan.issued_on) == ("云溪市茶产业发展规划", "规划", "2022-05")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025年 9月 23日", "2025-09-23"),
        ("二〇二四年十一月五日", "2024-11-05"),
        ("2021 年 12 月", "2021-12"),
        ("2025年13月1日", None),
        ("没有日期", None),
    ],
)
def test_dates(text: str, expected: str | None) -> None:
    assert iso_date(text) == expected


@pytest.mark.parametrize(
    "text", ["云科函〔2025〕63号", "云科函[2025]63号", "云科函（2025） 63 号", "云科函【2025】第63号"]
)
def test_letter_numbers_in_any_brackets(text: str) -> None:
    assert canonical_number(text) == "云科函〔2025〕63号"


def test_the_table_above_a_paper_on_a_government_site() -> None:
    found = read_metadata(
        [
            "索 引 号：",
            "000014349/2024-00012",
            "发文机关：",
            "云溪市人民政府",
            "成文日期：",
            "2024年02月05日",
            "标 题：",
            "云溪市人民政府关于保护古茶树的批复",
            "发文字号：",
            "云府函〔2024〕9号",
            "有效性：现行有效",
            "古茶县人民政府：",
        ],
        [],
        None,
    )
    assert found.title == "云溪市人民政府关于保护古茶树的批复"
    assert (found.doc_number, found.issuer, found.issued_on) == ("云府函〔2024〕9号", "云溪市人民政府", "2024-02-05")
    assert found.status == "现行有效"
    assert found.addressee == "古茶县人民政府"


def test_an_order_names_its_body_and_the_statute_it_makes_known() -> None:
    found = read_metadata(
        ["云溪市人民政府令", "第36号", "《云溪市古茶树保护办法》已经市政府常务会议通过，现予公布。"],
        ["市长 陆行之", "2024年2月5日"],
        None,
    )
    assert (found.doc_number, found.title) == ("云溪市人民政府令第36号", "云溪市古茶树保护办法")
    assert (found.issuer, found.issued_on) == ("云溪市人民政府", "2024-02-05")


def test_a_title_over_several_lines_above_its_number() -> None:
    found = read_metadata(
        ["云溪市人民政府办公室关于印发古茶树", "保 护 工 作 方 案 的 通 知", "云府办〔2024〕3号", "各县人民政府："],
        ["云溪市人民政府办公室", "2024年2月5日", "（此件公开发布）"],
        None,
    )
    assert found.title == "云溪市人民政府办公室关于印发古茶树保护工作方案的通知"
    assert (found.doc_number, found.disclosure) == ("云府办〔2024〕3号", "公开发布")


def test_a_reply_that_recommends_something_is_no_reply_to_a_suggestion() -> None:
    found = read_metadata(
        [
            "云溪市人民政府关于茶山滑坡有关问题的复函",
            "云府函〔2024〕11号",
            "古茶县人民政府：",
            "建议你县按专家意见做好监测。",
        ],
        [],
        None,
    )
    assert found.doc_type == "函"


def test_a_newspapers_page_is_no_title() -> None:
    for page in ("02 要闻", "A3 科创周刊", "3要闻·产经", "要闻 03"):
        head = [
            page,
            "松岭日报 2025年6月19日 星期四",
            "责任编辑：白栎 版式：苏木",
            "松岭首个菌种库揭牌",
            "本报讯（记者 杜若）",
        ]
        assert read_metadata(head, [], None).title == "松岭首个菌种库揭牌"


def test_how_it_was_handled_is_no_part_of_the_title() -> None:
    head = [
        "松岭市科学技术局",
        "松科函〔2025〕7号",
        "办理结果：A类",
        "签发人：白栎",
        "关于第0064号建议的答复",
        "杜若代表：",
    ]
    assert read_metadata(head, [], None).title == "关于第0064号建议的答复"


def test_a_newspapers_own_name_is_no_title_and_who_handled_a_letter_is_whom_to_call() -> None:
    head = ["云溪日报", "2025年9月21日 星期日 第3版 要闻", "责编 晏青 版式 荀小棠", "科普车开进老街"]
    found = read_metadata(head, ["（经办人：庄以宁，成果科，电话 66213415）"], None)
    assert found.title == "科普车开进老街"
    assert (found.contact_name, found.contact_phone) == ("庄以宁", "66213415")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("联系人：农村科技科 何田田；电话：5562031", "何田田"),
        ("（联系人及电话：成果转化科何田田，5562031）", "何田田"),
        ("联系人：农业科技科，电话：5562031", "农业科技科"),
        ("联系人：王建科，电话：5562031", "王建科"),
    ],
)
def test_a_contact_stands_behind_the_desk(line: str, name: str) -> None:
    found = read_metadata(HEAD, [*TAIL[:3], line], None)
    assert (found.contact_name, found.contact_phone) == (name, "5562031")


def test_what_is_said_of_publication_above_the_title_is_no_title() -> None:
    for said in ("公开方式：主动公开", "主动公开"):
        found = read_metadata([*HEAD[:2], said, *HEAD[2:]], TAIL[:3], None)
        assert found.title == "云溪市科学技术局关于市政协六届三次会议第20240156号提案答复的函"
        assert found.disclosure == "主动公开"


def test_rules_that_say_below_their_title_when_they_were_issued() -> None:
    head = ["云溪市共享仪器管理办法", "（云科规〔2024〕3号 云溪市科学技术局2024年6月28日印发）"]
    assert read_metadata(head, [], None).issued_on == "2024-06-28"
