"""What a config means, key by key, and what is said when it is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from config.driver import Reader, Refused

PAGE = "http://page/folder/"
DOCUMENTATION = Path(__file__).parents[2] / "docs" / "config.md"


def refusal(reader: Reader, config: object, **options: Any) -> str:
    """Return why a config is refused."""
    with pytest.raises(Refused) as refused:
        reader.load(config, **options)
    return str(refused.value)


def files_of(config: dict[str, Any]) -> dict[str, str]:
    """Return the destinations of the files that are not archives, by URL."""
    return {file["url"]: file["path"] for file in config["files"] if not file["extract"]}


def test_every_key_is_documented(reader: Reader) -> None:
    text = DOCUMENTATION.read_text("utf-8")

    def is_documented(key: str) -> bool:
        name = re.escape(key.split(".")[-1])
        return bool(re.search(rf"`({re.escape(key)}|{name})`|^\[+{re.escape(key)}\]|^{name} = ", text, re.MULTILINE))

    assert [key for key in reader.ask("keys") if not is_documented(key)] == []


# --- what is read ---


def test_nothing_is_a_config_too(reader: Reader) -> None:
    config = reader.load("", format="toml")
    assert config["packages"] == config["files"] == config["plugins"] == []
    assert config["interpreter"] is None


@pytest.mark.parametrize("extension", ["json", "toml", "txt", "JSON", "json?v=3", "toml#x"])
def test_a_file_is_known_by_its_extension(reader: Reader, extension: str) -> None:
    name = f"conf/a.{extension}"
    content = '{"debug": true}' if "json" in extension.lower() else "debug = true"
    assert reader.load(name, files={PAGE + name: content})["debug"] is True


def test_a_text_file_may_be_json(reader: Reader) -> None:
    assert reader.load("a.txt", files={PAGE + "a.txt": ' {"debug": true}'})["debug"] is True


def test_src_names_a_file_of_any_name(reader: Reader) -> None:
    files = {PAGE + "config": "debug = true"}
    assert reader.load("", src="config", format="toml", files=files)["debug"] is True


def test_urls_are_relative_to_the_file_they_are_in(reader: Reader) -> None:
    text = '{"files": {"data.txt": "", "../other.txt": ""}, "packages": ["./a.whl"], "interpreter": "x.mjs"}'
    config = reader.load("conf/a.json", files={PAGE + "conf/a.json": text})
    assert list(files_of(config)) == [PAGE + "conf/data.txt", PAGE + "other.txt"]
    assert config["packages"] == [PAGE + "conf/a.whl"]
    assert config["interpreter"] == PAGE + "conf/x.mjs"
    assert config["place"] == f"The config {PAGE}conf/a.json"


def test_a_module_of_the_page_may_parse_what_is_no_json(reader: Reader) -> None:
    parser = "data:text/javascript,export const parse = (text) => ({ env: { TEXT: text } })"
    assert reader.load("anything", parser=parser)["environment"] == {"TEXT": "anything"}
    by_default = "data:text/javascript,export default () => ({ debug: true })"
    assert reader.load("anything", parser=by_default)["debug"] is True
    assert reader.load({"debug": True}, parser="data:text/javascript,throw 1")["debug"] is True


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("export const other = 1", "exports neither a function `parse` nor one by default"),
        ("export const parse = () => { throw new Error('not mine') }", "not mine"),
        ("{{{", "Unexpected end of input"),
    ],
)
def test_a_parser_that_fails_is_named(reader: Reader, module: str, reason: str) -> None:
    said = refusal(reader, "anything", parser=f"data:text/javascript,{module}")
    assert re.search(rf"ConfigError: The config of the test could not be parsed by .*{reason}.*\[OT411\]", said), said


def test_a_file_that_is_missing_is_named(reader: Reader) -> None:
    said = refusal(reader, "gone.toml")
    assert said.startswith(
        f"ConfigError: The config {PAGE}gone.toml of the test could not be loaded: the server answered 404"
    )
    assert said.endswith("[OT401]")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"files": {},\n  "packages": [1 2]}', "JSON at line 2, column 18: found 2 where"),
        ('{"files": {', "JSON at line 1, column 12: the text ends where a name in double quotes"),
        ('files = 3\npackages = [""\n', r"TOML at line \d, column \d+: "),
        ("a = 1\na = 2\n", "TOML at line 2, column 1: "),
    ],
)
def test_broken_text_is_named_with_line_and_column(reader: Reader, text: str, place: str) -> None:
    assert re.search(rf"The config of the test is not valid {place}.*\[OT402\]", refusal(reader, text))


def test_a_script_may_make_a_config(reader: Reader) -> None:
    config = reader.load_value({"files": {"a.txt": ""}, "debug": True}, baseURL="http://elsewhere/types/")
    assert files_of(config) == {"http://elsewhere/types/a.txt": "a.txt"}
    assert json.loads(config["written"]) == {"files": {"a.txt": ""}, "debug": True}
    with pytest.raises(
        Refused, match=r"`debug` in The config of the test must be true or false, and it is 1 \[OT404\]"
    ):
        reader.load_value({"debug": 1})


# --- keys that are unknown ---


@pytest.mark.parametrize(
    ("config", "key", "meant"),
    [
        ({"package": []}, "package", "packages"),
        ({"Files": {}}, "Files", "files"),
        ({"pakages_cache": "all"}, "pakages_cache", "packages_cache"),
        ({"index_url": ""}, "index_url", "index_urls"),
        ({"bridge": {"limit": {}}}, "bridge.limit", "bridge.limits"),
        ({"js_modules": {"man": {}}}, "js_modules.man", "js_modules.main"),
        ({"fetch": [{"to_fodler": ""}]}, "fetch[0].to_fodler", "fetch[0].to_folder"),
    ],
)
def test_a_key_that_is_nearly_known_is_a_mistake(reader: Reader, config: object, key: str, meant: str) -> None:
    said = refusal(reader, config)
    assert f"The config of the test has an unknown key `{key}`. Did you mean `{meant}`? Known keys: " in said
    assert said.endswith("[OT403]")


def test_a_key_in_a_table_of_ours_must_be_known(reader: Reader) -> None:
    assert "unknown key `bridge.colour`. Known keys: mode, sync_deadline_ms, limits [OT403]" in refusal(
        reader, {"bridge": {"colour": 1}}
    )


def test_keys_of_the_page_s_own_are_kept_and_reported_once(reader: Reader) -> None:
    config = {"title": "Mine", "author": {"name": "A", "package": 1}}
    read = reader.load(config)
    assert read["own"] == config
    [title, author] = reader.said
    assert title.startswith("warn: The config of the test has the key `title`, which Offthread does not know")
    assert "`author`" in author
    reader.load(config)
    assert reader.said == []


def test_a_key_that_is_a_little_near_is_kept_with_the_nearest_one_named(reader: Reader) -> None:
    assert reader.load({"plguins": []})["own"] == {"plguins": []}
    assert "Did you mean `plugins`?" in reader.said[0]


def test_what_needs_nothing_here_is_accepted_with_one_remark(reader: Reader) -> None:
    config = {"experimental_create_proxy": "auto", "experimental_ffi_timeout": 5000}
    reader.load(config)
    assert [said.split(":")[0] for said in reader.said] == ["info", "info"]
    assert "`experimental_create_proxy` has no effect in Offthread" in reader.said[0]
    reader.load(config)
    assert reader.said == []


# --- values of the wrong kind ---


@pytest.mark.parametrize(
    ("config", "key", "expected", "found"),
    [
        ({"packages": "x.whl"}, "packages", "a list of strings", '"x.whl"'),
        ({"packages": [""]}, "packages", "a list of strings that are not empty", '[""]'),
        ({"packages": ["ftp:/x y"]}, "packages[0]", "the name of a package, or the URL of a .whl", '"ftp:/x y"'),
        ({"packages_cache": "some"}, "packages_cache", '"never", "passthrough" or "all"', '"some"'),
        ({"index_urls": 3}, "index_urls", "a URL or a list of URLs", "3"),
        ({"files": ["a.txt"]}, "files", "a table of strings by URL", '["a.txt"]'),
        ({"files": {"a.txt": 1}}, "files", "a table of strings by URL", '{"a.txt":1}'),
        ({"fetch": {}}, "fetch", "a list of tables", "{}"),
        ({"fetch": [1]}, "fetch[0]", "a table", "1"),
        ({"fetch": [{"files": "x"}]}, "fetch[0].files", "a list of strings", '"x"'),
        ({"js_modules": []}, "js_modules", "a table", "[]"),
        ({"js_modules": {"main": {"a.js": 1}}}, "js_modules.main", "a table of strings by URL", '{"a.js":1}'),
        ({"interpreter": 3}, "interpreter", "a string that is not empty", "3"),
        ({"interpreter": "python"}, "interpreter", "a version, the URL", '"python"'),
        ({"version": ""}, "version", "a string that is not empty", '""'),
        ({"env": {"A": []}}, "env", "a table of strings, numbers and booleans", '{"A":[]}'),
        ({"debug": "yes"}, "debug", "true or false", '"yes"'),
        ({"plugins": "error"}, "plugins", "a list of strings", '"error"'),
        ({"sync_main_only": 1}, "sync_main_only", "true or false", "1"),
        ({"bridge": 1}, "bridge", "a table", "1"),
        ({"bridge": "fastest"}, "bridge.mode", '"strict", "default" or "fast"', '"fastest"'),
        ({"bridge": {"sync_deadline_ms": 0.5}}, "bridge.sync_deadline_ms", "a whole number above 0", "0.5"),
        ({"bridge": {"limits": {"depth": -1}}}, "bridge.limits.depth", "a whole number above 0", "-1"),
        ([], "the config", "a table", "[]"),
    ],
)
def test_a_wrong_kind_of_value_is_named(reader: Reader, config: object, key: str, expected: str, found: str) -> None:
    # A list is no TOML either, so it comes from a file that says it is JSON.
    said = refusal(reader, "a.json", files={PAGE + "a.json": json.dumps(config)})
    assert f"`{key}` in The config {PAGE}a.json must be {expected}" in said
    assert said.endswith(f"and it is {found} [OT404]")


# --- files ---


def test_destinations_are_names_folders_or_the_name_at_the_source(reader: Reader) -> None:
    table = {"a.txt": "", "b.txt": "data/", "c.txt": "./", "d.txt": "x/./y//d", "e%20f.txt?v=1": "", "g.txt": "/root/"}
    assert list(files_of(reader.load({"files": table})).values()) == [
        "a.txt",
        "data/b.txt",
        "c.txt",
        "x/y/d",
        "e f.txt",
        "/root/g.txt",
    ]


def test_names_stand_for_parts_of_what_comes_after_them(reader: Reader) -> None:
    table = {
        "{HOST}": "https://host.example",
        "{FROM}": "{HOST}/v1",
        "{TO}": "./lib",
        "{FROM}/a.py": "{TO}/a.py",
        "{FROM}/b.py": "{TO}/",
    }
    config = reader.load({"files": table})
    assert files_of(config) == {"https://host.example/v1/a.py": "lib/a.py", "https://host.example/v1/b.py": "lib/b.py"}


@pytest.mark.parametrize("table", [{"{A}/x": ""}, {"x": "{A}/"}, {"{B}": "{A}"}])
def test_a_name_without_a_value_is_an_error(reader: Reader, table: dict[str, str]) -> None:
    said = refusal(reader, {"files": table})
    assert 'uses {A}, which has no value there. Write "{A}" = "…" before it [OT407]' in said


def test_names_with_a_value_are_listed_where_one_has_none(reader: Reader) -> None:
    assert "uses {C}, which has no value there; known are {A}, {B}." in refusal(
        reader, {"files": {"{A}": "1", "{B}": "2", "{C}/x": ""}}
    )


def test_what_is_in_an_archive_goes_into_a_folder(reader: Reader) -> None:
    table = {"a.zip": "lib/*", "b.tar.gz": "lib/*", "c.whl": "*", "d.tgz": "./*", "e.tar": "/opt/*", "f": "/*"}
    found = reader.load({"files": table})["files"]
    assert all(file["extract"] for file in found)
    assert [file["path"] for file in found] == ["lib", "lib", "", "", "/opt", "/"]


@pytest.mark.parametrize("second", ["x", "./x", "a/x", "b/../x"])
def test_one_destination_is_written_once(reader: Reader, second: str) -> None:
    destination = {"x": "x", "./x": "./x", "a/x": "", "b/../x": "./"}[second]
    said = refusal(reader, {"files": {"one": "x", second: destination}})
    assert f'`files."{second}"` in The config of the test would write x, which another entry' in said
    assert said.endswith("[OT405]")


@pytest.mark.parametrize("source", ["http://host.example/", "http://host.example/folder/"])
def test_a_source_without_a_name_needs_a_destination_with_one(reader: Reader, source: str) -> None:
    for destination in ("", "data/"):
        said = refusal(reader, {"files": {source: destination}})
        assert "must be the URL of a file, or have a destination with a name" in said


def test_fetch_is_the_older_way_to_list_files(reader: Reader) -> None:
    fetch = [
        {"from": "https://host.example/", "files": ["a.txt", "sub/b.txt"], "to_folder": "data"},
        {"from": "https://host.example/base", "files": ["c.txt"]},
        {"from": "d.txt"},
        {"from": "e.txt", "to_file": "renamed.txt", "to_folder": "deep/er/"},
        {"files": ["f.txt"]},
    ]
    assert files_of(reader.load({"fetch": fetch})) == {
        "https://host.example/a.txt": "data/a.txt",
        "https://host.example/sub/b.txt": "data/sub/b.txt",
        "https://host.example/base/c.txt": "c.txt",
        PAGE + "d.txt": "d.txt",
        PAGE + "e.txt": "deep/er/renamed.txt",
        PAGE + "f.txt": "f.txt",
    }


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            {"from": "x", "files": ["a"], "to_file": "b"},
            "`fetch[0].to_file` in The config of the test must be left out beside",
        ),
        ({"from": "x/"}, "`fetch[0].from` in The config of the test must be the URL of a file"),
        (
            {"to_file": "x"},
            "`fetch[0].from` in The config of the test must be the URL of a file, or stand beside `files`",
        ),
    ],
)
def test_a_fetch_that_says_too_much_or_too_little_is_an_error(reader: Reader, entry: object, said: str) -> None:
    assert said in refusal(reader, {"fetch": [entry]})


def test_files_and_fetch_may_not_write_the_same(reader: Reader) -> None:
    assert "[OT405]" in refusal(reader, {"files": {"a.txt": ""}, "fetch": [{"from": "b/a.txt"}]})


def test_toml_has_the_same_keys(reader: Reader) -> None:
    text = """
        packages = ["attrs"]
        [files]
        "{FROM}" = "https://host.example"
        "{FROM}/a.txt" = "data/"
        [[fetch]]
        from = "https://host.example/"
        files = ["b.txt"]
        [js_modules.main]
        "https://host.example/c.js" = "c"
        [env]
        SIZE = 3
    """
    config = reader.load(text)
    assert config["names"] == ["attrs"]
    assert list(files_of(config).values()) == ["data/a.txt", "b.txt"]
    assert config["jsModules"]["main"] == [{"url": "https://host.example/c.js", "name": "c"}]
    assert config["environment"] == {"SIZE": "3"}


# --- modules of JavaScript ---


def test_modules_are_named_by_their_urls(reader: Reader) -> None:
    table = {"main": {"./a.js": "a", "https://host.example/b.css": "a"}, "worker": {"c.mjs": "a"}}
    assert reader.load({"js_modules": table})["jsModules"] == {
        "main": [{"url": PAGE + "a.js", "name": "a"}, {"url": "https://host.example/b.css", "name": "a"}],
        "worker": [{"url": PAGE + "c.mjs", "name": "a"}],
    }


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"worker": {"a.css": "a"}}, "must be in `js_modules.main`, as a worker has no"),
        ({"main": {"a.js": ""}}, '`js_modules.main."a.js"` in The config of the test must be a name by which Python'),
        ({"main": {"a.js": "a", "b.js": "a"}}, f'is the second one with the name "a"; the first is {PAGE}a.js.'),
    ],
)
def test_modules_that_cannot_be_are_refused(reader: Reader, table: object, said: str) -> None:
    assert said in refusal(reader, {"js_modules": table})


# --- packages ---


def test_packages_are_archives_and_names(reader: Reader) -> None:
    packages = [
        "./a-1.0-py3-none-any.whl",
        "b.zip?x=1",
        "emfs:/c.whl",
        "d.tar.gz",
        "attrs",
        "numpy>=2",
        "a[b,c] ~= 1.0",
        "e@1.2",
    ]
    config = reader.load({"packages": packages})
    assert config["packages"] == [
        PAGE + "a-1.0-py3-none-any.whl",
        PAGE + "b.zip?x=1",
        "emfs:/c.whl",
        PAGE + "d.tar.gz",
    ]
    assert config["names"] == ["attrs", "numpy>=2", "a[b,c] ~= 1.0", "e@1.2"]


def test_indexes_may_name_the_place_of_the_package(reader: Reader) -> None:
    assert reader.load({"index_urls": "simple/{package_name}.json"})["indexURLs"] == [
        PAGE + "simple/{package_name}.json"
    ]
    assert reader.load({"index_urls": ["a/", "https://host.example/b"]})["indexURLs"] == [
        PAGE + "a/",
        "https://host.example/b",
    ]


def test_a_description_of_a_package_lists_what_belongs_to_it(reader: Reader) -> None:
    charts = """
        name = "charts"
        version = "3"
        packages = ["./charts.whl", "attrs", "../inner/package.json"]
        files = {"palette.json" = ""}
        [js_modules.main]
        "./chart.js" = "chart"
    """
    inner = {"name": "inner", "files": {"x.txt": "inner/"}, "packages": ["../charts/package.toml"]}
    files = {PAGE + "charts/package.toml": charts, PAGE + "inner/package.json": json.dumps(inner)}
    config = reader.load(
        {"packages": ["charts/package.toml", "inner/package.json"], "files": {"a.txt": ""}}, files=files
    )
    assert config["packages"] == [PAGE + "charts/charts.whl"]
    assert config["names"] == ["attrs"]
    assert files_of(config) == {
        PAGE + "a.txt": "a.txt",
        PAGE + "inner/x.txt": "inner/x.txt",
        PAGE + "charts/palette.json": "palette.json",
    }
    assert config["jsModules"]["main"] == [{"url": PAGE + "charts/chart.js", "name": "chart"}]


@pytest.mark.parametrize(
    ("packages", "said"),
    [
        (
            ["gone.json"],
            rf"The package {PAGE}gone.json could not be loaded: .*404.*`packages` in The config of the test \[OT410\]",
        ),
        (["broken.json"], rf"The package {PAGE}broken.json is not valid JSON at line 1, column 2: .*\[OT402\]"),
        (["unnamed.json"], rf"`name` in The package {PAGE}unnamed.json must be the name of the package.*\[OT404\]"),
        (["wrong.json"], rf"`files` in The package {PAGE}wrong.json must be a table.*\[OT404\]"),
        (
            ["a.json", "b.json"],
            rf"`name` in The package {PAGE}b.json is the second one .* \"a\"; the first is {PAGE}a.json.*\[OT409\]",
        ),
        (["files.json"], rf"in The package {PAGE}files.json would write a.txt.*\[OT405\]"),
    ],
)
def test_a_description_that_is_wrong_is_named(reader: Reader, packages: list[str], said: str) -> None:
    files = {
        "broken.json": "{x",
        "unnamed.json": "{}",
        "wrong.json": '{"name": "w", "files": []}',
        "a.json": '{"name": "a"}',
        "b.json": '{"name": "a"}',
        "files.json": '{"name": "f", "files": {"a.txt": ""}}',
    }
    web = {PAGE + name: content for name, content in files.items()}
    assert re.search(said, refusal(reader, {"packages": packages, "files": {"other/a.txt": ""}}, files=web))


# --- interpreters ---


@pytest.mark.parametrize("key", ["interpreter", "version"])
def test_another_build_is_named_by_its_module_or_folder(reader: Reader, key: str) -> None:
    assert reader.load({key: "./build/micropython.mjs?v=1"})["interpreter"] == PAGE + "build/micropython.mjs?v=1"
    assert (
        reader.load({key: "/build/"}, interpreter="micropython")["interpreter"] == "http://page/build/micropython.mjs"
    )
    assert reader.load({key: "/build/"})["interpreter"] == "http://page/build/pyodide.mjs"


@pytest.mark.parametrize(("interpreter", "version"), [("pyodide", "314.0.7"), ("micropython", "1.27.0")])
def test_the_version_that_is_here_needs_nothing(reader: Reader, interpreter: str, version: str) -> None:
    assert reader.load({"interpreter": version}, interpreter=interpreter)["interpreter"] is None
    assert reader.load({"version": f"v{version}"}, interpreter=interpreter)["interpreter"] is None


def test_a_version_that_is_not_here_says_which_is(reader: Reader) -> None:
    said = refusal(reader, {"version": "0.28.0"})
    assert (
        '`version` in The config of the test asks for version 0.28.0 of "pyodide", and 314.0.7 is here. Leave' in said
    )
    assert said.endswith("[OT408]")
    assert "no build of that is here" in refusal(reader, {"version": "5.4"}, interpreter="lua")


def test_two_interpreters_are_one_too_many(reader: Reader) -> None:
    assert "`version` in The config of the test must be the same as `interpreter`" in refusal(
        reader, {"interpreter": "a.mjs", "version": "b.mjs"}
    )


# --- what is handed on ---


def test_what_others_use_is_handed_on(reader: Reader) -> None:
    config = reader.load(
        {"plugins": ["!error", "mine"], "debug": True, "sync_main_only": True, "packages_cache": "never"}
    )
    assert config["plugins"] == ["!error", "mine"]
    assert config["debug"] is config["syncMainOnly"] is True
    assert config["packagesCache"] == "never"


def test_environment_variables_are_text(reader: Reader) -> None:
    assert reader.load({"env": {"A": "x", "B": 3, "C": True}})["environment"] == {"A": "x", "B": "3", "C": "true"}


def test_python_gets_the_config_as_it_is_written(reader: Reader) -> None:
    written = '{"bridge": "fast", "files": {"{A}": "x", "{A}.txt": ""}}'
    assert reader.load(written)["written"] == written.replace(": ", ":").replace(", ", ",")
