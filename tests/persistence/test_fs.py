"""`pyscript.fs`: folders of the person's disk, files from the page and to it, in both interpreters."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.page import WatchedPage
from browser.site import Site
from playwright.sync_api import FilePayload

from .programs import run

# The private file system stands for the disk: its folders are of the same kind.
PICKER = """async (kind) => {
    const { setDirectoryPicker } = await import("/_offthread/offthread.js");
    const root = await navigator.storage.getDirectory();
    window.asked = [];
    window.folder = await root.getDirectoryHandle(`disk-${kind}`, { create: true });
    window.put = async (path, text) => {
        const stream = await (await folder.getFileHandle(path, { create: true })).createWritable();
        await stream.write(text);
        await stream.close();
    };
    window.look = async () => {
        const found = {};
        const walk = async (at, start) => {
            for await (const [name, handle] of at)
                if (handle.kind === "directory") await walk(handle, `${start}${name}/`);
                else found[start + name] = await (await handle.getFile()).text();
        };
        await walk(folder, "");
        return found;
    };
    await put("there.txt", "from the disk");
    await put("removed.txt", "");
    setDirectoryPicker(async (options) => (asked.push(options), folder));
    window.stopPicking = () => setDirectoryPicker(null);
}"""


@pytest.fixture
def disk(page: WatchedPage, site: Site, kind: str) -> WatchedPage:
    """Open a page on which a folder can be chosen."""
    page.goto(site.page(""))
    page.evaluate(PICKER, kind)
    return page


@pytest.mark.parametrize("worker", [False, True])
def test_a_folder_is_mounted_and_synced(disk: WatchedPage, kind: str, worker: bool) -> None:
    attributes = {"worker": True} if worker else {}
    run(
        disk,
        kind,
        """
import os
from pyscript import fs, window
await fs.mount("/notes", root="documents")
assert fs.mounted == {"/notes": "pyscript"}
assert sorted(os.listdir("/notes")) == ["removed.txt", "there.txt"]
assert open("/notes/there.txt").read() == "from the disk"
os.mkdir("/notes/sub")
for name, text in (("new.txt", "new"), ("there.txt", "changed"), ("sub/deep.txt", "deep")):
    with open("/notes/" + name, "w") as file:
        file.write(text)
os.remove("/notes/removed.txt")
await window.put("meanwhile.txt", "by another")
await fs.sync("/notes")
assert open("/notes/meanwhile.txt").read() == "by another"
await window.folder.removeEntry("new.txt")
await window.put("meanwhile.txt", "changed by another")
await fs.sync("/notes")
assert sorted(os.listdir("/notes")) == ["meanwhile.txt", "sub", "there.txt"]
assert open("/notes/meanwhile.txt").read() == "changed by another"
for path, options in (("/notes", {}), ("/other", {}), ("/lib", {"id": "other"})):
    assert "[OT632]" in str(await raises_later(OSError, fs.mount(path, **options))), path
await raises_later(ValueError, fs.mount("/x", mode="write"))
with open("/notes/last.txt", "w") as file:
    file.write("written by unmount")
await fs.unmount("/notes")
assert os.listdir("/notes") == [] and fs.mounted == {}
for action in (fs.sync, fs.unmount):
    assert "[OT632]" in str(await raises_later(OSError, action("/notes")))
""",
        **attributes,
    )
    assert disk.evaluate("look()") == {
        "last.txt": "written by unmount",
        "meanwhile.txt": "changed by another",
        "sub/deep.txt": "deep",
        "there.txt": "changed",
    }
    assert disk.evaluate("asked")[0] == {"id": "pyscript", "mode": "readwrite", "startIn": "documents"}


def test_a_folder_is_asked_for_once_and_again_when_revoked(disk: WatchedPage, kind: str) -> None:
    run(
        disk,
        kind,
        """
from pyscript import fs, window
await fs.mount("/a", id="mine")
await fs.unmount("/a")
await fs.mount("/b", id="mine")
assert len(window.asked) == 1
await fs.revoke("/b", id="mine")
assert fs.mounted == {}
await fs.mount("/b", id="mine")
assert len(window.asked) == 2
await fs.revoke("/b", id="mine")
""",
    )


def test_a_folder_may_be_mounted_to_be_read(disk: WatchedPage, kind: str) -> None:
    run(
        disk,
        kind,
        """
from pyscript import fs, window
await fs.mount("/read", mode="read")
with open("/read/mine.txt", "w") as file:
    file.write("not on the disk")
await fs.sync("/read")
assert window.asked[0].mode == "read"
""",
    )
    assert disk.evaluate("look()") == {"removed.txt": "", "there.txt": "from the disk"}


def test_the_person_is_asked_in_a_dialog(disk: WatchedPage, kind: str) -> None:
    # Without a picker of the page's own, a click is needed; the browser's is replaced by one that needs nobody.
    disk.evaluate("() => { stopPicking(); window.showDirectoryPicker = async () => folder; }")
    script = disk.insert_script(
        kind,
        """
from pyscript import fs
try:
    await fs.mount("/asked")
except OSError as error:
    assert "[OT632]" in str(error), error
    print("cancelled")
await fs.mount("/asked")
print(open("/asked/there.txt").read())
""",
    )
    dialog = disk.raw.get_by_role("dialog", name="This page would like to use a folder of yours")
    dialog.get_by_role("button", name="Cancel").click()
    disk.wait_for_log("^cancelled$")
    choose = dialog.get_by_role("button", name="Choose a folder")
    choose.wait_for()
    assert choose.evaluate("(button) => button === document.activeElement")
    disk.raw.keyboard.press("Enter")
    assert disk.wait_for_end(script)["name"] == "done"
    assert disk.logged()[-1] == "from the disk"
    assert dialog.count() == 0


def test_a_browser_without_a_picker_is_an_error(disk: WatchedPage, kind: str) -> None:
    disk.evaluate("() => { stopPicking(); window.showDirectoryPicker = undefined; }")
    run(
        disk,
        kind,
        """
from pyscript import fs
error = await raises_later(OSError, fs.mount("/x"))
assert isinstance(error, fs.FolderError) and "showDirectoryPicker" in str(error) and "[OT632]" in str(error), error
""",
    )


def test_a_chosen_file_is_saved(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        "() => document.body.insertAdjacentHTML('beforeend', '<input type=file id=files multiple><div id=zone>.</div>')"
    )
    script = warm.insert_script(
        kind,
        """
import asyncio
from pyscript import fs, when

@when("change", "#files")
async def chosen(event):
    for file in event.target.files:
        path = await fs.save(file, "/chosen/")
        with open(path, "rb") as saved:
            data = saved.read()
        print("saved", path, len(data), data[:3], data[-3:])

@when("dragover", "#zone")
def over(event):
    event.preventDefault()

@when("drop", "#zone")
def dropped(event):
    event.preventDefault()
    asyncio.create_task(keep(event.dataTransfer.files[0]))

async def keep(file):
    print("dropped", open(await fs.save(file, "/dropped.txt")).read())
""",
    )
    assert warm.wait_for_end(script)["name"] == "done"
    files: list[FilePayload] = [
        {"name": "a.bin", "mimeType": "x/y", "buffer": b"abc" * 2_000_000},
        {"name": "b.txt", "mimeType": "text/plain", "buffer": b"small"},
    ]
    warm.locator("#files").set_input_files(files)
    warm.wait_for_log("^saved /chosen/a.bin 6000000 b'abc' b'abc'$")
    warm.wait_for_log("^saved /chosen/b.txt 5 b'sma' b'all'$")
    warm.evaluate(
        """() => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(["dragged here"], "d.txt"));
            const options = { dataTransfer, bubbles: true, cancelable: true };
            for (const type of ["dragover", "drop"])
                document.getElementById("zone").dispatchEvent(new DragEvent(type, options));
        }"""
    )
    warm.wait_for_log("^dropped dragged here$")
    warm.evaluate("() => document.querySelectorAll('#files, #zone').forEach((element) => element.remove())")


def test_a_file_of_python_is_downloaded(warm: WatchedPage, kind: str) -> None:
    for code, name, content in (
        ("open('/report.csv', 'w').close()\nfs.download('/report.csv')", "report.csv", b""),
        ("fs.download(bytes(range(256)), 'every.bin')", "every.bin", bytes(range(256))),
        ("fs.download('caf\\xe9', 'text.txt', type='text/plain')", "text.txt", "café".encode()),
    ):
        with warm.raw.expect_download() as download:
            run(warm, kind, f"from pyscript import fs\n{code}")
        assert download.value.suggested_filename == name
        assert Path(download.value.path()).read_bytes() == content
    run(warm, kind, "from pyscript import fs\nassert '[OT634]' in str(raises(TypeError, fs.download, b'x'))")
    run(warm, kind, "from pyscript import fs\nraises(OSError, fs.download, '/nowhere')")
