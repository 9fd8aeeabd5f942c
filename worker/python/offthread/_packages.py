"""Packages by name, in CPython: micropip finds and installs them, with what they need.

Called by interpreters/micropip.js, when micropip is there. What micropip fetches and installs goes through functions of
JavaScript, which keep it for the next visit and write down what it was.
"""

import json


async def install(names, index_urls, page, file, installed, load):
    """Install packages. Returns "", or why that failed."""
    from micropip.package_manager import PackageManager

    manager = PackageManager(_layer(page, file, installed, load))
    try:
        await manager.install(list(names), index_urls=list(index_urls) or None)
    except Exception as error:
        return " ".join(str(error).split()) or type(error).__name__
    return ""


def _layer(page, file, installed, load):
    from micropip._compat import compatibility_layer as own

    class Layer(own):
        """What micropip needs of its surroundings."""

        @staticmethod
        async def fetch_string_and_headers(url, kwargs):
            text, kind = await page(url)
            return text, {"content-type": kind}

        @staticmethod
        async def fetch_bytes(url, kwargs):
            if url.startswith(("http:", "https:")):
                return (await file(url)).to_bytes()
            return await own.fetch_bytes(url, kwargs)

        @staticmethod
        async def install(data, filename, target, metadata):
            await own.install(data, filename, target, metadata)
            await installed(data, filename, json.dumps(metadata))

        @staticmethod
        async def loadPackage(names):
            await load(names)

    return Layer
