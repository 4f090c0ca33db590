"""A model that always picks the right sentences: those of a question's known evidence, as far as it is shown them."""

import json
from collections.abc import Mapping, Sequence

from corpus.document import Document
from corpus.passages import sentence_in_words
from corpus.views import display
from eval.facts import Item, Place
from eval.matching import states
from qa.model import clean
from tests.model_server import Asked, Reply


class Oracle:
    """Knows the evidence of every item by its question."""

    def __init__(self, items: Sequence[Item], documents: Mapping[str, Document]) -> None:
        """`documents` by fingerprint."""
        self._items = {item.question: item for item in items}
        self._documents = documents

    def __call__(self, asked: Asked) -> Reply:
        """For each needed place, the sentences that it overlaps; a refusal where one of them is not shown."""
        item = self._items[asked.question]
        shown = {line["text"]: line["n"] for line in reversed(asked.sentences)}
        chosen = self.choice(item, set(shown))
        told = [{"text": "", "sentences": [shown[text] for text in texts]} for texts in chosen or ()]
        return Reply(json.dumps({"answered": chosen is not None, "statements": told}))

    def choice(self, item: Item, shown: set[str]) -> list[list[str]] | None:
        """The lines of each group of evidence, of that place of it which is shown whole and states most facts."""
        groups = []
        for group in item.evidence:
            whole = [texts for place in group if (texts := self._texts(place, shown)) is not None]
            if not whole:
                return None
            groups.append(max(whole, key=lambda texts: self._stated(item, texts)))
        return groups or None

    def allows(self, item: Item, shown: set[str]) -> bool:
        """Whether all facts can be quoted from what is shown: what retrieval allows."""
        chosen = self.choice(item, shown)
        return chosen is not None and self._stated(item, [text for texts in chosen for text in texts]) == len(
            item.facts
        )

    def _stated(self, item: Item, texts: Sequence[str]) -> int:
        return sum(states(" \n ".join(texts), forms) for forms in item.facts)

    def _texts(self, place: Place, shown: set[str]) -> list[str] | None:
        document = self._documents[place.sha256]
        texts = []
        for sentence in document.sentences:
            if sentence.kind == "heading" or not any(a < place.end and place.start < b for a, b in sentence.spans):
                continue
            forms = {clean(display(document.text, sentence.spans)), clean(sentence_in_words(document, sentence))}
            if not forms & shown:
                return None
            texts.append((forms & shown).pop())
        return texts or None
