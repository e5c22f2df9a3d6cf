"""Exchanges the vectors of another model for those of the current one, after the settings named a new model.

Each batch is one transaction, so a stopped run goes on where it was. Until it is through, the index stays closed:
vectors of two models are never compared.
"""

from __future__ import annotations

from vectorstore.embedder import Embedder
from vectorstore.index import Progress
from vectorstore.passage import passage_of, title_of
from vectorstore.register import Register

_BATCH = 256


def reembed(register: Register, embedder: Embedder, progress: Progress | None = None) -> int:
    """Embeds every chunk whose vector another model made; returns how many there were."""
    total = register.count_stale(embedder.name)
    done = 0
    while batch := register.stale(embedder.name, _BATCH):
        chunks = register.chunks(batch)
        titles = {
            record.doc_id: title_of(record.metadata, record.source)
            for doc_id in {chunk.doc_id for chunk in chunks.values()}
            if (record := register.record(doc_id)) is not None
        }
        ids = list(chunks)
        vectors = embedder.encode_passages([passage_of(chunks[i], titles[chunks[i].doc_id]) for i in ids])
        register.set_vectors(ids, vectors, embedder.name)
        done += len(ids)
        if progress is not None:
            progress("更换向量模型", done, total)
    return done
