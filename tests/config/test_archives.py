"""Archives are unpacked whatever made them; a damaged one says which of its files is, and what is wrong."""

from __future__ import annotations

import gzip
import io
import re
import struct
import tarfile
import zipfile

import pytest

from config.archives import KINDS, archive_of, tar_of, zip_of
from config.driver import Reader, Refused

FILES = {"a.txt": b"one", "sub/b.bin": bytes(range(256)) * 40, "sub/empty": b"", "sub/\u00e9.txt": b"name"}


def refusal(reader: Reader, archive: bytes) -> str:
    """Return why an archive is refused."""
    with pytest.raises(Refused) as refused:
        reader.unpack(archive)
    return str(refused.value)


@pytest.mark.parametrize("kind", KINDS)
def test_archives_give_their_files(reader: Reader, kind: str) -> None:
    assert reader.unpack(archive_of(kind, {"sub/": b"", **FILES})) == FILES


def test_a_zip_may_be_stored_and_have_a_comment(reader: Reader) -> None:
    assert reader.unpack(zip_of(FILES, method=zipfile.ZIP_STORED, comment=b"said " * 100)) == FILES


def test_an_empty_archive_has_no_files(reader: Reader) -> None:
    assert reader.unpack(zip_of({})) == reader.unpack(tar_of({})) == {}


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_may_have_long_names(reader: Reader, format: int) -> None:
    folder = "/".join(["folder"] * 14)
    files = {f"{folder}/{'n' * 90}.txt": b"long", "short.txt": b"short"}
    assert reader.unpack(tar_of(files, format=format)) == files


@pytest.mark.parametrize("format", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_may_have_names_of_any_length(reader: Reader, format: int) -> None:
    files = {"n" * 300 + ".txt": b"long", "\u00fc" * 200: b"longer", "short.txt": b"short"}
    assert reader.unpack(tar_of(files, format=format)) == files


def test_a_tar_may_have_a_size_in_binary(reader: Reader) -> None:
    archive = bytearray(tar_of({"a.txt": b"one"}, format=tarfile.GNU_FORMAT))
    archive[124:136] = b"\x80" + (3).to_bytes(11, "big")
    archive[148:156] = b" " * 8
    archive[148:156] = b"%06o\0 " % sum(archive[:512])
    assert reader.unpack(bytes(archive)) == {"a.txt": b"one"}


def test_a_tar_may_end_without_its_blocks_of_zeros(reader: Reader) -> None:
    assert reader.unpack(tar_of({"a.txt": b"one"})[:1024]) == {"a.txt": b"one"}


def test_links_in_a_tar_are_copies(reader: Reader) -> None:
    files = {"a/one.txt": "1", "a/two.txt": "->one.txt", "b/three.txt": "->../a/one.txt", "four.txt": "=>a/one.txt"}
    assert set(reader.unpack(tar_of(files)).values()) == {b"1"}
    assert len(reader.unpack(tar_of(files))) == 4


def test_a_link_that_leads_nowhere_is_an_error(reader: Reader) -> None:
    assert "a.txt is a link to /etc/passwd, which is no file in it" in refusal(
        reader, tar_of({"a.txt": "->/etc/passwd"})
    )


OUTSIDE = ["../up.txt", "a/../../up.txt", "/root.txt", "..\\up.txt", "C:/x.txt", "C:\\x.txt"]


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("make", [zip_of, tar_of])
def test_a_file_outside_of_the_archive_is_refused(reader: Reader, make: type, path: str) -> None:
    said = refusal(reader, make({"good.txt": b"1", path: b"2"}))
    assert said.startswith("Error: it has a file outside of itself: ")


def test_backslashes_part_folders_as_they_do_where_such_archives_are_made(reader: Reader) -> None:
    assert reader.unpack(tar_of({"a\\b.txt": b"1"})) == {"a/b.txt": b"1"}


@pytest.mark.parametrize("content", [b"", b"x", b"<!doctype html><p>Not found</p>", b"\0" * 100, bytes(range(256)) * 8])
def test_what_is_no_archive_is_refused(reader: Reader, content: bytes) -> None:
    assert refusal(reader, content) == "Error: it begins as no archive does"


def damaged_zip(at: bytes, offset: int, change: bytes, *, method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip archive with bytes changed, at an offset from where a marker is first found."""
    archive = bytearray(zip_of({"a.txt": b"content of a", "b.txt": b"content of b"}, method=method))
    start = archive.index(at) + offset
    archive[start : start + len(change)] = change
    return bytes(archive)


ZIP_DAMAGES = {
    "its content": (damaged_zip(b"content of b", 3, b"X"), "b.txt is damaged, as its checksum says"),
    "its end": (zip_of(FILES)[:-30], "the zip archive's end is missing"),
    "its directory": (damaged_zip(b"PK\1\2", 0, b"XX"), "the zip archive's directory is damaged"),
    "its start": (damaged_zip(b"PK\1\2", 42, struct.pack("<I", 99999)), "a.txt is missing"),
    "its size": (damaged_zip(b"PK\1\2", 20, struct.pack("<I", 99999)), "a.txt ends too early"),
    "its method": (
        damaged_zip(b"PK\1\2", 10, struct.pack("<H", 12)),
        r"a.txt is compressed in a way \(12\) that is not",
    ),
    "its secret": (damaged_zip(b"PK\1\2", 8, struct.pack("<H", 1)), "a.txt is encrypted"),
    "zip64": (damaged_zip(b"PK\1\2", 20, b"\xff" * 4), r"a.txt is too large for it \(zip64\)"),
    "zip64 as a whole": (damaged_zip(b"PK\5\6", 16, b"\xff" * 4), r"it is too large a zip archive \(zip64\)"),
    "its compression": (
        damaged_zip(b"a.txt", 5, b"\xff\xff\xff", method=zipfile.ZIP_DEFLATED),
        "a.txt is damaged, as it cannot be decompressed",
    ),
}


@pytest.mark.parametrize("damage", ZIP_DAMAGES)
def test_a_damaged_zip_names_the_file_and_what_is_wrong(reader: Reader, damage: str) -> None:
    archive, said = ZIP_DAMAGES[damage]
    assert re.search(f"^Error: {said}", refusal(reader, archive))


def test_a_damaged_tar_names_the_file_or_the_place(reader: Reader) -> None:
    archive = tar_of({"a.txt": b"one", "b.txt": b"x" * 2000}, format=tarfile.USTAR_FORMAT)
    assert refusal(reader, archive[:2000]) == "Error: b.txt ends too early"
    wrong = archive[:1024] + b"X" + archive[1025:]
    assert refusal(reader, wrong) == "Error: the tar archive is damaged at byte 1024"
    assert refusal(reader, archive[:1100]) == "Error: the tar archive is damaged at byte 1024"


def test_a_damaged_pax_header_is_an_error(reader: Reader) -> None:
    archive = tar_of({"n" * 300: b"1"}, format=tarfile.PAX_FORMAT)
    at = archive.index(b" path=")
    assert refusal(reader, archive[: at - 3] + b"xyz" + archive[at:]) == "Error: one of its pax headers is damaged"


@pytest.mark.parametrize("spoil", [lambda data: data[:-20], lambda data: data[:30] + b"XXXX" + data[34:]])
def test_a_damaged_gzip_is_an_error(reader: Reader, spoil: type) -> None:
    archive = tar_of({"a.bin": bytes(range(256)) * 100}, gzip=True)
    assert refusal(reader, spoil(archive)) == "Error: the archive is damaged, as it cannot be decompressed"


def test_gzip_of_anything_else_is_no_archive(reader: Reader) -> None:
    assert refusal(reader, gzip.compress(b"text")) == "Error: it begins as no archive does"


def test_the_last_one_of_two_files_with_one_name_counts(reader: Reader) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for content in (b"old", b"new"):
            info = tarfile.TarInfo("a.txt")
            info.size = 3
            archive.addfile(info, io.BytesIO(content))
    assert reader.unpack(stream.getvalue()) == {"a.txt": b"new"}
