"""Retrievers: a question in, ranked passages out. Lexical, dense and hybrid stand behind one protocol."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from corpus.document import Document, Passage, Span
from index.fuse import Scores, Signals, best_of_groups, fuse, with_named, with_parts, with_section
from index.opened import Opened
from index.parts import parts
from index.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: `number` counts through all passages of the index, `score` compares within a question."""

    document: Document
    passage: Passage
    number: int
    score: float


@dataclass(frozen=True, slots=True)
class Search:
    """A question looked up: the hits, best first, every passage's score, and what every signal says of each.

    `sentence_lexical` and `sentence_dense` are of every sentence; `parts_dense` is so too, of each part of
    the question. `named` are the ids of the documents that it names.
    """

    question: str
    tokens: tuple[str, ...]
    hits: tuple[Hit, ...]
    scores: Scores
    signals: Signals
    sentence_lexical: Scores
    sentence_dense: Scores
    parts_dense: tuple[Scores, ...] = ()
    named: frozenset[str] = frozenset()


class Looked(NamedTuple):
    """What a question, or a part of it, finds: its distinct tokens, passages' signals, what is said of sentences.

    `named` (documents,) tells which documents it names.
    """

    tokens: tuple[str, ...]
    signals: Signals
    sentence_dense: Scores
    named: npt.NDArray[np.bool_]


class Retriever(Protocol):
    """Anything that ranks passages for a question."""

    def search(self, question: str, k: int, documents: Collection[str] | None = None) -> Search:
        """The best `k` passages, of the named documents only (None: of all)."""
        ...


class HybridRetriever:
    """Ranks by a fusion of lexical and dense scores of passages and of their best sentences."""

    def __init__(self, opened: Opened, within: Mapping[str, Sequence[Span]] | None = None) -> None:
        """`within` limits documents, by id, to the passages that begin in these stretches of them."""
        self.opened = opened
        self._within = within or {}

    def search(self, question: str, k: int, documents: Collection[str] | None = None) -> Search:
        """The best `k` passages, of the named documents only (None: of all)."""
        whole, *some = (self._look(asked) for asked in (question, *parts(question)))
        scores = self.rank(whole, some)
        numbers = top(scores, k, self._allowed(documents))
        return Search(
            question,
            whole.tokens,
            tuple(self._hit(int(number), float(scores[number])) for number in numbers),
            scores,
            whole.signals,
            self.opened.sentence_words.scores(whole.tokens),
            whole.sentence_dense,
            tuple(part.sentence_dense for part in some),
            frozenset(one.id for one, named in zip(self.opened.documents, whole.named, strict=True) if named),
        )

    def rank(self, whole: Looked, parts: Sequence[Looked]) -> Scores:
        """The score of every passage, given what the question finds and what each of its parts does."""
        fused = with_parts(self._fused(whole), [self._fused(part) for part in parts])
        return with_section(fused, self.opened.passage_section)

    def _fused(self, looked: Looked) -> Scores:
        return with_named(fuse(looked.signals), looked.named[self.opened.passage_document])

    def _look(self, asked: str) -> Looked:
        opened = self.opened
        tokens = tuple(dict.fromkeys(tokenize(asked)))
        query = opened.encoder.encode([asked])[0]  # one at a time: in company a text's vector would be another
        sentence_dense = opened.sentence_vectors.scores(query)
        signals = Signals(
            passage_lexical=opened.passage_words.scores(tokens),
            passage_dense=opened.passage_vectors.scores(query),
            sentence_dense=self._best_sentence(sentence_dense),
        )
        return Looked(tokens, signals, sentence_dense, opened.named(tokens))

    def _best_sentence(self, scores: Scores) -> Scores:
        groups = self.opened.sentence_passage
        member = groups >= 0
        return best_of_groups(scores[member], groups[member], self.opened.passage_vectors.size)

    def _allowed(self, documents: Collection[str] | None) -> npt.NDArray[np.bool_]:
        chosen = np.array([documents is None or document.id in documents for document in self.opened.documents])
        allowed: npt.NDArray[np.bool_] = chosen[self.opened.passage_document]
        for document in self.opened.documents:
            if document.id in self._within:
                first = self.opened.places[document.source.sha256].first_passage
                for number, passage in enumerate(document.passages, first):
                    allowed[number] &= any(a <= passage.start < b for a, b in self._within[document.id])
        return allowed

    def _hit(self, number: int, score: float) -> Hit:
        document = self.opened.documents[int(self.opened.passage_document[number])]
        first = self.opened.places[document.source.sha256].first_passage
        return Hit(document, document.passages[number - first], number, score)


class LexicalRetriever(HybridRetriever):
    """Ranks by BM25 of the passages alone."""

    def rank(self, whole: Looked, parts: Sequence[Looked]) -> Scores:  # noqa: ARG002 - a plain engine
        """The score of every passage."""
        return whole.signals.passage_lexical


class DenseRetriever(HybridRetriever):
    """Ranks by cosine of the passages alone."""

    def rank(self, whole: Looked, parts: Sequence[Looked]) -> Scores:  # noqa: ARG002 - a plain engine
        """The score of every passage."""
        return whole.signals.passage_dense


def top(scores: Scores, k: int, allowed: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Numbers of the `k` highest allowed scores, best first, ties in order of the documents."""
    numbers = np.flatnonzero(allowed)
    order = np.argsort(-scores[numbers], kind="stable")[:k]
    return numbers[order]
