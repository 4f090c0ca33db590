"""Time and memory of reading long texts: `python -m eval.bench_reading [MEGABYTES ...]`.

The text is the sample report over and over, each copy with its contents list taken out but the first's.
"""

import resource
import subprocess
import sys
import time

from rich.console import Console
from rich.table import Table

from corpus.contents import find_contents
from corpus.document import Source
from corpus.load import load_file, sample_folder
from corpus.read import read_document

DEFAULT_MEGABYTES = (1, 5, 10, 20, 50)
KILOBYTES_IN_MEGABYTE = 1024


def long_text(megabytes: float) -> str:
    """A text of about that many million characters."""
    report = load_file(sample_folder() / "okafor-review.txt").text
    contents = find_contents(report)
    body = report[contents.span.end :] if contents else report
    copies = max(0, round((megabytes * 1_000_000 - len(report)) / len(body)))
    return report + body * copies


def measure_one(megabytes: float) -> str:
    """Megabytes, seconds and peak megabytes of memory of reading one text, in this process."""
    text = long_text(megabytes)
    began = time.perf_counter()
    document = read_document(text, Source("long", "Long", "text"))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_IN_MEGABYTE
    return f"{len(text) / 1e6:.1f} {seconds:.1f} {peak:.0f} {len(document.sentences)}"


def main(arguments: list[str]) -> int:
    """Print a line for each size, each measured in a fresh process."""
    if arguments[:1] == ["--one"]:
        sys.stdout.write(measure_one(float(arguments[1])) + "\n")
        return 0
    table = Table("million characters", "seconds", "seconds per million", "peak memory, MB", "sentences")
    for megabytes in arguments or DEFAULT_MEGABYTES:
        command = [sys.executable, "-m", "eval.bench_reading", "--one", str(megabytes)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own module
        size, seconds, peak, sentences = done.stdout.split()
        table.add_row(size, seconds, f"{float(seconds) / float(size):.2f}", peak, sentences)
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
