"""Cameras, microphones, and what is drawn in the worker.

    from pyscript.media import Device, list_devices

    stream = await Device.request_stream(video=True)
    document.querySelector("video").srcObject = stream

Streams are objects of the page, where they are shown and heard. `frame()` waits for the browser's next frame, for a
canvas that was handed over to the worker: `canvas = await element.transferControlToOffscreen()`.
"""

from offthread import JsException, window
from offthread._canvases import frame


class MediaError(OSError):
    """There is no camera or microphone that may be used; `name` is the browser's name for the reason."""

    def __init__(self, message, name):
        super().__init__(message)
        self.name = name


class Device:
    """A camera, a microphone or a loudspeaker: `id`, `group`, `kind` and `label`, also as items."""

    def __init__(self, device):
        self.id = device.deviceId
        self.group = device.groupId
        self.kind = device.kind
        self.label = device.label

    def __getitem__(self, key):
        if key not in ("id", "group", "kind", "label"):
            raise KeyError(key)
        return getattr(self, key)

    def __repr__(self):
        return f"<Device {self.kind} {self.label!r}>"

    @classmethod
    async def request_stream(cls, audio=False, video=True):
        """Ask the person for a stream of a camera, a microphone, or both. True, or a dict of constraints."""
        try:
            return await window.navigator.mediaDevices.getUserMedia({"audio": audio, "video": video})
        except JsException as error:
            raise _failure("A stream could not be had", error) from None

    # Its name in older versions of PyScript.
    load = request_stream

    async def get_stream(self):
        """Ask for a stream of this camera or microphone."""
        wanted = {"deviceId": {"exact": self.id}}
        if self.kind == "audioinput":
            return await Device.request_stream(audio=wanted, video=False)
        if self.kind == "videoinput":
            return await Device.request_stream(video=wanted)
        raise MediaError(f"{self!r} gives no stream: only cameras and microphones do [OT631]", "NotFoundError")


async def list_devices():
    """Return all devices. Labels are empty until the person has permitted the use of one."""
    try:
        return [Device(device) for device in await window.navigator.mediaDevices.enumerateDevices()]
    except JsException as error:
        raise _failure("Devices could not be listed", error) from None


def _failure(what, error):
    return MediaError(
        f"{what}: {error.name}: {error.message}. The person or the page's policy may forbid it, or there is no such "
        "device [OT631]",
        error.name,
    )


__all__ = ["Device", "MediaError", "frame", "list_devices"]
