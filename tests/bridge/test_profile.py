"""profile() counts exactly where a program waits, and leaves nothing behind."""

from __future__ import annotations

from browser.page import WatchedPage

from .conftest import Run

# The lines of a program are those of the script it becomes, so that it finds them by itself.
LINES = """
        import sys
        CPYTHON = sys.implementation.name == "cpython"
        def line():
            return sys._getframe(1).f_lineno
        def counts(p):
            return {row.place: (row.trips, row.unawaited) for row in p.rows}
        def total(p):
            return sum([row.trips for row in p.rows]), sum([row.unawaited for row in p.rows])
        document.createElement("p").style
        offthread.sync()
"""


def test_trips_and_deferred_commands_are_counted_by_line_in_cpython(run: Run) -> None:
    run(
        LINES
        + """
        if not CPYTHON:
            return
        element = document.createElement("p")
        offthread.sync()
        with offthread.profile(0) as p:
            at = line()
            for _ in range(3):
                element.textContent = "x"
            document.title
            element.getAttribute("a"), element.id
            element.title = "a"; element.title = "b"
        found = {place[1] - at: count for place, count in counts(p).items()}
        if MODE == "strict":
            assert found == {2: (3, 0), 3: (1, 0), 4: (2, 0), 5: (2, 0)}, found
        else:
            assert found == {2: (0, 3), 3: (1, 0), 4: (2, 0), 5: (0, 2)}, found
        files = {place[0] for place in counts(p)}
        assert files == {sys._getframe(0).f_code.co_filename}, files
        assert all(row.seconds > 0 for row in p.rows if row.trips)
        assert p.rows == sorted(p.rows, key=lambda row: (-row.seconds, -row.trips, -row.unawaited))
    """
    )


def test_lines_of_functions_that_the_block_calls_are_named_in_cpython(run: Run) -> None:
    run(
        LINES
        + """
        if not CPYTHON:
            return
        def build():
            element = document.createElement("p"); built = line()
            element.append("text")
            return element, built
        with offthread.profile(0) as p:
            element, built = build()
            element.style.color = "red"
            document.title, document.title
        found = {place[1] - built: count for place, count in counts(p).items()}
        used = 5
        if MODE == "strict":
            assert found == {0: (1, 0), 1: (1, 0), used: (2, 0), used + 1: (2, 0)}, found
        else:
            assert found == {0: (0, 1), 1: (0, 1), used: (0, 2), used + 1: (2, 0)}, found
    """
    )


def test_the_sum_of_trips_is_what_round_trips_counts(run: Run) -> None:
    run(
        LINES
        + """
        host.innerHTML = "<i></i>" * 3
        rows = host.querySelectorAll("i")
        data = window.Uint8Array.new(8)
        before = round_trips()
        with offthread.profile(0) as p:
            document.title
            host.className = "a"
            document.createElement("p")
            len(rows), rows[0], [row.id for row in rows]
            offthread.gather(host, "id", "title")
            offthread.assign(host, title="x")
            offthread.map(rows, lambda row: row.id)
            echo([1, {"a": host}])
            str(host)
            data.assign(b"12345678")
            data.to_bytes()
            window.Date.new(0)
            offthread.sync()
            try:
                host.querySelector("!")
            except JsException:
                pass
        made = round_trips() - before
        assert total(p)[0] == made, "%d of %d: %s" % (total(p)[0], made, p)
    """
    )


def test_operations_are_counted_by_name_in_micropython(run: Run) -> None:
    run(
        LINES
        + """
        if CPYTHON:
            return
        element = document.createElement("p")
        offthread.sync()
        with offthread.profile(0) as p:
            for _ in range(3):
                element.title = "x"
            document.title, document.title
            element.getAttribute("a")
        found = counts(p)
        assert found["get title"] == (2, 0) and found["call getAttribute"] == (1, 0), found
        if MODE == "strict":
            assert found["set title"] == (3, 0) and total(p) == (6, 0), found
        else:
            assert total(p) == (3, 3), found
            assert found["commands that nobody waited for"] == (0, 3), found
    """
    )


def test_the_table_is_printed_with_the_costliest_lines(run: Run, warm: WatchedPage, kind: str) -> None:
    run(
        LINES
        + """
        with offthread.profile() as p:
            document.title
            document.body
        text = str(p)
        head, first = text.split("\\n")[:2]
        assert "trips" in head and "waited ms" in head and "not waited for" in head and "where" in head
        assert first.split()[0] == "1" or not CPYTHON
        with offthread.profile(1) as short:
            document.title
            document.body
        assert len(str(short).split("\\n")) == 2 and len(short.rows) >= 2
        with offthread.profile(0) as silent:
            document.title
        assert "waited ms" in str(silent)
    """
    )
    tables = [text for text in warm.logged() if "waited ms" in text]
    assert len(tables) == 2, warm.logged()


def test_nothing_is_left_patched(run: Run) -> None:
    run(
        LINES
        + """
        from offthread import _values
        from offthread.remote import members
        def state():
            return _values._operate, _values._commit, members._get_member
        before = state()
        with offthread.profile(0):
            assert state() != before
            document.title
        assert state() == before
        try:
            with offthread.profile(0) as p:
                document.title
                host.querySelector("!")
        except JsException as error:
            assert error.name == "SyntaxError"
        else:
            raise AssertionError("profile() swallowed an exception")
        assert state() == before and total(p)[0] == 2
        rows = len(p.rows)
        document.title
        assert len(p.rows) == rows and total(p)[0] == 2, "what comes later is not counted"
        if CPYTHON:
            def watched(*_):
                raise AssertionError("this trip is watched still")
            members._get_member = watched
            document.title
            members._get_member = before[2]
    """
    )


def test_a_profile_can_be_made_again_and_inside_another(run: Run) -> None:
    run(
        LINES
        + """
        element = document.createElement("p")
        offthread.sync()
        with offthread.profile(0) as outer:
            document.title
            with offthread.profile(0) as inner:
                document.title
                element.title = "a"
            element.title = "b"
            document.title
        strict = MODE == "strict"
        assert total(inner) == ((2, 0) if strict else (1, 1)), inner
        assert total(outer) == ((5, 0) if strict else (3, 2)), outer
        p = offthread.profile(0)
        for _ in range(2):
            with p:
                document.title
            assert total(p) == (1, 0)
        with offthread.profile(0) as empty:
            pass
        assert total(empty) == (0, 0)
    """
    )


def test_many_deferred_commands_are_all_counted(run: Run) -> None:
    run(
        LINES
        + """
        element = document.createElement("p")
        offthread.sync()
        with offthread.profile(0) as p:
            for number in range(20000):
                element.title = "x"
            document.title
        assert total(p) == ((20001, 0) if MODE == "strict" else (1, 20000)), total(p)
    """
    )
