"""A question goes in; an `Answer` of verified quotations comes out, or an honest refusal.

`Library.open(documents).ask(question)` is the whole of it.
"""

from qa.answer import Answer, Quote, Statement
from qa.library import Library
from qa.read import Reader, Selection, SimilarityReader
from qa.settings import Settings
from qa.verify import Choice, attest, verify

__all__ = [
    "Answer",
    "Choice",
    "Library",
    "Quote",
    "Reader",
    "Selection",
    "Settings",
    "SimilarityReader",
    "Statement",
    "attest",
    "verify",
]
