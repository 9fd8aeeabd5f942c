"""Archives for the tests: of every kind, with every peculiarity."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping

KINDS = ("zip", "whl", "tar", "tar.gz", "tgz")


def zip_of(files: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    """Return a zip archive; a path that ends with "/" is a folder."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
        archive.comment = comment
    return stream.getvalue()


def tar_of(files: Mapping[str, str | bytes], *, gzip: bool = False, format: int = tarfile.PAX_FORMAT) -> bytes:
    """Return a tar archive of files, and of a link for each content that begins with "->"."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz" if gzip else "w", format=format) as archive:
        for path, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(path)
            if data.startswith(b"->"):
                info.type = tarfile.SYMTYPE
                info.linkname = data[2:].decode()
                archive.addfile(info)
            elif data.startswith(b"=>"):
                info.type = tarfile.LNKTYPE
                info.linkname = data[2:].decode()
                archive.addfile(info)
            elif path.endswith("/"):
                info.type = tarfile.DIRTYPE
                archive.addfile(info)
            else:
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def archive_of(kind: str, files: Mapping[str, str | bytes]) -> bytes:
    """Return an archive of one of the KINDS."""
    return zip_of(files) if kind in ("zip", "whl") else tar_of(files, gzip=kind != "tar")


def wheel_of(name: str, source: str, *, version: str = "1.0", requires: str = "") -> bytes:
    """Return a wheel of pure Python with one module."""
    folder = f"{name}-{version}.dist-info"
    needs = f"Requires-Dist: {requires}\n" if requires else ""
    return zip_of(
        {
            f"{name}.py": source,
            f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
            f"{folder}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{folder}/RECORD": "",
        }
    )
