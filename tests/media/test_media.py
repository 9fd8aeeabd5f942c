"""Cameras, microphones, audio, and canvases in the worker, in both interpreters."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from persistence.programs import run


@pytest.mark.parametrize("attributes", [{}, {"worker": True}], ids=["shared", "own"])
def test_devices_are_listed_and_give_streams(media_page: WatchedPage, kind: str, attributes: dict[str, bool]) -> None:
    run(
        media_page,
        kind,
        """
from pyscript import media
from pyscript.media import Device, list_devices
stream = await Device.request_stream(audio=True, video=True)
assert sorted([track.kind for track in stream.getTracks()]) == ["audio", "video"]
devices = await list_devices()
kinds = [device.kind for device in devices]
assert "videoinput" in kinds and "audioinput" in kinds, kinds
for device in devices:
    assert (device.id, device.group, device.kind, device.label) == tuple(
        [device[key] for key in ("id", "group", "kind", "label")])
    raises(KeyError, lambda: device["other"])
    if device.kind == "audiooutput":
        assert "[OT631]" in str(await raises_later(OSError, device.get_stream()))
        continue
    own = await device.get_stream()
    assert [track.kind + "input" for track in own.getTracks()] == [device.kind]
    own.getTracks()[0].stop()
only = await Device.load(video=True)
assert len(only.getAudioTracks()) == 0 and len(only.getVideoTracks()) == 1
for one in (stream, only):
    for track in one.getTracks():
        track.stop()
""",
        **attributes,
    )
    media_page.check_console()


def test_a_frame_of_the_camera_reaches_python(media_page: WatchedPage, kind: str) -> None:
    run(
        media_page,
        kind,
        """
from pyscript import document
from pyscript.media import Device
video = document.createElement("video")
video.muted = True
video.srcObject = await Device.request_stream(video={"width": 64, "height": 48})
await video.play()
canvas = document.createElement("canvas")
canvas.width, canvas.height = 64, 48
context = canvas.getContext("2d")
context.drawImage(video, 0, 0, 64, 48)
pixels = context.getImageData(0, 0, 64, 48).data.to_bytes()
assert len(pixels) == 64 * 48 * 4 and set(pixels[3::4] if hasattr(bytes, "removeprefix") else [pixels[3]]) == {255}
assert any(pixels[:64])
for track in video.srcObject.getTracks():
    track.stop()
""",
    )
    media_page.check_console()


def test_a_device_that_is_not_there_is_an_error(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript.media import Device, MediaError
error = await raises_later(MediaError, Device.request_stream())
assert isinstance(error, OSError) and error.name and error.name in str(error) and "[OT631]" in str(error)
""",
    )


def test_audio_is_made_by_the_page(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import window
context = window.OfflineAudioContext.new(1, 4410, 44100)
oscillator = context.createOscillator()
oscillator.frequency.value = 441
oscillator.connect(context.destination)
oscillator.start()
buffer = await context.startRendering()
samples = buffer.getChannelData(0).to_py()
assert len(samples) == 4410 and 0.9 < max(samples) <= 1.01 and -1.01 <= min(samples) < -0.9
""",
    )


DRAWING = """
from offthread import errors, round_trips
from pyscript import document
from pyscript.media import frame
element = document.createElement("canvas")
element.id = "here"
element.width, element.height = 40, 20
document.body.append(element)
canvas = await element.transferControlToOffscreen()
assert (canvas.width, canvas.height) == (40, 20) and "OffscreenCanvas" in repr(canvas)
before = round_trips()
context = canvas.getContext("2d", alpha=False)
for _ in range(100):
    context.fillStyle = "rgb(0, 128, 255)"
    context.fillRect(0, 0, 40, 20)
assert context.fillStyle == "#0080ff"
assert context.measureText("wide").width > 5
context.setLineDash([1, 2.5])
assert context.getLineDash().length == 2
data = context.getImageData(0, 0, 2, 1).data
assert data.to_bytes() == bytes([0, 128, 255, 255]) * 2
image = context.createImageData(1, 1)
image.data.assign(bytes([255, 0, 0, 255]))
context.putImageData(image, 39, 19)
raises(errors.TypeError_, context.drawImage, 5, 0, 0)
raises(errors.IndexSizeError, context.createImageData, 0, 1)
raises(TypeError, context.drawImage, element, 0, 0)
raises(errors.TypeError_, context.nothing)
blob = await canvas.convertToBlob()
assert (blob.type, (await blob.arrayBuffer()).to_bytes()[1:4]) == ("image/png", b"PNG")
first = await frame()
assert await frame() > first
assert round_trips() == before
await raises_later(errors.InvalidStateError, element.transferControlToOffscreen())
"""


@pytest.mark.parametrize("worker", [False, True])
def test_a_canvas_lives_in_the_worker(warm: WatchedPage, kind: str, worker: bool) -> None:
    code = DRAWING.replace("raises(errors.TypeError_, context.nothing)\n", "assert context.nothing is None\n")
    run(warm, kind, code, **({"worker": True} if worker else {}))
    # What was drawn is on the page.
    color = """async () => {
        const copy = document.createElement("canvas");
        const { data } = (copy.getContext("2d").drawImage(document.getElementById("here"), 0, 0),
            copy.getContext("2d").getImageData(0, 0, 40, 20));
        return [[...data.slice(0, 4)], [...data.slice(-4)]];
    }"""
    warm.wait_for(f"async () => (await ({color})())[0][2] === 255")
    assert warm.evaluate(color) == [[0, 128, 255, 255], [255, 0, 0, 255]]
    warm.evaluate("() => document.getElementById('here').remove()")
