"""What came out: samples, failures, and where they were taken. Plain data, which `to_json` gives raw."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Sample:
    """Hold what one contestant took for one work in one visit.

    `seconds` are per operation, one value for each time it was measured; `operations` is how many were done for one
    value. Where a work has a `size`, `seconds` are for what was measured of it. `round_trips` are per operation too,
    and None where nobody counts them. `in_time` is how many of the values are of an event about which the listener had
    decided when its dispatch returned. Of a work that is a share, `seconds` are CPU seconds per second.
    """

    contestant: str
    work: str
    round: int
    seconds: tuple[float, ...]
    operations: int = 1
    size: int | None = None
    round_trips: float | None = None
    in_time: int | None = None


@dataclass(frozen=True)
class Failure:
    """Say why a contestant has no sample: of one work, or of all if `work` is None."""

    contestant: str
    work: str | None
    round: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Say where and when the samples were taken. `versions` are by name, in the order to print them."""

    date: str
    browser: str
    system: str
    cpus: int
    cpu: str
    load_before: float | None
    versions: dict[str, str]


@dataclass
class Results:
    """Hold all that one run of the benchmark found out."""

    environment: Environment
    rounds: int
    samples: list[Sample] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def to_json(self) -> str:
        """Return everything as a JSON text."""
        return json.dumps(asdict(self), indent=1) + "\n"
