"""Packages by name: real ones, what of them is kept for the next visit, and what is said when one cannot be had."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site
from playwright.sync_api import Route

from config.archives import wheel_of
from config.indexes import download, simple_index
from config.test_worker import MIP, html

SPAM = {
    "spam-1.0-py3-none-any.whl": wheel_of("spam", "import ham; eggs = ham.value + 1", requires="ham"),
    "ham-1.0-py3-none-any.whl": wheel_of("ham", "value = 41"),
}
EGGS = "import spam; print(spam.eggs)"
REAL_CODE = """
import msgpack, mdurl
from markdown_it import MarkdownIt
from msgpack import _cmsgpack
assert msgpack.unpackb(msgpack.packb({"a": [1, 2.5, b"x"]})) == {"a": [1, 2.5, b"x"]}
print(MarkdownIt().render("*works*").strip())
"""
CONFIGS = {
    "py": {"packages": ["spam"], "index_urls": "simple/"},
    "mpy": {"packages": ["spam"], "index_urls": "index/"},
}
FILES: dict[str, dict[str, str | bytes]] = {"py": simple_index(SPAM), "mpy": dict(MIP)}


@pytest.fixture(scope="module")
def real_index(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | bytes]:
    """Make an index of what the package registry has."""
    return simple_index(download(tmp_path_factory.mktemp("wheels")))


def watch(page: WatchedPage) -> list[str]:
    """Return the paths of what is asked for from now on, from the folder of the page on."""
    asked: list[str] = []
    page.raw.on("request", lambda request: asked.append("/".join(request.url.split("/")[4:])))
    return asked


def visit(page: WatchedPage, url: str) -> dict[str, object]:
    page.goto(url)
    return page.wait_for_end("s")


def of_packages(asked: list[str]) -> list[str]:
    """Return those that are pages of an index, files of packages, or the installer."""
    return sorted(path for path in asked if path.startswith(("simple/", "index/")) or "micropip-" in path)


def refuse(route: Route) -> None:
    route.abort()


def test_real_packages_are_installed_with_what_they_need(
    page: WatchedPage, site: Site, real_index: dict[str, str | bytes]
) -> None:
    config = {"packages": ["msgpack", "markdown-it-py"], "index_urls": "simple/"}
    url = site.page(html("py", config, REAL_CODE), files=real_index)
    asked = watch(page)
    for _ in range(2):
        assert visit(page, url)["name"] == "done"
    page.wait_until(lambda: len(page.logged()) == 2, "what both visits print")
    assert page.logged() == ["<p><em>works</em></p>"] * 2
    # The second visit has only asked whether the index is as it was.
    assert len([path for path in asked if path.endswith(".whl") and "micropip" in path]) == 1
    assert len([path for path in asked if path.startswith("simple/wheels/")]) == 3


def test_the_next_visit_asks_only_whether_the_index_is_as_it_was(page: WatchedPage, site: Site, kind: str) -> None:
    url = site.page(html(kind, CONFIGS[kind], EGGS), files=FILES[kind])
    assert visit(page, url)["name"] == "done"
    asked = watch(page)
    assert visit(page, url)["name"] == "done"
    page.wait_until(lambda: page.logged() == ["42", "42"], "what both visits print")
    pages = {
        "py": ["simple/ham/", "simple/spam/"],
        "mpy": ["index/package/py/ham/latest.json", "index/package/py/spam/latest.json"],
    }
    assert of_packages(asked) == pages[kind]


def test_where_the_index_cannot_be_reached_what_is_kept_counts(page: WatchedPage, site: Site, kind: str) -> None:
    url = site.page(html(kind, CONFIGS[kind], EGGS), files=FILES[kind])
    assert visit(page, url)["name"] == "done"
    page.raw.context.route("**/simple/**", refuse)
    page.raw.context.route("**/index/**", refuse)
    assert visit(page, url)["name"] == "done"


def test_a_package_that_has_changed_is_seen(page: WatchedPage, site: Site) -> None:
    url = site.page(html("py", CONFIGS["py"], EGGS), files=FILES["py"])
    folder = site.root / url.split("/")[-2]
    assert visit(page, url)["name"] == "done"
    changed = simple_index(SPAM | {"ham-1.0-py3-none-any.whl": wheel_of("ham", "value = 1")})
    for path, content in changed.items():
        (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)
    assert visit(page, url)["name"] == "done"
    page.wait_until(lambda: page.logged() == ["42", "2"], "what both visits print")


def test_a_wheel_without_a_hash_that_has_changed_is_seen(page: WatchedPage, site: Site) -> None:
    files = simple_index(SPAM, hashes=dict.fromkeys(SPAM, ""))
    url = site.page(html("py", CONFIGS["py"], EGGS), files=files)
    wheel = site.root / url.split("/")[-2] / "simple/wheels/ham-1.0-py3-none-any.whl"
    assert visit(page, url)["name"] == "done"
    wheel.write_bytes(wheel_of("ham", "value = 100000"))
    assert visit(page, url)["name"] == "done"
    page.wait_until(lambda: page.logged() == ["42", "100001"], "what both visits print")


def test_all_asks_nobody(page: WatchedPage, site: Site, kind: str) -> None:
    url = site.page(html(kind, CONFIGS[kind] | {"packages_cache": "all"}, EGGS), files=FILES[kind])
    assert visit(page, url)["name"] == "done"
    asked = watch(page)
    assert visit(page, url)["name"] == "done"
    assert of_packages(asked) == []


@pytest.mark.parametrize("mode", ["never", "passthrough"])
def test_nothing_is_kept_where_the_config_says_so(page: WatchedPage, site: Site, kind: str, mode: str) -> None:
    kept = site.page(html(kind, CONFIGS[kind], EGGS), files=FILES[kind])
    assert visit(page, kept)["name"] == "done"
    stores = page.evaluate("() => caches.keys()")
    assert "offthread-packages" in stores
    config = CONFIGS[kind] | {"packages_cache": mode}
    url = site.page(html(kind, config, EGGS), files=FILES[kind])
    count = "async () => (await (await caches.open('offthread-packages')).keys()).length"
    before = page.evaluate(count)
    assert visit(page, url)["name"] == "done"
    assert page.evaluate("() => caches.has('offthread-packages')") == (mode == "passthrough")
    assert page.evaluate(count) == (before if mode == "passthrough" else 0)


BROKEN = {"spam-1.0-py3-none-any.whl": "0" * 64}
FOREIGN = {"spam-1.0-cp314-cp314-manylinux_2_28_x86_64.whl": b""}
NEEDY = {"spam-1.0-py3-none-any.whl": SPAM["spam-1.0-py3-none-any.whl"]}


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        ({}, "OT521", 'no index has "spam"'),
        (simple_index(NEEDY), "OT521", 'The package "spam" could not be installed: no index has "ham"'),
        (simple_index(FOREIGN), "OT522", 'the index has "spam", but no wheel .*-none-any\\.whl'),
        (
            simple_index(SPAM, hashes=BROKEN),
            "OT523",
            "is damaged, as its hash says: its SHA-256 should begin with 0000",
        ),
    ],
    ids=["unknown", "needs what is unknown", "other platform", "hash"],
)
def test_pyodide_says_why_a_package_cannot_be_had(
    page: WatchedPage, site: Site, files: dict[str, str | bytes], code: str, said: str
) -> None:
    page.expect_console(rf"LoadError: .*{said}.*\[{code}\]|404")
    page.goto(site.page(html("py", CONFIGS["py"], "pass"), files=files))
    assert page.wait_for_end("s")["code"] == code


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        ({}, "OT521", r'no index has "spam" \(http://.*/py/spam/latest.json: .*404'),
        (
            {path: content.replace("41", "14") for path, content in MIP.items()},
            "OT523",
            r"http://.*/index/file/../\w{8} is damaged, as its hash says",
        ),
    ],
    ids=["unknown", "hash"],
)
def test_micropython_says_why_a_package_cannot_be_had(
    page: WatchedPage, site: Site, files: dict[str, str | bytes], code: str, said: str
) -> None:
    page.expect_console(rf"LoadError: .*{said}.*\[{code}\]|404")
    page.goto(site.page(html("mpy", CONFIGS["mpy"], "pass"), files=files))
    assert page.wait_for_end("s")["code"] == code


def test_an_index_that_cannot_be_reached_is_said(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console(r'The package "spam" could not be installed: .* could not be reached.*\[OT524\]|ERR_FAILED')
    page.raw.context.route("**/simple/**", refuse)
    page.raw.context.route("**/index/**", refuse)
    page.goto(site.page(html(kind, CONFIGS[kind], "pass")))
    assert page.wait_for_end("s")["code"] == "OT524"


def test_a_wheel_for_another_platform_is_named(page: WatchedPage, site: Site, kind: str) -> None:
    wheel = "spam-1.0-cp314-cp314-manylinux_2_28_x86_64.whl"
    page.expect_console(rf"/{wheel} is compiled for manylinux_2_28_x86_64, .*\[OT525\]")
    page.goto(
        site.page(html(kind, {"packages": [f"./{wheel}"]}, "pass"), files={wheel: SPAM["ham-1.0-py3-none-any.whl"]})
    )
    assert page.wait_for_end("s")["code"] == "OT525"


def test_a_missing_module_names_the_line_of_the_config(warm: WatchedPage, kind: str) -> None:
    expected = {
        "py": {
            "yaml": r'packages = \["pyyaml"\] \[OT526\]',
            "nowhere": r'such as: packages = \["nowhere"\] \[OT526\]',
            "tkinter": r"does not work in browsers",
        },
        "mpy": {"nowhere": r'packages = \["nowhere"\], with the URL of its index in `index_urls`.*\[OT526\]'},
    }
    for name, line in expected[kind].items():
        warm.expect_console(line)
        end = warm.add_script(kind, f"import {name}", id=f"missing-{name}")
        assert end["name"] == "error"
        assert "OT526" in str(end["traceback"])


def test_a_program_may_look_for_what_is_missing(warm: WatchedPage, kind: str) -> None:
    code = """
try:
    import numpy
except ImportError as error:
    print("OT526" in str(error))
"""
    if kind == "py":
        code += "import importlib.util\nassert importlib.util.find_spec('numpy') is None\n"
    end = warm.add_script(kind, code)
    assert end["name"] == "done", end
    warm.wait_for_log("^False$")
