"""A letter that is signed before its annex: where it closes, and what stands behind. Invented."""

from __future__ import annotations

from pathlib import Path

from tests.support.reading_papers import frame, outline, read

ANNEXED = """
云港市茶叶局
云港茶函〔2024〕8号
对市政协十二届二次会议第56号提案的答复
信息公开选项：主动公开
民盟云港市委：
您单位提出的《关于多种茶的提案》收悉，现答复如下：
一、已种两千亩
品种都是新的。
二、再种两千亩
品种也是新的。
以上答复，请予审议。
云港市茶叶局
2024年7月9日
抄送：市政协提案委员会，市府办
联系人：蒋小涛；联系电话：13800001111
附件
云港市茶园管理办法
一、总则
为了种好茶，制定本办法。
二、条件
（一）在本市种茶。
（二）面积不少于三十亩。
"""


def test_an_annex_behind_the_signature_is_read_on(tmp_path: Path) -> None:
    document = read(tmp_path, ANNEXED)
    assert outline(document) == [
        "一、 已种两千亩",
        "二、 再种两千亩",
        "附件 云港市茶园管理办法",
        "附件 一、 总则",
        "附件 二、 条件",
        "附件 二、（一） 在本市种茶",
        "附件 二、（二） 面积不少于三十亩",
    ]
    found = frame(document)
    assert (found["contact_name"], found["contact_phone"]) == ("蒋小涛", "13800001111")
    assert found["cc"] == "市政协提案委员会、市府办"
    assert found["disclosure"] == "主动公开"  # it stands in the head
    closing = next(section for section in document.sections if section.kind == "closing")
    assert closing.span.of(document.text).startswith("以上答复")
    assert "附件" not in closing.span.of(document.text)
