"""A question goes in; an `Answer` of verified quotations comes out, or an honest refusal.

`Library.open(documents).ask(question)` is the whole of it; `Conversation.open(library, settings)` adds follow-ups and,
where the settings name one, a language model.
"""

from qa.answer import Answer, Quote, Statement, Usage
from qa.conversation import Conversation
from qa.events import Event, Finished, Found, Started
from qa.library import Library
from qa.read import Reader, Selection, SimilarityReader
from qa.settings import Settings
from qa.verify import Choice, attest, verify

__all__ = [
    "Answer",
    "Choice",
    "Conversation",
    "Event",
    "Finished",
    "Found",
    "Library",
    "Quote",
    "Reader",
    "Selection",
    "Settings",
    "SimilarityReader",
    "Started",
    "Statement",
    "Usage",
    "attest",
    "verify",
]
