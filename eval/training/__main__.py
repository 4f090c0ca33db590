"""`python -m eval.training`: trains encoder and reader from start to end, resumable, and writes what is shipped."""

import json
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import VerseError

app = typer.Typer(add_completion=False)
LEAST_EPOCHS = 0.001
"""A round of none would learn from nothing."""


@app.command()
def main(  # noqa: PLR0913, PLR0917 - each is an option
    out: Annotated[Path, typer.Option(help="folder of checkpoints, log and models")] = Path("build/training"),
    documents: Annotated[Path | None, typer.Option(help="folder of the real documents")] = None,
    reader_epochs: Annotated[
        list[float],
        typer.Option(
            min=LEAST_EPOCHS, help="how often the reader's examples are gone through in a round; one for each round"
        ),
    ] = [1.2, 0.75, 0.45, 0.3],  # noqa: B006 - never changed
    encoder_epochs: Annotated[
        list[float],
        typer.Option(min=LEAST_EPOCHS, help="how often the encoder's are gone through in a round; one for each round"),
    ] = [1.0, 0.7, 1.0, 0.4],  # noqa: B006 - never changed
    further: Annotated[
        float | None,
        typer.Option(
            min=LEAST_EPOCHS, help="train only the reader, from the shipped one on: one more round of so many epochs"
        ),
    ] = None,
    further_encoder: Annotated[
        float | None,
        typer.Option(
            min=LEAST_EPOCHS, help="with --further: before it one more round of the encoder, of so many epochs"
        ),
    ] = None,
    reader_weights: Annotated[
        Path | None,
        typer.Option(
            help="with --further: begin from these, weights.pt of a round, and not from the graph, which rounds them",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    newest: Annotated[
        int,
        typer.Option(min=0, help="with --further: learn from all of the last so many questions of train, too"),
    ] = 0,
    seed: Annotated[
        int, typer.Option(help="decides what is drawn, and in which order: one further round, one seed")
    ] = 1,
) -> None:
    """Train encoder and reader on `train` and on invented texts, export both, calibrate the reader on `dev`.

    Begin again and it goes on: a finished stage is not repeated. Prints, as JSON, the folders to ship.
    """
    from eval.training.stages import SHIPPED, Course, run_stages  # torch takes seconds: not for --help

    course = Course(out, documents, encoder_epochs, reader_epochs, seed=seed)
    if further is not None:
        encoder = [] if further_encoder is None else [further_encoder]
        course = Course(out, documents, encoder, [further], SHIPPED, seed, reader_weights, newest)
    elif reader_weights is not None:
        raise typer.BadParameter("--reader-weights needs --further: the first round begins from the base weights")
    elif newest:
        raise typer.BadParameter("--newest needs --further: a training begun anew learns from all questions")
    elif further_encoder is not None:
        raise typer.BadParameter("it needs --further: the reader learns anew what the encoder finds")
    try:
        shipped = run_stages(course)
    except VerseError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(json.dumps({name: str(folder) for name, folder in shipped._asdict().items()}))


if __name__ == "__main__":
    app()
