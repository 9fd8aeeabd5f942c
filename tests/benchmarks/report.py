"""The report: results as a section of Markdown.

First the goals, then for each interpreter a plot and a table with a row per work and Offthread beside its peers, then
the table of calls, waits and frames, and one table with everything: spreads, how much was measured, round trips,
failures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import shorten

from . import formats
from .contestants import COINCIDENT, CONTESTANTS, LANGUAGES, PAGE, PING_PONG, Contestant, Language
from .goals import GOALS, judge
from .plot import alternative, plot
from .results import Environment, Failure, Results
from .summary import Summary, summarize_all
from .works import BOOTS, BY_WORK_ID, CALLS, PROGRAM, TRIP, TRIP_ALONE, WORKS, Work

Summaries = dict[tuple[str, str], Summary]
_INTERPRETERS: tuple[Language, ...] = ("py", "mpy")
PLOTS: dict[Language, str] = {"py": "performance.svg", "mpy": "performance-micropython.svg"}
_EXTRAPOLATED = "≈ "
_NOTHING = "-"
# Tracebacks are in the JSON, whole.
_REASON_LENGTH = 300


def report(results: Results, images: str | None = None) -> str:
    """Return the section, ending with a newline; with the plots of `plots`, if they are in the folder `images`."""
    summaries = summarize_all(results.samples)
    parts = [_introduction(results), "### Goals", _goals(summaries)]
    for language in _INTERPRETERS:
        parts.append(f"### {LANGUAGES[language]}")
        if images is not None:
            parts.append(f"![{alternative(language)}]({images}/{PLOTS[language]})")
        parts.append(_comparison(language, summaries, results.failures))
    parts += [_legend(summaries), "### Calls, waits and frames", _calls(summaries, results.failures), _calls_legend()]
    parts += ["### Spread", _details("Every contestant in every work", _spread(summaries))]
    if results.failures:
        parts += ["### Failures", _failures(results.failures)]
    return "\n\n".join(parts) + "\n"


def plots(results: Results) -> Mapping[str, str]:
    """Return the plots, SVGs by the names of their files."""
    summaries = summarize_all(results.samples)
    return {PLOTS[language]: plot(language, summaries) for language in _INTERPRETERS}


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table, all columns but the first aligned right."""
    header = list(header)
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _introduction(results: Results) -> str:
    environment = results.environment
    versions = ", ".join(f"{name} {version}" for name, version in environment.versions.items())
    rounds = f"{results.rounds} round{'s' if results.rounds != 1 else ''}"
    return (
        f"Measured on {environment.date} in {environment.browser}, {environment.system}, "
        f"{environment.cpus} CPUs ({environment.cpu}){_load(environment)}. "
        f"In {rounds} the contestants took turns.\n"
        f"Versions: {versions}. All systems use the same builds of Pyodide and MicroPython and run the same program."
    )


def _load(environment: Environment) -> str:
    if environment.load_before is None:
        return ""
    idle = environment.cpus / 4
    busy = environment.load_before > idle
    note = f" (**above {idle:g}: something else ran shortly before; repeat before comparing closely**)" if busy else ""
    return f", load {environment.load_before:.2f} beforehand{note}"


def _goals(summaries: Summaries) -> str:
    words = {True: "met", False: "**not met**", None: _NOTHING}
    verdicts = [judge(goal, summaries) for goal in GOALS]
    rows = [[verdict.goal.title, verdict.goal.wanted, verdict.text, words[verdict.met]] for verdict in verdicts]
    return table(["work", "goal", "in this run", "result"], rows)


def _comparison(language: Language, summaries: Summaries, failures: list[Failure]) -> str:
    ours, *peers = [contestant for contestant in CONTESTANTS if contestant.language == language]
    peers = [*peers, COINCIDENT, PAGE]
    names = [contestant.system if contestant.language == language else contestant.title for contestant in peers]
    rows = []
    for work in (*PROGRAM, *BOOTS):
        base = summaries.get((ours.id, work.id))
        cells = [_time(ours, work, summaries, failures), formats.count(base.round_trips if base else None)]
        for peer in peers:
            cell = _time(peer, work, summaries, failures)
            theirs = summaries.get((peer.id, work.id))
            if base and theirs and not theirs.smaller:
                cell += f" · {formats.ratio(theirs.median, base.median)}"
            cells.append(cell)
        rows.append([work.title, *cells])
    return table(["work", "Offthread", "its round trips", *names], rows)


def _time(contestant: Contestant, work: Work, summaries: Summaries, failures: list[Failure]) -> str:
    summary = summaries.get((contestant.id, work.id))
    if summary is None:
        failed = work in contestant.works + contestant.calls + BOOTS and any(
            failure.contestant == contestant.id and failure.work in (None, work.id) for failure in failures
        )
        return "failed" if failed else _NOTHING
    if summary.smaller:
        return f"{formats.duration(summary.median)} ({summary.size} {work.unit})"
    if summary.measured is None:
        return formats.duration(summary.median)
    measured = f"{summary.size} {work.unit}: {formats.duration(summary.measured)}"
    return f"{_EXTRAPOLATED}{formats.duration(summary.median)} ({measured})"


def _calls(summaries: Summaries, failures: list[Failure]) -> str:
    takers = [contestant for contestant in CONTESTANTS if contestant.calls]
    # Each system's interpreters side by side, Offthread first.
    systems = list(dict.fromkeys(contestant.system for contestant in takers))
    takers.sort(key=lambda contestant: systems.index(contestant.system))
    rows = [[work.title, *(_call(taker, work, summaries, failures) for taker in takers)] for work in CALLS]
    return table(["measured", *(taker.title for taker in takers)], rows)


def _call(contestant: Contestant, work: Work, summaries: Summaries, failures: list[Failure]) -> str:
    summary = summaries.get((contestant.id, work.id))
    if summary is None:
        return _time(contestant, work, summaries, failures)
    cell = _amount(work, summary.median)
    # One round has one value of some.
    if summary.values > 1:
        cell += f" (worst {_amount(work, summary.high)})"
    return f"{cell} · {summary.all_in_time}" if summary.all_in_time else cell


def _amount(work: Work, value: float) -> str:
    return formats.share(value) if work.share else formats.duration(value)


def _calls_legend() -> str:
    return "Medians, and the worst of all values.\n\n" + "\n".join(
        f"* **{work.title}**: {work.measured}" for work in CALLS
    )


def _legend(summaries: Summaries) -> str:
    lines = [
        "Medians. `2x` means that the peer takes twice as long as Offthread: above 1, Offthread is faster.",
        f"{_EXTRAPOLATED.strip()} marks an extrapolation from what is in parentheses, which was measured.",
        "Times of loops are per operation, what is still unwritten at the end included. Alone, the time is that of the "
        "call itself.",
        "Rows in parentheses without a ratio are those of a smaller table, on which it was measured.",
        "`-` stands where a contestant has no way: PyScript's MicroPython cannot hand bytes to JavaScript.",
    ]
    burst, alone = (summaries.get((PING_PONG.id, work)) for work in (TRIP, TRIP_ALONE))
    if burst and alone:
        lines.append(
            f"The limit of one round trip in the same run, a bare {PING_PONG.system} that carries nothing: "
            f"{formats.duration(burst.median)} in a loop, where the page may find the next request before it sleeps, "
            f"and {formats.duration(alone.median)} after a pause, where it is asleep."
        )
    return "\n".join(lines)


def _spread(summaries: Summaries) -> str:
    rows = []
    for work in (*WORKS, *CALLS):
        for contestant in CONTESTANTS:
            summary = summaries.get((contestant.id, work.id))
            if summary is None:
                continue
            rows.append([work.title, contestant.title, *_figures(work, summary)])
    header = ["work", "contestant", "median", "middle half", "all", "values", "operations each", "round trips"]
    return table(header, rows)


def _figures(work: Work, summary: Summary) -> list[str]:
    mark = _EXTRAPOLATED if summary.measured is not None else ""
    return [
        mark + _amount(work, summary.median),
        f"{_amount(work, summary.lower_quartile)} to {_amount(work, summary.upper_quartile)}",
        f"{_amount(work, summary.low)} to {_amount(work, summary.high)}",
        str(summary.values),
        f"{summary.operations:,}",
        formats.count(summary.round_trips),
    ]


def _details(title: str, text: str) -> str:
    return f"<details>\n<summary>{title}</summary>\n\n{text}\n\n</details>"


def _failures(failures: Iterable[Failure]) -> str:
    titles = {contestant.id: contestant.title for contestant in CONTESTANTS}
    rows = [
        [
            titles[failure.contestant],
            BY_WORK_ID[failure.work].title if failure.work else "all or the rest",
            str(failure.round),
            _one_line(failure.reason),
        ]
        for failure in failures
    ]
    return table(["contestant", "work", "round", "reason"], rows)


def _one_line(text: str) -> str:
    # A bar would end the cell of the Markdown table, and a line break the table.
    return shorten(text.replace("|", "\\|"), _REASON_LENGTH, placeholder=" …")
