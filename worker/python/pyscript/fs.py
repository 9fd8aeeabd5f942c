"""Files between Python, the person's disk and the page.

    from pyscript import fs

    await fs.mount("/notes")             # a folder of the person's, who is asked for it
    open("/notes/today.txt", "a").write("…")
    await fs.sync("/notes")              # what Python has changed is written, what others have changed is read

    path = await fs.save(event.target.files[0], "/data")   # a file of <input type="file"> or of a drop
    fs.download("report.csv")                              # the browser saves a file of Python's

For files that are nobody's but the page's, and need no asking, there is the folder /persist.
"""

import os

from offthread import JsException, document, release, window
from offthread._local import LocalError, ascii_json, call
from offthread._waiting import service

# What is mounted where: the id by the path.
mounted = {}

_CHUNK_BYTES = 4 * 1024 * 1024


class FolderError(OSError):
    """A folder could not be used: the person, the browser, or the folder itself does not let us."""


async def mount(path, mode="readwrite", root="", id="pyscript"):
    """Make a folder of the person's disk available at a path, which must be empty or not exist.

    The person is asked in a dialog, the first time for the folder, later only for permission: it is kept by its `id`.
    `mode` is "readwrite" or "read"; `root` is where choosing begins, such as "documents".
    """
    if mode not in ("read", "readwrite"):
        raise ValueError(f'mode={mode!r}: a folder is mounted "read" or "readwrite" [OT632]')
    path = _absolute(path)
    if path in mounted:
        raise FolderError(f"There is a folder mounted at {path} already [OT632]")
    if mounted_id(id):
        raise FolderError(f"The folder {id!r} is mounted already; give another one another `id` [OT632]")
    try:
        await service("provide_folder")({"id": id, "mode": mode, "root": root})
    except JsException as error:
        raise FolderError(str(error.message)) from None
    await _call("mount", path, ascii_json(id), mode == "readwrite")
    mounted[path] = id


def mounted_id(id):
    """Return the path at which the folder of an id is mounted, or None."""
    for path in mounted:
        if mounted[path] == id:
            return path
    return None


async def sync(path):
    """Write what Python has changed in a folder, and read what others have. Where both have, Python's counts."""
    await _call("sync", _checked(path))


async def unmount(path):
    """Sync a folder and remove it from Python's files. The person's own are not touched."""
    path = _checked(path)
    await _call("unmount", path)
    del mounted[path]


async def revoke(path, id="pyscript"):
    """Unmount a folder, if it is mounted, and forget it: the next `mount` asks for one again."""
    path = _absolute(path)
    if path in mounted:
        id = mounted[path]
        await unmount(path)
    await service("forget_folder")(id)


async def save(file, path):
    """Save a File or Blob of the page under a path; in a folder, under its own name. Returns the path."""
    target = _target(path, file)
    with open(target, "wb") as saved:
        size = file.size
        for start in range(0, size, _CHUNK_BYTES):
            part = await file.slice(start, min(start + _CHUNK_BYTES, size)).arrayBuffer()
            saved.write(part.to_bytes())
            release(part)
    return target


def download(source, name=None, type=""):
    """Have the browser save a file: that of a path, or bytes, or text, for which a `name` is needed."""
    if isinstance(source, str) and name is None:
        name = source.rpartition("/")[2]
        with open(source, "rb") as file:
            source = file.read()
    if name is None:
        raise TypeError("download() needs a `name` for what is no file [OT634]")
    blob = window.Blob.new([source], {"type": type or "application/octet-stream"})
    url = window.URL.createObjectURL(blob)
    link = document.createElement("a")
    link.href = url
    link.download = name
    link.click()
    # The browser has taken hold of it by the time of the next task.
    window.setTimeout(window.URL.revokeObjectURL, 60000, url)


def _target(path, file):
    try:
        is_folder = os.stat(path)[0] & 0xF000 == 0x4000
    except OSError:
        is_folder = path.endswith("/")
        if is_folder:
            os.mkdir(path.rstrip("/"))
    # A page could give any name; it must not lead out of the folder.
    name = (getattr(file, "name", None) or "file").replace("/", "_")
    return path.rstrip("/") + "/" + ("file" if name in (".", "..") else name) if is_folder else path


def _absolute(path):
    path = str(path)
    return (path if path.startswith("/") else os.getcwd().rstrip("/") + "/" + path).rstrip("/")


def _checked(path):
    path = _absolute(path)
    if path not in mounted:
        raise FolderError(f"Nothing is mounted at {path} [OT632]")
    return path


async def _call(name, path, *args):
    try:
        return await call("folders", name, path, *args)
    except LocalError as error:
        raise FolderError(f"The folder at {path} could not be used: {error} [OT632]") from None


__all__ = ["FolderError", "download", "mount", "mounted", "revoke", "save", "sync", "unmount"]
