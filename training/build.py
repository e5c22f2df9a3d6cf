"""From the question sets to the shipped weights, by one command:

    python -m training.build --data ../shared/data --out vectorstore/models/zhengwen-static

Reads the cleared sets, makes the tokenizer, trains, writes the folder in the layout of sentence-transformers'
`StaticEmbedding`, measures it and appends what was run to the log. The same command on the same machine gives the
same weights; other processors and versions of torch differ in the last digits.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from training.evaluate import measure_all, table
from training.pairs import Mix, Sampler, read_synonyms
from training.sources import Corpus, Pair, read_corpus
from training.tokenizer import build_tokenizer, read_words, spell
from training.train import Setting, Stage, complete, train
from vectorstore.embedder import StaticEmbedder

HERE = Path(__file__).parent
TOKENS = 23_000  # at 512 dimensions in half precision the folder stays below 25 MB
# a small set counts for more, lest the vocabulary be that of statutes alone
TEXT_WEIGHT = {"laws": 1.0, "gov_policy": 6.0, "wiki": 4.0, "csl": 2.0}
# a listed word of ours counts as this many uses; of a general word's count in its dictionary, this share
LISTED_USES, LISTED_SHARE = 150.0, 0.1

SOURCES = {"laws": 0.45, "gov_policy": 0.35, "wiki": 0.1, "csl": 0.1}
REAL = {"wiki": 0.3, "stard": 0.25, "stard_answer": 0.2, "csl": 0.25}
BROAD = Mix(kinds={"cloze": 0.35, "keywords": 0.35, "heading": 0.1, "real": 0.2}, sources=SOURCES, real=REAL)
ASKED = Mix(kinds={"cloze": 0.15, "keywords": 0.25, "heading": 0.1, "real": 0.5}, sources=SOURCES, real=REAL)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("vectorstore/models/zhengwen-static"))
    parser.add_argument("--log", type=Path, default=HERE / "log.md")
    parser.add_argument("--note", default="", help="what is tried, for the log")
    parser.add_argument("--broad-steps", type=int, default=900)
    parser.add_argument("--asked-steps", type=int, default=250)
    parser.add_argument("--tokens", type=int, default=TOKENS)
    parser.add_argument("--seed", type=int, default=Setting().seed)
    parser.add_argument("--keep-raw", action="store_true", help="also writes raw.npz, to study the training")
    parser.add_argument("--random-share", type=float, default=0.6, help="of the vectors of words hardly seen")
    parser.add_argument("--synonym", type=float, default=BROAD.synonym, help="0 leaves the synonyms unused")
    options = parser.parse_args(arguments)
    os.environ["RAYON_NUM_THREADS"] = "1"
    options.out.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()

    def say(line: str) -> None:
        print(f"{time.perf_counter() - began:7.0f} s  {line}", flush=True)

    corpus = read_corpus(options.data)
    words = read_words(HERE / "words.txt", default=LISTED_USES, share=LISTED_SHARE)
    tokenizer = build_tokenizer(_texts(corpus), words, options.tokens)
    say(f"tokenizer of {tokenizer.get_vocab_size()} tokens")
    sampler = Sampler(tokenizer, corpus, read_synonyms(HERE / "synonyms.txt"), options.seed)
    say(f"{len(sampler.tokens)} tokens of text, {sampler.sizes()}")
    stages = [
        Stage(options.broad_steps, 0.01, _with_synonym(BROAD, options.synonym)),
        Stage(options.asked_steps, 0.004, _with_synonym(ASKED, options.synonym)),
    ]
    setting = Setting(seed=options.seed)
    weights = train(sampler, stages, setting, say)
    if options.keep_raw:  # to try other values of --random-share without training again
        np.savez(options.out / "raw.npz", weights=weights, counts=sampler.counts, probability=sampler.probability)
    weights = complete(
        weights,
        spell(tokenizer),
        sampler.counts,
        sampler.probability,
        random_share=options.random_share,
        seed=options.seed,
    )
    seconds = time.perf_counter() - began
    write_folder(options.out, tokenizer, weights)
    embedder = StaticEmbedder.load(options.out)
    result = table({embedder.name: measure_all(embedder, options.data)})
    say("\n" + result)
    with options.log.open("a", encoding="utf-8") as log:
        log.write(
            f"\n## {embedder.name}: {options.note or 'as the defaults say'}\n\n"
            f"{options.broad_steps} + {options.asked_steps} steps of {setting.batch_size} pairs, seed {options.seed}, "
            f"synonyms {options.synonym}, {tokenizer.get_vocab_size()} tokens; {len(sampler.tokens):,} tokens of text; "
            f"{seconds:.0f} s on one thread ({platform.machine()}, torch {torch.__version__}).\n\n{result}\n"
        )


def _with_synonym(mix: Mix, synonym: float) -> Mix:
    return Mix(kinds=mix.kinds, sources=mix.sources, real=mix.real, synonym=synonym)


def _texts(corpus: Corpus) -> list[tuple[str, float]]:
    """Every text with its weight in the vocabulary, questions included: their words stand in few documents."""
    texts = [
        (f"{unit.title} {unit.heading} " + " ".join(unit.sentences), TEXT_WEIGHT[unit.source]) for unit in corpus.units
    ]
    pairs: list[Pair] = [pair for pair in corpus.pairs if pair.source != "stard"]
    texts += [(pair.question, 4.0) for pair in pairs]
    texts += [(pair.passage, 2.0) for pair in pairs if pair.source == "stard_answer"]
    return texts


def write_folder(folder: Path, tokenizer: Tokenizer, weights: NDArray[np.float32]) -> None:
    """Writes the folder that `SentenceTransformer(folder)` and `StaticEmbedder.load(folder)` both read."""
    (folder / "1_Normalize").mkdir(parents=True, exist_ok=True)
    save_file({"embedding.weight": weights.astype(np.float16)}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)  # safetensors writes it for its owner alone
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=False), encoding="utf-8")
    package = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": package},
        {
            "idx": 1,
            "name": "1",
            "path": "1_Normalize",
            "type": "sentence_transformers.base.modules.normalize.Normalize",
        },
    ]
    _write_json(folder / "modules.json", modules)
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "", "document": ""},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
            "matryoshka_dims": [weights.shape[1], weights.shape[1] // 2],  # as train.py takes the loss
        },
    )
    names = {"module_input_name": "sentence_embedding", "module_output_name": "sentence_embedding"}
    _write_json(folder / "1_Normalize" / "config.json", names)


def _write_json(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
