"""Which of the readers' findings is the answer."""

from __future__ import annotations

from collections.abc import Collection

from assistant.schema import Finding

_BESIDE_SCOPE = 0.15  # how much surer another paper must be than one that the question means


def best_of(findings: list[Finding], scope: Collection[str] = ()) -> Finding | None:
    """The finding that is surest; a refusal only where nobody found anything. `scope`: the papers that the question
    means, which go before others that say the like."""

    def sure(finding: Finding) -> float:
        meant = not scope or any(e.doc_id in scope for statement in finding.statements for e in statement.evidence)
        return finding.confidence - (0.0 if meant else _BESIDE_SCOPE)

    found = [finding for finding in findings if not finding.refused]
    if found:
        return max(found, key=sure)
    return findings[-1] if findings else None
