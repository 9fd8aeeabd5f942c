"""Buffers of every size cross exactly, in both directions, and a picture ends on its canvas as it was."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage

from .conftest import Run

PAGE = """() => {
    // A checksum that every byte and its place matter to, without building text.
    window.checksum = (bytes) => {
        let sum = 1;
        for (let at = 0; at < bytes.length; at++) sum = (Math.imul(sum, 31) + bytes[at]) | 0;
        return `${bytes.constructor.name} ${bytes.length} ${sum >>> 0}`;
    };
    window.made = (size) => {
        const bytes = new Uint8Array(size);
        for (let at = 0; at < size; at++) bytes[at] = (at * 7 + (at >> 8)) & 255;
        return bytes;
    };
    window.describe = (view) => `${view.constructor.name} ${view.length} ${view[0]} ${view[view.length - 1]}`;
    window.fill = (bytes, value) => { bytes.fill(value); bytes[bytes.length - 1] = 7; return bytes.length; };
    window.sizes = (...all) => all.map((bytes) => bytes.length).join();
    window.swap = (a, b) => { const kept = a.slice(); a.set(b); b.set(kept); };
}"""

KILOBYTE = 1024
# Around what fits into a frame of the channel, and what is sent apart from it.
SIZES = [0, 1, 31 * KILOBYTE, 32 * KILOBYTE - 1, 32 * KILOBYTE, 32 * KILOBYTE + 1, 100 * KILOBYTE, KILOBYTE * KILOBYTE]


@pytest.mark.parametrize("size", SIZES)
def test_bytes_of_every_kind_go_to_the_page_and_come_back(run: Run, size: int) -> None:
    run(
        f"""
        size = {size}
        pattern = bytes([(at * 7 + (at >> 8)) & 255 for at in range(65536)])
        data = (pattern * (size // 65536 + 1))[:size]
        made = window.made(size)
        assert made.to_bytes() == data and len(made) == size
        expected = window.checksum(made)
        for value in (data, bytearray(data), memoryview(data), memoryview(b"12" + data + b"34")[2 : 2 + size]):
            assert window.checksum(value) == expected, type(value)
            assert echo(value).to_bytes() == data, type(value)
            assert echo([value])[0].to_bytes() == data, "in a container"
        """,
        page=PAGE,
    )


def test_arrays_keep_their_kind_and_their_numbers(run: Run) -> None:
    run(
        """
        import array
        for length in (0, 3, 5000, 100000):
            for code, name in (("b", "Int8Array"), ("B", "Uint8Array"), ("h", "Int16Array"), ("H", "Uint16Array"),
                               ("i", "Int32Array"), ("I", "Uint32Array"), ("f", "Float32Array"), ("d", "Float64Array"),
                               ("q", "BigInt64Array"), ("Q", "BigUint64Array")):
                numbers = array.array(code, bytes(length * len(bytes(array.array(code, [0])))))
                if length:
                    numbers[0], numbers[length - 1] = 1, 100
                    assert window.describe(numbers) == "%s %d 1 100" % (name, length), name
                there = echo(numbers)
                assert type(there).__name__ == name and len(there) == length
                back = there.to_py()
                assert len(back) == length and bytes(back) == bytes(numbers), (name, length)
                if length:
                    assert back[0] == 1 and back[length - 1] == 100
        """,
        page=PAGE,
    )


def test_sixty_four_megabytes_are_exact(run: Run, kind: str, mode: str) -> None:
    if kind == "mpy":
        pytest.skip("MicroPython's heap is smaller; test_payloads.py has what it can")
    run(
        """
        size = 64 * 1024 * 1024
        made = window.made(size)
        data = made.to_bytes()
        assert len(data) == size and data[:3] == b"\\x00\\x07\\x0e"
        assert window.checksum(data) == window.checksum(made)
        mutable = bytearray(data)
        assert window.fill(mutable, 9) == size
        assert mutable[0] == 9 and mutable[-1] == 7 and mutable.count(9) == size - 1
        """,
        page=PAGE,
    )


def test_two_large_buffers_go_in_one_call(run: Run) -> None:
    run(
        """
        keep, sizes = window.Array.of, window.sizes
        for first, second in ((50000, 300000), (300000, 50000), (100, 300000), (300000, 100), (200000, 200000)):
            a, b = bytes(range(256)) * (first // 256 + 1), b"x" * second
            a = a[:first]
            there = keep(a, "between", b, a)
            assert there[0].to_bytes() == a and there[1] == "between"
            assert there[2].to_bytes() == b and there[3].to_bytes() == a
            with trips(1):
                sizes(a, b)
        a, b = bytearray(b"a" * 100000), bytearray(b"b" * 100000)
        swap = window.swap
        with trips(1):
            swap(a, b)
        assert a == b"b" * 100000 and b == b"a" * 100000
        """,
        page=PAGE,
    )


def test_writable_buffers_are_filled(run: Run) -> None:
    run(
        """
        import array
        for size in (1, 64, 31000, 32768, 65536, 1000000):
            data = bytearray(size)
            assert window.fill(data, 5) == size
            assert data[-1] == 7 and bytes(data[:-1]) == b"\\5" * (size - 1), size
            numbers = array.array("i", bytes(4 * size) if size < 100000 else bytes(400000))
            window.fill(numbers, -3)
            assert numbers[0] == (-3 if len(numbers) > 1 else 7) and numbers[len(numbers) - 1] == 7
        whole = bytearray(100000)
        window.fill(bytes(whole), 5)
        assert whole == bytes(100000), "bytes stay what they are"
        random = bytearray(65536)
        window.crypto.getRandomValues(random)
        assert len(set(random)) > 200
        data = bytearray(b"x" * 100000)
        window.checksum(data)
        assert data == b"x" * 100000, "what was only read stays"
        """,
        page=PAGE,
    )


def test_a_part_of_a_large_buffer_is_filled_in_cpython(run: Run, kind: str) -> None:
    if kind == "mpy":
        pytest.skip("MicroPython cannot tell whether a memoryview is writable")
    run(
        """
        whole = bytearray(200000)
        window.fill(memoryview(whole)[1000:101000], 5)
        assert bytes(whole[:1000]) == bytes(1000) and bytes(whole[101000:]) == bytes(99000)
        assert whole[1000] == 5 and whole[100999] == 7
        """,
        page=PAGE,
    )


def test_buffers_of_the_page_are_written_and_read_at_once(run: Run) -> None:
    run("""
        size = 4_000_000
        there = window.Uint8Array.new(size)
        data = b"0123456789" * (size // 10)
        with trips(1):
            there.assign(data)
        assert there.to_bytes() == data
        target = bytearray(size)
        there.assign_to(target)
        assert target == data
        error = raises(errors.RangeError, there.assign, data[1:])
        assert "3999999" in str(error) and "4000000" in str(error)
        assert there[0] == 48 and there[size - 1] == 57
    """)


def test_deferred_commands_before_a_large_buffer_come_first(run: Run) -> None:
    run(
        """
        window.log = []
        for number in range(20):
            host.title = str(number)
            assert window.titleAnd(b"x" * 50000) == "%d 50000" % number
        """,
        page="() => { window.titleAnd = (bytes) => `${document.getElementById('host').title} ${bytes.length}`; }",
    )


def test_a_buffer_above_the_limit_is_an_error_and_the_channel_goes_on(warm: WatchedPage, kind: str) -> None:
    warm.evaluate("() => { window.sizeOf = (...views) => views.reduce((sum, view) => sum + view.byteLength, 0); }")
    end = warm.add_script(
        kind,
        """
from js import document, window
from offthread import errors
import offthread
LIMIT = 1 << 20
def refused(action):
    try:
        action()
    except errors.LimitError as error:
        assert "payloadBytes" in str(error) and "[OT201]" in str(error), str(error)
    else:
        raise AssertionError("no error")
there = window.Uint8Array.new(LIMIT + 5000)
for make in (bytes, bytearray):
    assert window.sizeOf(make(LIMIT - 1000)) == LIMIT - 1000
    refused(lambda: window.sizeOf(make(LIMIT + 1000)))
    refused(lambda: window.sizeOf([make(LIMIT + 1000)]))
    refused(lambda: there.assign(make(LIMIT + 5000)))
    refused(lambda: window.sizeOf(make(100), make(LIMIT + 1000)))
    refused(lambda: setattr(window, "kept", make(LIMIT + 1000)))
    refused(lambda: offthread.assign(window, kept=make(LIMIT + 1000)))
    assert window.sizeOf(make(40000), make(40000)) == 80000, "what was refused is not sent later"
refused(there.to_bytes)
assert document.title == "Test"
""",
        worker=True,
        config='{"bridge": {"limits": {"payloadBytes": 1048576}}}',
    )
    assert end["name"] == "done", end
    warm.evaluate("() => document.querySelectorAll('script[worker]').forEach((script) => script.remove())")


def test_a_picture_ends_on_its_canvas_exactly(run: Run) -> None:
    run(
        """
        width, height = 1920, 1080
        canvas = document.createElement("canvas")
        canvas.width, canvas.height = width, height
        context = canvas.getContext("2d", willReadFrequently=True)
        window.picture = canvas
        # A pixel's colour tells the sum of its column and its row.
        colours = b"".join([bytes((at & 255, at >> 8, at % 251, 255)) for at in range(width + height)])
        frame = bytearray(b"".join([colours[4 * y : 4 * (y + width)] for y in range(height)]))
        data = window.Uint8ClampedArray.new(frame)
        image = window.ImageData.new(data, width)
        assert (image.width, image.height) == (width, height)
        context.putImageData(image, 0, 0)
        assert window.wrongPixels() == 0
        assert context.getImageData(0, 0, width, height).data.to_bytes() == frame
        pixels = image.data
        pixels.assign(bytes(len(frame)))
        context.putImageData(image, 0, 0)
        assert window.wrongPixels() == width * height, "the picture has been drawn over"
        window.picture = None
        """,
        page="""() => {
            window.wrongPixels = () => {
                const { width, height } = window.picture;
                const { data } = window.picture.getContext("2d").getImageData(0, 0, width, height);
                let wrong = 0;
                for (let y = 0, at = 0; y < height; y++) {
                    for (let x = 0; x < width; x++, at += 4) {
                        const sum = x + y;
                        const wanted = [sum & 255, sum >> 8, sum % 251, 255];
                        if (wanted.some((byte, channel) => data[at + channel] !== byte)) wrong++;
                    }
                }
                return wrong;
            };
        }""",
    )


def test_arrays_made_of_the_same_bytes_share_nothing(run: Run) -> None:
    run("""
        data = bytearray(b"\\x07" * 100_000)
        for name in ("Uint8Array", "Uint8ClampedArray", "Int8Array"):
            make = getattr(window, name)
            one, two = make.new(data), make.new(data)
            assert one.byteLength == one.buffer.byteLength == 100_000 and one.byteOffset == 0
            one[5] = 9
            data[6] = 8
            assert (one[5], two[5], data[5]) == (9, 7, 7), name
            assert (one[6], two[6]) == (7, 7), name
            data[6] = 7
            copy = make.new(one)
            copy[5] = 3
            assert one[5] == 9, "an array of the page's own is copied"
    """)
