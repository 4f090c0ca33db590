"""The quotations that somebody keeps, in the order and with the notes they give them."""

from dataclasses import dataclass, replace

from qa.answer import Quote


@dataclass(frozen=True, slots=True)
class Kept:
    """A quotation that is kept, the question it came with, and a note of the reader's own."""

    quote: Quote
    question: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """A name of its own: the same words of the same document have the same one."""
        return f"{self.quote.sha256[:16]}-{self.quote.start}-{self.quote.end}"


class Basket:
    """Quotations in order, each once."""

    def __init__(self, kept: tuple[Kept, ...] = ()) -> None:
        self._kept = list(kept)

    @property
    def kept(self) -> tuple[Kept, ...]:
        """What is in it."""
        return tuple(self._kept)

    def add(self, kept: Kept) -> bool:
        """Whether it was added: what is there already stays as it is."""
        if any(other.key == kept.key for other in self._kept):
            return False
        self._kept.append(kept)
        return True

    def remove(self, key: str) -> None:
        """Take out the quotation of that name."""
        self._kept = [kept for kept in self._kept if kept.key != key]

    def move(self, key: str, step: int) -> None:
        """Move the quotation of that name up (-1) or down (1), no further than either end."""
        place = next((number for number, kept in enumerate(self._kept) if kept.key == key), None)
        if place is not None:
            moved = self._kept.pop(place)
            self._kept.insert(max(0, place + step), moved)

    def annotate(self, key: str, note: str) -> None:
        """Give the quotation of that name a note."""
        self._kept = [replace(kept, note=note) if kept.key == key else kept for kept in self._kept]

    def forget_document(self, sha256: str) -> None:
        """Take out every quotation of a document."""
        self._kept = [kept for kept in self._kept if kept.quote.sha256 != sha256]
