"""Media types by file extension: one table, the same on every machine.

The standard library's `mimetypes` reads the machine's own database, which on Windows may call JavaScript `text/plain`,
and then no module loads. Text types get `charset=utf-8`, since module scripts and Python sources are UTF-8 anyway.
Pages are the exception: they may declare an encoding of their own, so `responses` decides for each page.
"""

from __future__ import annotations

from pathlib import PurePath

FALLBACK = "application/octet-stream"

_TYPES = {
    "text/html": ".html .htm",
    "text/css": ".css",
    "text/csv": ".csv",
    "text/javascript": ".js .mjs .cjs",
    "text/markdown": ".md .markdown",
    "text/plain": ".txt .log .rst",
    "text/tab-separated-values": ".tsv",
    "text/vtt": ".vtt",
    "text/x-lua": ".lua",
    "text/x-python": ".py .pyi",
    "text/x-ruby": ".rb",
    "application/geo+json": ".geojson",
    "application/gzip": ".gz .tgz",
    "application/json": ".json .map .ipynb",
    "application/manifest+json": ".webmanifest",
    "application/pdf": ".pdf",
    "application/toml": ".toml",
    "application/vnd.apache.parquet": ".parquet",
    "application/wasm": ".wasm",
    "application/x-tar": ".tar",
    "application/xhtml+xml": ".xhtml",
    "application/xml": ".xml .xsl",
    "application/yaml": ".yaml .yml",
    # A wheel is a zip archive (binary distribution format, PEP 427) and has no registered type of its own.
    "application/zip": ".zip .whl",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg .oga .opus",
    "audio/wav": ".wav",
    "font/otf": ".otf",
    "font/ttf": ".ttf",
    "font/woff": ".woff",
    "font/woff2": ".woff2",
    "image/avif": ".avif",
    "image/gif": ".gif",
    "image/jpeg": ".jpg .jpeg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/vnd.microsoft.icon": ".ico",
    "image/webp": ".webp",
    "model/gltf-binary": ".glb",
    "model/gltf+json": ".gltf",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}
_BY_EXTENSION = {extension: media_type for media_type, extensions in _TYPES.items() for extension in extensions.split()}


def media_type(path: PurePath | str) -> str:
    """Return the value of `Content-Type` for a file name.

    >>> media_type("hello.py")
    'text/x-python; charset=utf-8'
    """
    found = _BY_EXTENSION.get(PurePath(path).suffix.lower(), FALLBACK)
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
