"""`<py-config>` and its like: one config for all scripts of a type, and what becomes of it beside others."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import SCRIPT, Site

# Prints what the config says.
SHOW = "from pyscript import config; print(config.get('env', {}).get('NAME'))"


def script(kind: str, name: str, code: str = SHOW, attributes: str = "") -> str:
    """Return a script tag."""
    return f"<script type='{kind}' id='{name}' {attributes}>{code}</script>"


@pytest.mark.parametrize(
    "tag",
    [
        '<{kind}-config>{{"env": {{"NAME": "page"}}}}</{kind}-config>',
        "<{kind}-config>\n  [env]\n  NAME = 'page'\n</{kind}-config>",
        '<{kind}-config type="toml">env = {{NAME = "page"}}</{kind}-config>',
        '<{kind}-config src="conf/c.toml"></{kind}-config>',
        '<{kind}-config src="conf/c.data?x" type="json"></{kind}-config>',
        '<{kind}-config src="conf/c.data?x" config-parser="conf/parser.js"></{kind}-config>',
    ],
)
@pytest.mark.parametrize("kind", ["mpy"], scope="module")
def test_the_config_of_the_page_is(page: WatchedPage, site: Site, kind: str, tag: str) -> None:
    files = {
        "conf/c.toml": "[env]\nNAME = 'page'",
        "conf/c.data": '{"env": {"NAME": "page"}}' if "json" in tag else "whatever",
        "conf/parser.js": "export const parse = () => ({ env: { NAME: 'page' } });",
    }
    page.goto(site.page(tag.format(kind=kind) + script(kind, "s"), files=files))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["page"]


def test_every_script_of_the_type_inherits_it(page: WatchedPage, site: Site, kind: str) -> None:
    tag = f"""<{kind}-config>{{"env": {{"NAME": "page"}}, "files": {{"a.txt": ""}}}}</{kind}-config>"""
    show = f"{SHOW}; print(open('a.txt').read())"
    html = tag + script(kind, "shared", show) + script(kind, "own", show, "worker")
    page.goto(site.page(html, files={"a.txt": "content"}))
    for name in ("shared", "own"):
        assert page.wait_for_end(name)["name"] == "done"
    assert sorted(page.logged()) == ["content", "content", "page", "page"]


def test_a_worker_s_own_config_wins(page: WatchedPage, site: Site) -> None:
    html = (
        '<mpy-config>{"env": {"NAME": "page"}}</mpy-config>'
        + script("mpy", "own", SHOW, """worker config='{"env": {"NAME": "own"}}'""")
        + script("mpy", "empty", SHOW, "worker config=''")
    )
    page.goto(site.page(html))
    for name in ("own", "empty"):
        assert page.wait_for_end(name)["name"] == "done"
    assert sorted(page.logged()) == ["None", "own"]


def test_it_is_for_its_own_type(page: WatchedPage, site: Site) -> None:
    html = (
        '<mpy-config>{"env": {"NAME": "mpy"}}</mpy-config><micropython-config>env.NAME = "long"</micropython-config>'
        + script("mpy", "a")
        + script("micropython", "b")
    )
    page.goto(site.page(html))
    for name in "ab":
        assert page.wait_for_end(name)["name"] == "done"
    assert sorted(page.logged()) == ["long", "mpy"]


def test_a_shared_script_with_another_config_is_an_error(page: WatchedPage, site: Site) -> None:
    page.expect_console(
        r'config of <script type="mpy" id="b"> differs from the one its worker was started with.*'
        r"The config of <mpy-config> came first.*\[OT305\]"
    )
    same = """config='{"env": {"NAME": "page"}}'"""
    other = """config='{"env": {"NAME": "other"}}'"""
    html = (
        script("mpy", "a", SHOW, same)
        + script("mpy", "b", SHOW, other)
        + script("mpy", "c")
        + '<mpy-config>env = {NAME = "page"}</mpy-config>'
    )
    page.goto(site.page(html))
    ends = {name: page.wait_for_end(name)["name"] for name in "abc"}
    assert ends == {"a": "done", "b": "error", "c": "done"}
    assert page.logged() == ["page", "page"]


def test_a_config_that_comes_too_late_is_an_error(page: WatchedPage, site: Site) -> None:
    page.expect_console(r"The config of <script .*id=\"b\".*differs.*\[OT305\]")
    page.goto(site.page(script("mpy", "a")))
    assert page.wait_for_end("a")["name"] == "done"
    page.evaluate(
        """() => document.body.insertAdjacentHTML("beforeend", "<mpy-config>env.NAME = 'late'</mpy-config>")"""
    )
    assert page.add_script("mpy", "pass", id="b")["code"] == "OT305"


def test_two_configs_of_a_type_are_one_too_many(page: WatchedPage, site: Site) -> None:
    said = page.expect_console(r"This page has 2 tags <mpy-config>, and only one can be the config.*\[OT306\]")
    html = "<mpy-config></mpy-config><mpy-config></mpy-config>"
    html += script("mpy", "a") + script("mpy", "b", SHOW, "worker") + script("mpy", "c", SHOW, "worker config='{}'")
    page.goto(site.page(html))
    assert [page.wait_for_end(name)["code"] for name in "abc"] == ["OT306", "OT306", ""]
    page.wait_for("() => document.querySelector('.offthread-error-count')?.textContent.endsWith('2')")
    page.check_console()
    assert len(said.met) == 2


def test_a_broken_one_is_reported_by_every_script_that_inherits_it(page: WatchedPage, site: Site) -> None:
    page.expect_console(r"The config of <mpy-config> is not valid TOML at line 1.*\[OT402\]")
    html = (
        "<mpy-config>= 1</mpy-config>"
        + script("mpy", "a")
        + script("mpy", "b", SHOW, "config='{}'")
        + script("mpy", "c")
    )
    page.goto(site.page(html))
    assert [page.wait_for_end(name)["code"] for name in "abc"] == ["OT402", "", "OT402"]
    assert page.logged() == ["None"]


def test_files_that_are_missing_stop_every_script_that_inherits_them(page: WatchedPage, site: Site) -> None:
    page.expect_console(r"/gone.txt of `files` could not be loaded.*\[OT501\]")
    html = '<mpy-config>files = {"gone.txt" = ""}</mpy-config>' + script("mpy", "a") + script("mpy", "b")
    page.goto(site.page(html))
    assert [page.wait_for_end(name)["code"] for name in "ab"] == ["OT501", "OT501"]


def test_a_file_that_is_missing_is_named(page: WatchedPage, site: Site) -> None:
    page.expect_console(r"404 \(Not Found\)")
    page.expect_console(r"The config http://.*/gone.toml of <mpy-config> could not be loaded.*404 Not Found.*\[OT401\]")
    page.goto(site.page('<mpy-config src="gone.toml"></mpy-config>' + script("mpy", "a")))
    assert page.wait_for_end("a")["code"] == "OT401"


def test_its_text_is_not_shown(page: WatchedPage, site: Site) -> None:
    html = "<p>shown</p><mpy-config>name = 'hidden'</mpy-config><py-config>name = 'hidden'</py-config>"
    policy = "<meta http-equiv='Content-Security-Policy' content=\"style-src 'self'\">"
    page.goto(site.page(html, head=policy + SCRIPT))
    page.wait_for("() => globalThis[Symbol.for('offthread')]")
    page.evaluate("""() => { document.body.insertAdjacentHTML("beforeend", "<mpy-config>x = 1</mpy-config>"); }""")
    assert page.text("body").strip() == "shown"


def test_one_file_for_all_scripts_is_fetched_once(page: WatchedPage, site: Site) -> None:
    html = '<mpy-config src="c.toml"></mpy-config>' + "".join(
        script("mpy", name, "pass", attributes) for name, attributes in [("a", ""), ("b", "worker"), ("c", "worker")]
    )
    requested: list[str] = []
    page.raw.on("request", lambda request: requested.append(request.url))
    page.goto(site.page(html, files={"c.toml": "env.NAME = 'x'"}))
    for name in "abc":
        assert page.wait_for_end(name)["name"] == "done"
    assert len([url for url in requested if url.endswith("c.toml")]) == 1
