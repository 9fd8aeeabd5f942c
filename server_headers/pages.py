"""The look of the pages that the server writes itself: plain, readable, light and dark."""

from __future__ import annotations

from html import escape

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
  :root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }}
  body {{ margin: 3rem auto; max-width: 44rem; padding: 0 1rem; }}
  ul {{ list-style: none; padding: 0; }}
  li {{ border-top: 1px solid #8884; padding: .75rem 0; }}
  li p {{ margin: 0; opacity: .75; }}
  code {{ font-size: .9em; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def render(title: str, body: str) -> str:
    """Return a whole page; `title` is text, `body` is HTML."""
    return _PAGE.format(title=escape(title), body=body)
