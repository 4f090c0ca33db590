"""What the tests of the evaluation share: they ask the same questions of the same sample again and again."""

from collections.abc import Iterator, Sequence

import pytest

from qa.scoring import PassageScore, PassageScorer
from qa.windows import Reading

_Key = tuple[str, tuple[tuple[str, tuple[tuple[int, str, tuple[int, ...]], ...]], ...]]


@pytest.fixture(scope="module")
def reading_once() -> Iterator[None]:
    """What the model says of a question and passages is always the same: it reads them once, whoever asks again."""
    heard: dict[_Key, list[PassageScore]] = {}
    score = PassageScorer.score

    def remembered(scorer: PassageScorer, question: str, readings: Sequence[Reading]) -> list[PassageScore]:
        key = (
            question,
            tuple((one.header, tuple((u.sentence, u.text, tuple(u.offsets)) for u in one.units)) for one in readings),
        )
        if key not in heard:
            heard[key] = score(scorer, question, readings)
        return heard[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PassageScorer, "score", remembered)
        yield
