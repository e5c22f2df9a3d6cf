"""The training loop of the static model: one matrix of word vectors, contrasted within batches.

Loss: symmetric InfoNCE over the batch (van den Oord et al., 2018; the ranking loss of Henderson et al., 2017) at
temperature .05, taken at the full and at half the dimension (Matryoshka: Kusupati et al., NeurIPS 2022), so that the
first half of a vector also serves alone. The start is random vectors scaled by SIF weights (Arora et al., ICLR 2017):
even untrained they compare texts by their rare words.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from training.pairs import Batch, Ids, Mix, Sampler

_SIF = 1e-3
_WARMUP = 100
_FEWEST = 20  # a word seen less often has learned too little
_FLOOR = 0.02  # the learning rate ends at this share


@dataclass(frozen=True, slots=True)
class Stage:
    """One run over a mix of batches, with a learning rate that falls linearly."""

    steps: int
    rate: float
    mix: Mix


@dataclass(frozen=True, slots=True)
class Setting:
    dimension: int = 512
    batch_size: int = 1024
    temperature: float = 0.05
    seed: int = 20261120


def train(
    sampler: Sampler,
    stages: Sequence[Stage],
    setting: Setting,
    report: Callable[[str], None],
) -> NDArray[np.float32]:
    """Trains and returns the word vectors, (tokens, dimension); row 0, the unknown token, is zero."""
    torch.manual_seed(setting.seed)
    torch.set_num_threads(1)
    probability = torch.tensor(sampler.probability, dtype=torch.float32)
    start = functional.normalize(torch.randn(len(probability), setting.dimension), dim=1)
    weights = torch.nn.Parameter(start * (_SIF / (_SIF + probability))[:, None])
    for number, stage in enumerate(stages, 1):
        optimizer = torch.optim.Adam([weights], lr=stage.rate, betas=(0.9, 0.98), fused=True)
        began, losses = time.perf_counter(), defaultdict[str, list[float]](list)
        for step in range(stage.steps):
            share = min(1.0, (step + 1) / _WARMUP) * max(_FLOOR, 1 - step / stage.steps)
            optimizer.param_groups[0]["lr"] = stage.rate * share
            batch = sampler.batch(stage.mix, setting.batch_size)
            loss = _loss(weights, batch, setting)
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)  # as the loss's own method, which has no types
            optimizer.step()
            losses[batch.kind].append(loss.item())
            if (step + 1) % 100 == 0 or step + 1 == stage.steps:
                means = {kind: round(float(np.mean(values[-30:])), 3) for kind, values in sorted(losses.items())}
                report(f"stage {number} step {step + 1} {time.perf_counter() - began:.0f} s {means}")
    trained: NDArray[np.float32] = weights.detach().numpy().copy()
    trained[0] = 0.0
    return trained


def complete(
    weights: NDArray[np.float32],
    spelled: Sequence[Ids],
    counts: NDArray[np.int64],
    probability: NDArray[np.float64],
    *,
    random_share: float,
    seed: int,
) -> NDArray[np.float32]:
    """Gives words that the texts hardly hold a vector: the mean of their characters' and a random one of their own.

    The first lets 房租 be near 房 and 租, the second lets it match itself best; the length is what a word of its
    frequency has after training. `spelled[i]`: the characters of token i. Returns a new (tokens, dimension) array.
    """
    random = np.random.default_rng(seed)
    sif = _SIF / (_SIF + probability)
    known = (counts >= 20) & (counts < 500)
    length = float(np.median(np.linalg.norm(weights[known], axis=1) / sif[known]))
    completed = weights.copy()
    for token in np.flatnonzero(counts < _FEWEST).tolist():
        if token == 0 or len(spelled[token]) < 2:
            continue
        parts = weights[spelled[token]].sum(axis=0)
        own = random.standard_normal(weights.shape[1])
        mixed = (1 - random_share) * parts / np.linalg.norm(parts) + random_share * own / np.linalg.norm(own)
        completed[token] = mixed / np.linalg.norm(mixed) * length * sif[token]
    return completed


def _loss(weights: torch.Tensor, batch: Batch, setting: Setting) -> torch.Tensor:
    questions, passages = _bag(weights, batch.questions), _bag(weights, batch.passages)
    keys = torch.from_numpy(batch.passage_keys)
    twins = (keys[:, None] == keys[None, :]) & ~torch.eye(len(keys), dtype=torch.bool)
    target = torch.arange(len(keys))
    losses = []
    for dimension in (setting.dimension, setting.dimension // 2):
        scores = functional.normalize(questions[:, :dimension], dim=1) @ (
            functional.normalize(passages[:, :dimension], dim=1).T / setting.temperature
        )
        scores = scores.masked_fill(twins, -1e4)
        losses.append(functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target))
    return torch.stack(losses).sum() / 2


def _bag(weights: torch.Tensor, texts: Sequence[Ids]) -> torch.Tensor:
    """(texts, dimension): the mean of each text's word vectors."""
    lengths = np.array([len(text) for text in texts])
    offsets = torch.from_numpy(np.concatenate([[0], np.cumsum(lengths)[:-1]]))
    return functional.embedding_bag(torch.from_numpy(np.concatenate(list(texts))), weights, offsets, mode="mean")
