"""Numbers as people read them: three significant digits, and the unit that suits."""

from __future__ import annotations

_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def duration(seconds: float) -> str:
    """Return a time with its unit.

    >>> duration(0.0123), duration(86), duration(2.5e-7)
    ('12.3 ms', '86.0 s', '250 ns')
    """
    # Rounded first: 999.6 µs are 1.00 ms.
    rounded = float(f"{seconds:.3g}")
    for size, unit in _UNITS:
        if rounded >= size:
            return f"{significant(rounded / size)} {unit}"
    return f"{significant(rounded / 1e-9)} ns"


def ratio(peer: float, ours: float) -> str:
    """Return how many times longer the peer takes.

    >>> ratio(12.9, 0.01), ratio(3, 4)
    ('1,290x', '0.75x')
    """
    if ours <= 0:
        return "-"
    value = peer / ours
    if value >= 1:
        return f"{significant(value)}x"
    return f"{value:.2f}x" if value >= 0.1 else f"{value:.2g}x"


def count(value: float | None) -> str:
    """Return a number of round trips per operation.

    >>> count(9003), count(2.04), count(0.001), count(None)
    ('9,003', '2.04', '< 0.01', '')
    """
    if value is None:
        return ""
    if 0 < value < 0.01:
        return "< 0.01"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def share(value: float) -> str:
    """Return a share as a percentage.

    >>> share(0.0034), share(1.0034)
    ('0.3 %', '100.3 %')
    """
    return f"{value * 100:.1f} %"


def significant(value: float) -> str:
    """Return a number with three significant digits and no exponent.

    >>> significant(12_940), significant(1.0), significant(0.1234)
    ('12,900', '1.00', '0.123')
    """
    rounded = float(f"{value:.3g}")
    if rounded >= 100:
        return f"{rounded:,.0f}"
    if rounded >= 10:
        return f"{rounded:.1f}"
    if rounded >= 1:
        return f"{rounded:.2f}"
    return f"{rounded:.3g}"
