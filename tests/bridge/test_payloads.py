"""Any size and any depth: what fits crosses exactly, what does not is a named error, and the channel goes on."""

from __future__ import annotations

from browser.page import WatchedPage

from .conftest import Run

MEGABYTE = 1024 * 1024


def test_strings_of_every_size_around_the_limits_of_the_buffers(run: Run) -> None:
    run("""
        for size in (4000, 4096, 4100, 65500, 65512, 65536, 65560, 262100, 262144, 262200, 1000000):
            for text in ("x" * size, "é" * size):
                result = echo(text)
                assert len(result) == size and result == text, size
    """)


def test_sixty_four_megabytes_of_text_both_ways(run: Run) -> None:
    run(
        """
        size = 64 * 1024 * 1024
        assert window.lengthOf("x" * size) == size
        text = window.makeText(size)
        assert len(text) == size and text[:3] == "abc" and text[-1] == "z"
        """,
        page="""() => {
            window.lengthOf = (text) => text.length;
            window.makeText = (size) => "abc" + "x".repeat(size - 4) + "z";
        }""",
    )


def test_sixty_four_megabytes_of_bytes_both_ways(run: Run) -> None:
    run(
        """
        size = 64 * 1024 * 1024
        data = bytearray(size)
        data[0], data[-1] = 1, 2
        assert window.ends(data).to_py() == [1, 2, size]
        del data
        received = window.makeBytes(size).to_py()
        assert len(received) == size and received[0] == 3 and received[size - 1] == 4
        """,
        page="""() => {
            window.ends = (bytes) => [bytes[0], bytes[bytes.length - 1], bytes.length];
            window.makeBytes = (size) => {
                const bytes = new Uint8Array(size);
                bytes[0] = 3;
                bytes[size - 1] = 4;
                return bytes;
            };
        }""",
    )


def test_a_small_view_of_a_large_buffer_is_small(run: Run) -> None:
    run(
        """
        before = offthread.stats()["bytes"]
        assert window.view.to_bytes() == b"\\1\\2\\3\\4"
        big = bytearray(1000000)
        assert len(echo(memoryview(big)[5:9]).to_py()) == 4
        assert offthread.stats()["bytes"] - before < 500
        """,
        page="() => { window.view = new Uint8Array(20 << 20).subarray(8, 12); window.view.set([1, 2, 3, 4]); }",
    )


def test_too_deep_is_an_error_and_the_channel_goes_on(run: Run) -> None:
    run(
        """
        deep = []
        for _ in range(200):
            deep = [deep]
        error = raises(errors.LimitError, echo, deep)
        assert "depth" in str(error) and "[OT201]" in str(error)
        cycle = []
        cycle.append(cycle)
        raises(errors.LimitError, echo, cycle)
        raises(errors.LimitError, window.cycle.to_py)
        raises(errors.LimitError, window.deep.to_py)
        nested = []
        for _ in range(30):
            nested = [nested]
        assert echo(nested).to_py() == nested
        assert echo(1) == 1
        """,
        page="""() => {
            window.cycle = {};
            window.cycle.self = window.cycle;
            window.deep = [];
            for (let i = 0; i < 200; i++) window.deep = [window.deep];
        }""",
    )


def test_too_large_is_an_error_and_the_channel_goes_on(warm: WatchedPage, kind: str) -> None:
    warm.evaluate("() => { window.big = 'x'.repeat(3 << 20); window.bytes = new Uint8Array(3 << 20); }")
    end = warm.add_script(
        kind,
        """
from js import window, document
from offthread import errors, sync
def raises(action, *args):
    try:
        action(*args)
        sync()
    except errors.LimitError as error:
        assert "payloadBytes" in str(error) and "[OT201]" in str(error), str(error)
    else:
        raise AssertionError("no error")
for _ in range(3):
    raises(lambda: window.big)
    raises(window.bytes.to_py)
    raises(window.console.log, "x" * (3 << 20))
    raises(window.console.log, bytearray(3 << 20))
    raises(window.console.log, ["x" * (1 << 20)] * 3)
    assert document.title == "Test"
assert len(window.eval("'y'.repeat(1 << 20)")) == 1 << 20
""",
        worker=True,
        config='{"bridge": {"limits": {"payloadBytes": 2097152}}}',
    )
    assert end["name"] == "done", end
    warm.evaluate("(id) => document.querySelectorAll('script[worker]').forEach((script) => script.remove())")


def test_a_big_integer_has_a_limit_too(run: Run) -> None:
    run("""
        raises(errors.LimitError, echo, 1 << (8 * 1024 * 1024 + 80))
        assert echo(2**5000) == 2**5000
    """)


def test_many_arguments(run: Run) -> None:
    run("""
        assert window.Math.max(*range(5000)) == 4999
        assert window.Array.of(*[host] * 100).length == 100
    """)


def test_member_names_that_are_no_python_names(run: Run) -> None:
    run(
        """
        bag = window.bag
        assert getattr(bag, "é ü") == 1
        bag.from_ = "keyword"
        assert bag.from_ == "keyword" and bag["from"] == "keyword"
        bag["é ü"] = 2
        assert bag["é ü"] == 2
        """,
        page="() => { window.bag = { 'é ü': 1 }; }",
    )


def test_more_member_names_than_there_are_numbers_for(warm: WatchedPage, kind: str) -> None:
    warm.evaluate("() => { window.bag = { name65999: 'last', call66000: () => 'called' }; }")
    script = warm.insert_script(
        kind,
        """
from js import window
bag = window.bag
for number in range(66000):
    found = getattr(bag, "name" + str(number), None)
assert found == "last", found
assert bag.call66000() == "called"
bag.set66001 = "set"
assert bag.set66001 == "set"
del bag.set66001
assert not hasattr(bag, "set66001")
""",
        worker=True,
    )
    # MicroPython looks for each name among all those that it has met, which takes it half a minute or more.
    warm.raw.wait_for_function(
        "(target) => recorded.some(({ name, target: at }) => name !== 'ready' && at === target)",
        arg=script,
        timeout=200_000,
    )
    end = warm.wait_for_end(script)
    assert end["name"] == "done", end
    warm.evaluate("() => document.querySelectorAll('script[worker]').forEach((script) => script.remove())")
