"""Every example of the guide runs, in each interpreter that it is for, and neither the page nor Python complains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser.page import WatchedPage
from browser.site import Site

from docs.examples import Example, all_examples, read_examples

# Beside the page, for examples that request something.
FILES = {
    "data.json": '{"name": "Ada", "scores": [3, 1, 2]}',
    "hello.txt": "Hello from a file\n",
    "shapes.js": "export const area = (width, height) => width * height;\n",
    "stats.py": "def mean(numbers):\n    return sum(numbers) / len(numbers)\n\n__export__ = ['mean']\n",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each example and interpreter; all of one interpreter run one after the other, on one page."""
    if "example" in metafunc.fixturenames:
        cases = [(kind, example) for kind in ("py", "mpy") for example in all_examples(kind)]
        ids = [f"{example.name}-{kind}" for kind, example in cases]
        metafunc.parametrize(("guide_page", "example"), cases, ids=ids, indirect=["guide_page"], scope="module")


@pytest.fixture(scope="module")
def pages(open_page: Callable[[], WatchedPage], site: Site) -> Iterator[Callable[[str], WatchedPage]]:
    """Return a function that gives the page of an interpreter, opened when first asked for."""
    opened: dict[str, WatchedPage] = {}

    def page_of(kind: str) -> WatchedPage:
        if kind not in opened:
            url = site.page(f'<main id="main"></main><script type="{kind}" id="first"></script>', files=FILES)
            opened[kind] = open_page().goto(url)
            assert opened[kind].wait_for_end("first")["name"] == "done"
        return opened[kind]

    yield page_of
    for page in opened.values():
        page.check_workers()


@pytest.fixture(scope="module")
def guide_page(request: pytest.FixtureRequest, pages: Callable[[str], WatchedPage]) -> tuple[str, WatchedPage]:
    """Return an interpreter and its page."""
    return request.param, pages(request.param)


def test_example(guide_page: tuple[str, WatchedPage], example: Example) -> None:
    kind, page = guide_page
    page.evaluate(
        """(html) => {
            recorded.length = 0;
            document.getElementById("main").innerHTML = `<div id="out"></div>${html}`;
        }""",
        example.page,
    )
    if example.says:
        page.expect_console(example.says)
    attributes: dict[str, str] = {"target": "out"}
    if example.own_worker or example.config:
        attributes["worker"] = ""
    if example.config:
        attributes["config"] = example.config
    end = page.add_script(kind, example.code, **attributes)
    if end["name"] != "done" and not example.says:
        page.said.clear()  # It is told below, and is no complaint about what runs next.
        pytest.fail(f"{example.name}\n{end['traceback']}", pytrace=False)
    page.tidy()
    page.check_console()


def test_how_examples_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        """
<!-- page -->
```html
<p id="p"></p>
```

```python
both
```

<!-- py only -->
<!-- says: careful -->
```python
one
```

<!-- not run -->
```python
none
```

# Another heading

1. In a list:
    <!-- own worker -->
    ```python
    if deep:
        pass
    ```
""",
        "utf-8",
    )
    both, one, deep = read_examples(path)
    assert (both.code, both.page, both.kinds, both.line) == ("both\n", '<p id="p"></p>\n', ("py", "mpy"), 7)
    assert (one.code, one.kinds, one.says) == ("one\n", ("py",), "careful")
    assert (deep.code, deep.page, deep.own_worker) == ("if deep:\n    pass\n", "", True)


def test_every_page_of_the_guide_has_examples() -> None:
    pages = {example.path.name for kind in ("py", "mpy") for example in all_examples(kind)}
    assert {"getting_started.md", "moving_from_pyscript.md", "dom.md", "events.md", "output.md", "display.md"} <= pages
