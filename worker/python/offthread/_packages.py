"""Packages by name, in CPython: micropip finds and installs them, with what they need.

Called by interpreters/micropip.js, when micropip is there.
"""


async def install(names, index_urls):
    """Install packages. Returns "", or why that failed."""
    import micropip

    try:
        await micropip.install(list(names), keep_going=True, index_urls=list(index_urls) or None)
    except Exception as error:
        return " ".join(str(error).split()) or type(error).__name__
    return ""
