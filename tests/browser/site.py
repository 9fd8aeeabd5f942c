"""A site made by the test: its pages, and the servers that show them.

Pages live in a temporary folder behind the project's own dev server, so they load `/_offthread/offthread.js` with the
headers users get. Two more servers show the same folder: one without headers, one as another origin would serve
the built files.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from offthread.dev_server import DevApp, ServeOptions, create_app
from offthread.middleware import DefaultHeaders, Receive, Scope, Send
from offthread.server import run_in_thread

DIST = Path(__file__).parents[2] / "dist"
SCRIPT = '<script type="module" src="/_offthread/offthread.js"></script>'
_SKELETON = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Test</title>
<link rel="icon" href="data:,">
{head}
</head>
<body>
{body}
</body>
</html>
"""


class Site:
    """Write pages and give their URLs.

    `isolated` serves with the headers, `plain` without them, `elsewhere` is another origin that permits use by any.
    """

    def __init__(self, root: Path, *, isolated: str, plain: str, elsewhere: str) -> None:
        self.root = root
        self.isolated = isolated.rstrip("/")
        self.plain = plain.rstrip("/")
        self.elsewhere = elsewhere.rstrip("/")
        self._numbers = itertools.count(1)

    def page(
        self,
        body: str,
        *,
        files: Mapping[str, str | bytes] | None = None,
        head: str = SCRIPT,
        name: str = "index.html",
        origin: str | None = None,
    ) -> str:
        """Write a page and the files beside it into a folder of its own, and return its URL.

        `body` is the HTML of its body; `head` by default loads Offthread. `origin` is one of the site's three.
        """
        folder = f"{next(self._numbers)}"
        files = {name: _SKELETON.format(head=head, body=body), **(files or {})}
        for path, content in files.items():
            target = self.root / folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return f"{origin or self.isolated}/{folder}/{name}"


class _PermissiveApp(DevApp):
    """The dev server, letting scripts of every origin read what it sends, as a CDN does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        permissive = DefaultHeaders(super().__call__, [("access-control-allow-origin", "*")])
        await permissive(scope, receive, send)


@contextmanager
def serve_site(root: Path) -> Iterator[Site]:
    """Serve a folder in the three ways while the block runs."""
    isolated = create_app(root, ServeOptions(reload=False, dist=DIST))
    plain = create_app(root, ServeOptions(reload=False, dist=DIST, policy="none"))
    elsewhere = create_app(root, ServeOptions(reload=False, dist=DIST))
    elsewhere.__class__ = _PermissiveApp
    with ExitStack() as servers:
        urls = [servers.enter_context(run_in_thread(app)) for app in (isolated, plain, elsewhere)]
        yield Site(root, isolated=urls[0], plain=urls[1], elsewhere=urls[2])
