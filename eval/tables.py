"""The command line of programs that print a table about known facts."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence

from corpus.errors import VerseError
from eval.facts import Item, known_splits
from eval.run import open_known
from qa.library import Library

Table = Callable[[Namespace, Library, Sequence[Item]], str]
"""What is printed, given the options asked for (`split` among them), the documents and their known facts."""


def print_table(parser: ArgumentParser, table: Table, arguments: Sequence[str] | None = None) -> int:
    """Print the table of the split asked for; 0, or 2 where the documents of its known facts are not here.

    The parser is given the options `--split` (as `parser.set_defaults` has it) and `--documents`; `arguments` are the
    process's own where None.
    """
    parser.add_argument("--split", choices=known_splits(), help="known facts to use (default: %(default)s)")
    parser.add_argument("--documents", help="folder of documents (default: as for verse)")
    asked = parser.parse_args(arguments)
    try:
        library, items = open_known(asked.split, asked.documents)
        sys.stdout.write(table(asked, library, items) + "\n")
    except VerseError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0
