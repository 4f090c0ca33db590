"""What counts as evidence: a character in common, in the same document."""

import pytest

from corpus.document import Document
from eval.facts import Item, Place
from eval.training.evidence import touches_evidence


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(10, 20)], True),
        ([(19, 40)], True),
        ([(0, 11)], True),
        ([(12, 13)], True),
        ([(0, 10)], False),
        ([(20, 30)], False),
        ([(0, 5), (55, 56)], True),
        ([], False),
    ],
)
def test_touching(review: Document, spans: list[tuple[int, int]], expected: bool) -> None:  # noqa: FBT001 a parameter
    """One character in common with any place of any group is enough; ends are not part of a span."""
    item = _item(review.source.sha256, (10, 20), (50, 60))
    assert touches_evidence(item, review, spans) is expected
    assert not touches_evidence(_item("0" * 64, (10, 20), (50, 60)), review, spans)


def test_no_evidence(review: Document) -> None:
    """What is not answered has none."""
    assert not touches_evidence(_item(review.source.sha256), review, [(0, 10**6)])


def _item(sha256: str, *places: tuple[int, int]) -> Item:
    evidence = tuple(
        (Place(document="okafor-review", sha256=sha256, start=start, end=end, fold=""),) for start, end in places
    )
    return Item(id="x", question="?", facts=(), evidence=evidence, kind="number", difficulty="easy")
