"""Measures of rankings, computed by ir_measures (MacAvaney, Macdonald, Ounis, ECIR 2022) with trec_eval underneath.

- R@k: the share of a question's documents that stand among the first k. With two right documents R@1 is .5 at most.
- RR@10: 1/rank of the first right document, 0 below rank 10.
- nDCG@10: DCG@10 / ideal DCG@10, where DCG@10 = Σ gain / log2(rank + 1), gain 1 for a right document
  (Järvelin and Kekäläinen, TOIS 2002).

All are means over the questions; a question with an empty ranking counts as 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

MEASURES = ("R@1", "R@5", "R@10", "R@100", "nDCG@10", "RR@10")

# Documents with their scores, best first.
Ranking = list[tuple[str, float]]


def mean_measures(relevant: Mapping[str, Set[str]], rankings: Mapping[str, Ranking]) -> dict[str, float]:
    """The means over the questions of `relevant` (question → its right documents)."""
    import ir_measures

    qrels = {question: dict.fromkeys(documents, 1) for question, documents in relevant.items()}
    # trec_eval sorts by score and breaks ties by name: the rank itself is handed over, so that our order is measured
    run = {
        question: {doc_id: -float(rank) for rank, (doc_id, _) in enumerate(ranking)}
        for question, ranking in rankings.items()
    }
    measures = {name: ir_measures.parse_measure(name) for name in MEASURES}
    means = ir_measures.calc_aggregate(list(measures.values()), qrels, run)
    return {name: float(means[measure]) for name, measure in measures.items()}
