"""Texts invented for the training, and questions about them, so that the task is learnt and not one report."""

from pathlib import Path

from eval.facts import Item, items_of


def invented_texts() -> Path:
    """The folder of the texts."""
    return Path(__file__).parent / "texts"


def invented_items() -> list[Item]:
    """The questions, in the order of the file."""
    return items_of((Path(__file__).parent / "invented.jsonl").read_text("utf-8"))
