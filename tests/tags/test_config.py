"""The `config` attribute: its forms, its keys, and what is said when it is wrong."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from browser.page import WatchedPage
from browser.site import Site


def wheel(name: str, source: str) -> bytes:
    """Return a wheel of pure Python with one module."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.py", source)
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{name}-1.0.dist-info/RECORD", "")
    return stream.getvalue()


def test_files_are_written_before_the_code_runs(page: WatchedPage, site: Site, kind: str) -> None:
    config = json.dumps({"files": {"one.txt": "", "two.txt": "data/", "three.txt": "deep/er/renamed.txt"}})
    code = "for name in ('one.txt', 'data/two.txt', 'deep/er/renamed.txt'): print(open(name).read())"
    html = f"<script type='{kind}' id='s' config='{config}'>{code}</script>"
    page.goto(site.page(html, files={"one.txt": "1", "two.txt": "2", "three.txt": "3"}))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["1", "2", "3"]


def test_a_fetched_module_can_be_imported(page: WatchedPage, site: Site, kind: str) -> None:
    config = json.dumps({"files": {"helper.py": ""}})
    html = f"<script type='{kind}' id='s' config='{config}'>import helper; print(helper.value)</script>"
    page.goto(site.page(html, files={"helper.py": "value = 'imported'"}))
    assert page.wait_for_end("s")["name"] == "done"
    page.wait_for_log("^imported$")


def test_wheels_are_installed_before_the_code_runs(page: WatchedPage, site: Site, kind: str) -> None:
    config = json.dumps({"packages": ["./spam-1.0-py3-none-any.whl"]})
    html = f"<script type='{kind}' id='s' worker config='{config}'>import spam; print(spam.eggs)</script>"
    page.goto(site.page(html, files={"spam-1.0-py3-none-any.whl": wheel("spam", "eggs = 'installed'")}))
    assert page.wait_for_end("s")["name"] == "done"
    page.wait_for_log("^installed$")


FORMS = {
    "inline JSON": ('{"files": {"conf/data.txt": ""}}', {}),
    "inline TOML": ('[files]\n"conf/data.txt" = ""\n', {}),
    "a JSON file with a query": ("conf/c.json?v=3", {"conf/c.json": '{"files": {"data.txt": ""}}'}),
    "a TOML file": ("conf/c.toml", {"conf/c.toml": 'files = {"./data.txt" = ""}'}),
    "a file with URLs from the root": ("./conf/c.json#x", {"conf/c.json": '{"files": {"../conf/data.txt": ""}}'}),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_config_may_be(page: WatchedPage, site: Site, form: str) -> None:
    config, files = FORMS[form]
    html = f"<script type='mpy' id='s' worker config='{config}'>print(open('data.txt').read())</script>"
    page.goto(site.page(html, files={"conf/data.txt": "found", **files}))
    assert page.wait_for_end("s")["name"] == "done"
    page.wait_for_log("^found$")


def test_the_interpreter_can_be_another_build(page: WatchedPage, site: Site) -> None:
    config = json.dumps({"interpreter": "/_offthread/interpreters/micropython/micropython.mjs?other"})
    page.goto(site.page(f"<script type='mpy' id='s' worker config='{config}'>print('runs')</script>"))
    assert page.wait_for_end("s")["name"] == "done"
    page.wait_for_log("^runs$")


WRONG = {
    "JSON": ('{"files": {},\n  "packages": [1 2]}', "OT402", r"not valid JSON at line 2, column 18: found 2 where"),
    "JSON that ends": ('{"files": {', "OT402", r"line 1, column 12: the text ends where a name in double quotes"),
    "TOML": ('files = 3\npackages = [""\n', "OT402", r"not valid TOML at line \d, column \d+: "),
    "an unknown key": ('{"package": []}', "OT403", r"unknown key `package`\. Did you mean `packages`\?"),
    "a nested unknown key": ('{"bridge": {"limit": {}}}', "OT403", r"`bridge.limit`\. Did you mean `bridge.limits`\?"),
    "a wrong type": ('{"packages": "x.whl"}', "OT404", r'`packages` in .* must be a list of strings.*it is "x\.whl"'),
    "a wrong nested type": ('{"bridge": {"limits": {"depth": -1}}}', "OT404", r"`bridge.limits.depth`.*it is -1"),
    "no package": ('{"packages": ["x:y"]}', "OT404", r'`packages\[0\]` in .* the name of a package.*"x:y"'),
    "no value": ('{"files": {"{A}/x": ""}}', "OT407", r'`files."{A}/x"` in .* uses {A}, which has no value'),
    "another version": (
        '{"version": "0.1"}',
        "OT408",
        r'`version` .* version 0.1 of "micropython", and 1.27.0 is here',
    ),
    "one destination twice": ('{"files": {"a/x": "", "b/x": ""}}', "OT405", r'`files."b/x"`.*would write x'),
    "not a table": ("3", "OT402", r"not valid TOML"),
    "a table that is none": ('{"bridge": 1}', "OT404", r"`bridge` in .* must be a table, and it is 1"),
    "an unknown mode": (
        '{"bridge": "fastest"}',
        "OT404",
        r'`bridge.mode` in .* must be "strict", "default" or "fast".*"fastest"',
    ),
    "an unknown mode in a table": ('{"bridge": {"mode": "Fast"}}', "OT404", r'`bridge.mode` in .*it is "Fast"'),
    "a mode that is no text": ('{"bridge": {"mode": 2}}', "OT404", r"`bridge.mode` in .*it is 2"),
}


@pytest.mark.parametrize("mistake", WRONG)
@pytest.mark.parametrize("kind", ["mpy"], scope="module")
def test_a_wrong_config_is_explained(warm: WatchedPage, kind: str, mistake: str) -> None:
    config, code, pattern = WRONG[mistake]
    warm.expect_console(rf"{pattern}[\s\S]*\[{code}\]")
    event = warm.add_script(kind, "pass", worker=True, config=config)
    assert (event["name"], event["errorName"], event["code"]) == ("error", "ConfigError", code)
    assert len(warm.live_workers()) == 1


@pytest.mark.parametrize("kind", ["mpy"], scope="module")
def test_a_config_file_that_is_missing_is_named(warm: WatchedPage, kind: str) -> None:
    warm.expect_console(r"404 \(Not Found\)")
    warm.expect_console(r"The config http://.*/gone\.toml of <script .*404 Not Found.*\[OT401\]")
    assert warm.add_script(kind, "pass", worker=True, config="gone.toml")["code"] == "OT401"


@pytest.mark.parametrize("kind", ["mpy"], scope="module")
def test_files_and_wheels_that_are_missing_are_all_named(warm: WatchedPage, kind: str) -> None:
    warm.expect_console(r"/gone.txt of `files` could not be loaded.*404 Not Found.*\[OT501\]")
    warm.expect_console(r"/gone.whl of `packages` could not be loaded.*404 Not Found.*\[OT502\]")
    config = json.dumps({"files": {"gone.txt": ""}, "packages": ["gone.whl"]})
    script = warm.insert_script(kind, "print('never')", worker=True, config=config)
    warm.wait_for_event("error", target=script, count=2)
    assert {event["code"] for event in warm.events("error", target=script)} == {"OT501", "OT502"}
    assert warm.logged() == []


@pytest.mark.parametrize("kind", ["mpy"], scope="module")
def test_an_interpreter_that_does_not_load_is_named(warm: WatchedPage, kind: str) -> None:
    warm.expect_console(r"MicroPython could not be loaded from http://.*/gone\.mjs.*\[OT505\]")
    event = warm.add_script(kind, "pass", worker=True, config='{"interpreter": "gone.mjs"}')
    assert (event["code"], event["errorName"]) == ("OT505", "LoadError")
    assert len(warm.live_workers()) == 1


def test_every_script_that_waits_for_an_interpreter_hears_that_it_failed(page: WatchedPage, site: Site) -> None:
    said = page.expect_console(r"\[OT505\]")
    config = '{"interpreter": "gone.mjs"}'
    html = f"<script type='mpy' id='a' config='{config}'>1</script><script type='mpy' id='b'>2</script>"
    page.goto(site.page(html))
    assert [page.wait_for_end(script)["code"] for script in "ab"] == ["OT505", "OT505"]
    page.wait_for("() => document.querySelector('.offthread-error-count')?.textContent.endsWith('2')")
    page.check_console()
    assert len(said.met) == 2


def test_the_first_config_of_shared_scripts_counts(page: WatchedPage, site: Site) -> None:
    page.expect_console(r"config of <script .*id=\"c\".* differs from the one its worker was started with.*\[OT305\]")
    html = """
        <script type="mpy" id="a">print(open("x.txt").read())</script>
        <script type="mpy" id="b" config='{"files": {"x.txt": ""}}'>print("b")</script>
        <script type="mpy" id="c" config='{"files": {"x.txt": "y.txt"}}'>print("c")</script>
        <script type="mpy" id="d" config="x.json">print("d")</script>
    """
    page.goto(site.page(html, files={"x.txt": "x", "x.json": '{"files": {"./x.txt": ""}}'}))
    ends = {script: page.wait_for_end(script)["name"] for script in "abcd"}
    assert ends == {"a": "done", "b": "done", "c": "error", "d": "done"}
    assert page.logged() == ["x", "b", "d"]


# Prints how many trips three commands make: one that fails in theory only, one that may fail, one with a result.
PROBE = """
from offthread import document, round_trips
host, stray = document.createElement("main"), document.createElement("b")
document.createElement("b")
host.append(stray)
host.title = "met before"
host.removeChild(stray)
def trips(action):
    before = round_trips()
    action()
    return round_trips() - before
host.append(document.createElement("b"))
last = host.lastChild
print(trips(lambda: setattr(host, "title", "x")), trips(lambda: host.removeChild(last)), trips(lambda: host.id))
"""
MODES = {"strict": "1 1 1", "default": "0 1 1", "fast": "0 0 1"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("form", ["text", "table", "TOML"])
@pytest.mark.parametrize("kind", ["mpy"], scope="module")
def test_the_mode_of_the_bridge_is_text_or_in_a_table(warm: WatchedPage, kind: str, mode: str, form: str) -> None:
    config = {
        "text": json.dumps({"bridge": mode}),
        "table": json.dumps({"bridge": {"mode": mode, "limits": {"depth": 10}}}),
        "TOML": f'[bridge]\nmode = "{mode}"\n',
    }[form]
    end = warm.add_script(kind, PROBE, worker=True, config=config)
    assert end["name"] == "done", end
    assert warm.logged()[-1] == MODES[mode]
    warm.said.clear()


@pytest.mark.parametrize("mode", MODES)
def test_the_mode_of_the_bridge_holds_in_each_interpreter(page: WatchedPage, site: Site, kind: str, mode: str) -> None:
    config = json.dumps({"bridge": mode})
    page.goto(site.page(f"<script type='{kind}' id='s' config='{config}'>{PROBE}</script>"))
    end = page.wait_for_end("s")
    assert end["name"] == "done", end
    assert page.logged() == [MODES[mode]]


def test_without_a_mode_the_bridge_waits_for_what_may_fail_in_practice(warm: WatchedPage, kind: str) -> None:
    end = warm.add_script(kind, PROBE)
    assert end["name"] == "done", end
    assert warm.logged()[-1] == MODES["default"]
    warm.said.clear()


def test_the_mode_of_one_worker_is_not_that_of_another(page: WatchedPage, site: Site) -> None:
    scripts = [
        f"<script type='mpy' id='{mode}' worker config='{json.dumps({'bridge': mode})}'>{PROBE}</script>"
        for mode in MODES
    ]
    page.goto(site.page("".join(scripts)))
    for mode in MODES:
        assert page.wait_for_end(mode)["name"] == "done"
    assert sorted(page.logged()) == sorted(MODES.values())
