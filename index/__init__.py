"""Documents go in; an index on disk comes out, and from it ranked passages for a question.

`HybridRetriever(opened).search(question, k)` gives a `Search` with its `Hit`s.
"""

from index.build import build_index
from index.engines import DenseRetriever, Hit, HybridRetriever, LexicalRetriever, Retriever, Search
from index.opened import Opened, matches, open_index

__all__ = [
    "DenseRetriever",
    "Hit",
    "HybridRetriever",
    "LexicalRetriever",
    "Opened",
    "Retriever",
    "Search",
    "build_index",
    "matches",
    "open_index",
]
