"""The command line of programs that print a table about known facts."""

import argparse
import sys
from collections.abc import Callable, Sequence

from corpus.errors import VerseError
from eval.facts import Item, Split, known_splits
from eval.run import open_known
from qa.library import Library

Table = Callable[[Split, Library, Sequence[Item]], str]


def print_table(
    program: str, about: str | None, split: Split, table: Table, arguments: Sequence[str] | None = None
) -> int:
    """Print the table of the split asked for; 0, or 2 where the documents of its known facts are not here.

    `split` is the one where none is asked for, `arguments` are the process's own where None.
    """
    parser = argparse.ArgumentParser(prog=program, description=about)
    parser.add_argument("--split", choices=known_splits(), default=split, help="known facts to use")
    parser.add_argument("--documents", help="folder of documents (default: as for verse)")
    asked = parser.parse_args(arguments)
    try:
        library, items = open_known(asked.split, asked.documents)
        sys.stdout.write(table(asked.split, library, items) + "\n")
    except VerseError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0
