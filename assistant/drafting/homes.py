"""The city that a letter speaks for: what another city's bodies did and promised is no evidence in it.

A paper of the state, of a province, of a district or without an issuer may hold in any city.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.drafting.schema import Proposal
from vectorstore.codec import Record

# 云溪市 of 广东省云溪市科学技术局; 市 of 市场监督管理局 and 城市建设局 ends no name
_CITY = re.compile(
    "^(?:中共|政协|国家税务总局|[^省市县区盟旗]{2,6}(?:省|自治区))?"
    "([^省市县区盟旗]{2,12}?(?:自治州|市(?!场|市)(?!(?<=城市)(?:建设|管理|规划|更新|运营|轨道))))"
)
_BEFORE_A_NAME = re.compile(r"^(?:关于)?(?:印发|发布|公布|修订|转发|批转)*(?:在|对|就)?[《“]?(?:\d{4}年度?)?")
_VERBS = ("v", "d", "a")  # how the tags of 推动, 进一步 and 积极 begin
# 城市, 上市, 我市, 地级市 and 科技强市 are no names, but 盐城市 and 绍兴市 are
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,4}(?<![城都超门上股集闹夜楼街我全本该各两外某级辖列点强范型])(?<!..[兴立])市"
    r"|[^大小新老全超特县强][城都]市|[\u4e00-\u9fff]{2,12}自治州"
)
_AS_ANOTHER = "(?:学习|借鉴|参照|参考|对标|比照|对接|赶超|考察|与|和|同)"  # before the name of a city not one's own
_NAMED = 4  # cities in one sentence


@dataclass(frozen=True, slots=True)
class Home:
    """`city` is None where nothing tells whose letter it is; `others` are the other cities whose papers lie on the
    shelf, `foreign` those papers (doc_id): without a city of one's own there are none."""

    city: str | None
    others: tuple[str, ...] = ()
    foreign: frozenset[str] = frozenset()

    def own(self, records: Sequence[Record]) -> list[Record]:
        """The papers that are not another city's."""
        return [record for record in records if record.doc_id not in self.foreign]

    @property
    def told(self) -> tuple[str, ...]:
        """What the drafter must be told of other cities' papers."""
        named = "、".join(self.others[:_NAMED]) + (f"等{len(self.others)}个市" if len(self.others) > _NAMED else "")
        if not named:
            return ()
        if self.city is None:
            return (f"资料库里有{named}的文件，看不出这份答复是哪个市的，请核对每条依据是不是本市的。",)
        return (f"这份答复按{self.city}的起草，资料库里{named}的文件没有用作依据，要参考请自行写入并注明是哪个市的。",)


NOWHERE = Home(None)


def city_of(body: str | None) -> str | None:
    """The city that a body's name begins with."""
    found = _CITY.match(body or "")
    return found.group(1) if found else None


def city_in(title: str | None) -> str | None:
    """The city that a title begins with, behind 关于印发 and the verbs that say what is to be done (推动云溪市……)."""
    import rjieba

    rest = _BEFORE_A_NAME.sub("", title or "")
    for word, tag in rjieba.tag(rest):
        if len(word) == 1 or "市" in word or not tag.startswith(_VERBS):
            break
        if re.fullmatch(_AS_ANOTHER, word):
            return None
        rest = rest[len(word) :]
    found = city_of(rest)
    return found if found is not None and _PLACE.fullmatch(found) else None


def home_of(proposal: Proposal, records: Sequence[Record]) -> Home:
    """Whose letter it is: of the city that the proposal's paper names, else of that whose letters fill the shelf."""
    named = {record.doc_id: city for record in records if (city := _city_of_paper(record)) is not None}
    shortest = sorted(set(named.values()), key=len)
    of = {doc_id: next(c for c in shortest if city.endswith(c)) for doc_id, city in named.items()}  # 中国银行云溪市
    letters = Counter(of[r.doc_id] for r in records if r.doc_id in of and r.metadata.is_reply)
    own = _named(proposal, shortest) or _commonest(letters or Counter(of.values()))
    others = {doc_id: city for doc_id, city in of.items() if city != own}
    return Home(own, tuple(dict.fromkeys(others.values())), frozenset(others if own is not None else ()))


def _city_of_paper(record: Record) -> str | None:
    """By its issuer, else by its title: a plan often names no issuer, or only 市科技局."""
    issuer = record.metadata.issuer
    city = city_of(issuer)
    return city_in(record.metadata.title) if city is None and (not issuer or issuer.startswith("市")) else city


def _named(proposal: Proposal, known: Sequence[str]) -> str | None:
    """The city of whoever is to answer, else one of the shelf's (`known`) that the proposal was made to or by, else the
    only one that its title speaks for."""
    around = f"{proposal.session or ''}{proposal.proposers or ''}"
    named = city_of(proposal.lead_agency) or next((city for city in known if city in around), None)
    if named is not None:
        return named
    title = proposal.title
    in_title = [city for city in known if city in title and not re.search(_AS_ANOTHER + city, title)]
    return in_title[0] if len(in_title) == 1 else city_in(title)


def _commonest(cities: Counter[str]) -> str | None:
    """None where two are as common."""
    counts = sorted(cities.values(), reverse=True)
    return max(cities, key=cities.__getitem__) if counts and counts[0] not in counts[1:] else None
