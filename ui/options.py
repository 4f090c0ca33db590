"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

DocumentsFolder = Annotated[
    Path | None, typer.Option("--documents", help="Folder of .txt and .md documents (or one file).", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (UTF-8), one object a line.")]
StyleName = Annotated[
    str | None,
    typer.Option(
        "--style",
        metavar="STYLE",
        help="Cite as default, oscola, harvard, chicago, apa, govuk or markdown.",
        show_default=False,
    ),
]
