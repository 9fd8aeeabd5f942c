"""The command line: which contestants, how many rounds, where the report goes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from browser.find_browser import ADVICE, find_browser

from .contestants import CONTESTANTS
from .report import plots, report
from .rounds import run_rounds
from .section import write_section
from .visits import PARTS
from .works import PROGRAM

ROUNDS = 5
# Some five times what the slowest contestant takes on an idle machine of two cores.
DEADLINE_SECONDS = 300.0
# Beside the file that the report goes into.
IMAGES = "images"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code: 1 if anything failed."""
    options = _parser().parse_args(arguments)
    browser = find_browser()
    if browser is None:
        print(ADVICE, file=sys.stderr)
        return 1
    results = run_rounds(
        [contestant for contestant in CONTESTANTS if not options.only or contestant.id in options.only],
        rounds=1 if options.quick else options.rounds,
        browser=browser,
        deadline_seconds=options.deadline,
        parts=options.parts,
        works=options.works,
        tell=lambda line: print(line, file=sys.stderr, flush=True),
    )
    if options.json:
        options.json.write_text(results.to_json(), encoding="utf-8")
    print(report(results), end="")
    if options.output:
        write_section(options.output, report(results, images=IMAGES))
        folder = options.output.parent / IMAGES
        folder.mkdir(exist_ok=True)
        for name, image in plots(results).items():
            (folder / name).write_text(image, encoding="utf-8")
    return 1 if results.failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure Offthread beside its peers.")
    parser.add_argument("--rounds", type=_positive, default=ROUNDS, help="rounds of visits (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="one round, to see that everything works")
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="ID",
        choices=[contestant.id for contestant in CONTESTANTS],
        help="some contestants: %(choices)s",
    )
    parser.add_argument(
        "--parts",
        nargs="+",
        choices=PARTS,
        default=PARTS,
        help="only the works and boots, or only calls, waits and frames",
    )
    parser.add_argument(
        "--works",
        nargs="+",
        metavar="ID",
        choices=[work.id for work in PROGRAM],
        default=(),
        help="of the works only these: %(choices)s",
    )
    parser.add_argument(
        "--deadline",
        type=float,
        default=DEADLINE_SECONDS,
        metavar="SECONDS",
        help="how long one page may take (%(default)s)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="Markdown file to put the report into as well, and the plots beside it",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="file for the raw samples")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value
