"""What is asked of a person or body in particular (手机号码, 邮箱, 家庭住址): another number of theirs is no answer.

An office's telephone stands in many papers, a mobile number in none; who asks for the one must not be told the other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.schema import Finding
from assistant.zh import nothing_found

# what is asked for, and what whatever tells it must hold
_ASKED: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            "(?:手机|移动电话|私人电话|个人电话|家庭电话|家里电话|宅电)(?:号码?|联系方式)?(?=是|叫|有|为|多少|几|[,，、。？?]|$)"
        ),
        re.compile(r"(?<!\d)1\d{2}[ -]?\d{4}[ -]?\d{4}(?!\d)|手机(?:号码?)?[:：]|移动电话[:：]"),
    ),
    (re.compile("(?:电子)?邮箱|电子邮件|e-?mail"), re.compile(r"@|邮箱[:：]|电子邮件[:：]")),
    (re.compile("微信号?(?=是|叫|有|为|多少|几|[,，、。？?]|$)"), re.compile("微信")),
    (re.compile("qq号?(?=是|叫|有|为|多少|几|[,，、。？?]|$)"), re.compile("qq")),
    (re.compile("身份证号?码?(?=是|叫|有|为|多少|几|[,，、。？?]|$)"), re.compile(r"(?<!\d)\d{17}[\dx]")),
    (re.compile("(?:家庭|住家|家里的?)(?:住址|地址)|家住(?:在)?哪|住在哪"), re.compile("住址|家住|住在|小区|号楼")),
    (re.compile("传真号?码?(?=是|叫|有|为|多少|几|[,，、。？?]|$)"), re.compile("传真")),
)


def without_what_is_not_asked(query: Query, found: Finding | None) -> Finding | None:
    """A finding, refused where a question asks for a number or an address of a kind that it does not tell."""
    if found is None or found.refused or not found.statements:
        return found
    question, said = fold(query.text), query.question.text
    told = fold("\n".join(statement.text for statement in found.statements))
    for cue, holds in _ASKED:
        if cue.search(question) and holds.search(told) is None:
            return replace(found, statements=found.statements[:1], refused=True, lead=nothing_found(said), notes=())
    return found
