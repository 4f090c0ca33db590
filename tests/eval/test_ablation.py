"""The table of what each signal is worth agrees with the evaluation, and with rankings made by hand."""

from pathlib import Path

import numpy as np
import pytest

from eval.ablation import RANKINGS, Ranked, ablate, as_markdown, main, sum_of_ranks
from eval.facts import read_items
from eval.metrics import measure_all
from eval.run import judge_items
from index.engines import Search
from index.fuse import Signals
from qa.library import Library
from qa.read import SimilarityReader


def test_what_is_used_measures_as_in_the_evaluation(library: Library) -> None:
    """The fused ranking reaches what the evaluation says where the reader leaves it alone, the reverse nothing."""
    library._reader = SimilarityReader(library._opened, 0.0)
    items = read_items("sample")[::4]
    fused = RANKINGS["and the best part of the question, the best of the section"]
    rankings = {"used": fused, "reversed": lambda search: -fused(search)}
    used, worst = ablate(library, items, rankings)
    told = measure_all(judge_items(library, items))
    expected = [told[name].value for name in ("recall@1", "recall@5", "recall@20", "MRR")]
    assert used[1:] == pytest.approx(tuple(expected))
    assert worst.recall_5 == 0.0


def test_nothing_to_rank_for(library: Library) -> None:
    """Without an answerable question there is no table."""
    with pytest.raises(ValueError, match="no answerable"):
        ablate(library, [item for item in read_items("sample") if not item.answerable])


def test_sum_of_ranks() -> None:
    """By hand: first, second and third of three candidates count 1/61, 1/62, 1/63; ties go to the earlier one."""
    scores = np.array([0.9, 0.5, 0.1], dtype=np.float32)
    fused = sum_of_ranks(Signals(scores, scores[::-1], np.zeros(3, dtype=np.float32)))
    assert fused == pytest.approx([1 / 61 + 1 / 63 + 1 / 61, 3 / 62, 1 / 63 + 1 / 61 + 1 / 63])


def test_rankings_of_signals() -> None:
    """Each ranking takes just the signals that it names."""
    lexical, dense, sentence = (np.eye(3, dtype=np.float32)[n] for n in range(3))
    signals = Signals(lexical, dense, sentence)
    search = Search("", (), (), np.array([0.0, 0.0, 2.0], dtype=np.float32), signals, lexical, dense)
    used = {name: tuple(rank(search) > np.median(rank(search))) for name, rank in RANKINGS.items()}
    assert used["BM25 of passages"] == (True, False, False)
    assert used["cosine of passages"] == (False, True, False)
    assert used["cosine of best sentence"] == (False, False, True)
    for name, without in (
        ("BM25 + cosine of passages", 2),
        ("BM25 + best sentence", 1),
        ("cosine of passages + best sentence", 0),
    ):
        assert int(np.argmin(RANKINGS[name](search))) == without
    assert used["and the best part of the question, the best of the section"] == (False, False, True)


def test_the_table() -> None:
    """Markdown, the best of each column in bold, ties both."""
    table = as_markdown("dev", [Ranked("a", 0.5, 0.25, 1.0, 0.3), Ranked("b", 0.5, 0.75, 0.9, 0.2)])
    assert table.splitlines() == [
        "| ranking | dev recall@1 | dev recall@5 | dev recall@20 | dev MRR |",
        "|---|---|---|---|---|",
        "| a | **0.500** | 0.250 | **1.000** | **0.300** |",
        "| b | **0.500** | **0.750** | 0.900 | 0.200 |",
    ]


def test_the_command(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """It prints the table of every ranking; without the facts' documents, or any documents, it says so."""
    monkeypatch.setenv("VERSE_INDEX", str(sample_index))
    assert main(["--split", "sample", "--documents", "corpus/sample"]) == 0
    assert capsys.readouterr().out.count("\n") == len(RANKINGS) + 2
    assert main(["--split", "dev", "--documents", "corpus/sample"]) == 2
    assert "not here" in capsys.readouterr().err
    assert main(["--documents", str(tmp_path / "missing")]) == 2
    assert "missing" in capsys.readouterr().err
