"""What a config does in a worker: files, archives, packages, variables, and Python's `config`."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from browser.page import WatchedPage
from browser.site import Site
from playwright.sync_api import Route

from config.archives import KINDS, archive_of, tar_of, wheel_of, zip_of
from config.indexes import simple_index

OTHER_BUILD = Path(__file__).parents[2] / "node_modules/micropython-1-28"
FILES = {
    "package/__init__.py": "from .inner import value",
    "package/inner.py": "value = 'unpacked'",
    "data.txt": "text",
}


def html(kind: str, config: object, code: str, attributes: str = "worker") -> str:
    """Return a script tag with a config."""
    text = json.dumps(config).replace("'", "&#39;")
    return f"<script type='{kind}' id='s' {attributes} config='{text}'>{code}</script>"


def ends(page: WatchedPage) -> list[str]:
    """Wait for the script's end, and return what it printed, or its error's code."""
    end = page.wait_for_end("s")
    return page.logged() if end["name"] == "done" else [str(end["code"]), str(end["traceback"])]


# --- files ---


@pytest.mark.parametrize("archive", KINDS)
def test_archives_are_extracted(page: WatchedPage, site: Site, kind: str, archive: str) -> None:
    config = {"files": {f"a.{archive}": "./*", f"b.{archive}": "sub/folder/*"}}
    code = "import package; print(package.value); print(open('sub/folder/data.txt').read())"
    content = archive_of(archive, FILES)
    page.goto(site.page(html(kind, config, code), files={f"a.{archive}": content, f"b.{archive}": content}))
    assert ends(page) == ["unpacked", "text"]


def test_archives_are_told_by_their_content(page: WatchedPage, site: Site) -> None:
    # A server may have unpacked the gzip on the way, and a name may say nothing.
    config = {"files": {"a.tar.gz": "a/*", "download": "b/*"}}
    code = "print(open('a/data.txt').read(), open('b/data.txt').read())"
    page.goto(site.page(html("mpy", config, code), files={"a.tar.gz": tar_of(FILES), "download": zip_of(FILES)}))
    assert ends(page) == ["text text"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (zip_of(FILES)[:-9], "the zip archive's end is missing"),
        (tar_of(FILES, gzip=True)[:-30], "the archive is damaged, as it cannot be decompressed"),
        (zip_of({"../up.txt": "x"}), r"it has a file outside of itself: \"../up.txt\""),
        (b"<p>Not found", "it begins as no archive does"),
    ],
)
@pytest.mark.parametrize("kind", ["mpy"], scope="module")
def test_a_damaged_archive_is_named(warm: WatchedPage, site: Site, kind: str, content: bytes, reason: str) -> None:
    url = site.page("", files={"a.zip": content}).replace("index.html", "a.zip")
    warm.expect_console(rf"The archive {url} could not be unpacked: {reason}.*\[OT506\]")
    end = warm.add_script(kind, "pass", worker=True, config=json.dumps({"files": {url: "a/*"}}))
    assert (end["code"], end["errorName"]) == ("OT506", "LoadError")


@pytest.mark.parametrize("kind", ["mpy"], scope="module")
def test_a_destination_that_cannot_be_written_is_named(warm: WatchedPage, site: Site, kind: str) -> None:
    url = site.page("", files={"a.txt": "x"}).replace("index.html", "a.txt")
    warm.expect_console(r"`files` could not be written to /dev/null/a.txt: .*\[OT503\]")
    config = json.dumps({"files": {url: "/dev/null/a.txt"}})
    assert warm.add_script(kind, "pass", worker=True, config=config)["code"] == "OT503"


def test_names_and_fetch_reach_the_worker(page: WatchedPage, site: Site, kind: str) -> None:
    config = {"files": {"{DATA}": "data", "{DATA}/a.txt": "{DATA}/"}, "fetch": [{"from": "data/", "files": ["b.txt"]}]}
    code = "print(open('data/a.txt').read(), open('b.txt').read())"
    page.goto(site.page(html(kind, config, code, ""), files={"data/a.txt": "A", "data/b.txt": "B"}))
    assert ends(page) == ["A B"]


# --- what Python knows of it ---


def test_python_reads_the_config(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console("The config of <script .* has the key `mine`, which Offthread does not know")
    config = {"debug": False, "mine": {"list": [1, "\u00e9\n\0", None]}, "bridge": "fast", "files": {"a.txt": ""}}
    code = f"""
import json
from pyscript import config
from polyscript import config as same
expected = json.loads({json.dumps(json.dumps(config))})
expected["type"] = "{kind}"
assert config == same == expected, config
assert type(config) is dict
config["added"] = 1
print("ok")
"""
    page.goto(site.page(html(kind, config, code), files={"a.txt": ""}))
    assert ends(page) == ["ok"]


def test_without_a_config_python_knows_the_type(warm: WatchedPage, kind: str) -> None:
    code = f"from pyscript import config\nassert config == {{'type': '{kind}'}}, config"
    end = warm.add_script(kind, code)
    assert end["name"] == "done", end
    end = warm.add_script(kind, code, worker=True)
    assert end["name"] == "done", end


def test_environment_variables_are_set(page: WatchedPage, site: Site, kind: str) -> None:
    config = {"env": {"NAME": "value", "SIZE": 3}}
    code = """
import os
from os import getenv
print(os.environ["NAME"], os.getenv("SIZE"), getenv("NONE"), getenv("NONE", "default"), "NONE" in os.environ)
os.environ["ADDED"] = "later"
print(getenv("ADDED"), len(os.listdir("/")) > 2)
"""
    page.goto(site.page(html(kind, config, code)))
    assert ends(page) == ["value 3 None default False", "later True"]


def test_environment_variables_are_set_in_other_builds(page: WatchedPage, site: Site) -> None:
    config = {"env": {"NAME": "value"}, "interpreter": "./build/"}
    files = {f"build/{name}": (OTHER_BUILD / name).read_bytes() for name in ("micropython.mjs", "micropython.wasm")}
    page.goto(site.page(html("mpy", config, "import os; print(os.getenv('NAME'))"), files=files))
    assert ends(page) == ["value"]


def test_debug_shows_the_frames_of_the_library(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console("ValueError")
    code = "import pyscript; pyscript.display(1, target='nowhere')"
    tags = html(kind, {"debug": True}, code) + f"<script type='{kind}' id='t' worker>{code}</script>"
    page.goto(site.page(tags))
    assert "display.py" in page.wait_for_end("s")["traceback"]
    assert "display.py" not in page.wait_for_end("t")["traceback"]


# --- packages ---


@pytest.mark.parametrize("archive", ["zip", "tar", "tar.gz", "tgz"])
def test_packages_may_be_archives(page: WatchedPage, site: Site, kind: str, archive: str) -> None:
    code = "import package; print(package.value)"
    content = archive_of(archive, FILES)
    page.goto(site.page(html(kind, {"packages": [f"p.{archive}"]}, code), files={f"p.{archive}": content}))
    assert ends(page) == ["unpacked"]


def test_packages_may_be_in_the_interpreter_s_file_system(page: WatchedPage, site: Site, kind: str) -> None:
    name = "spam-1.0-py3-none-any.whl"
    config = {"files": {name: "/wheels/"}, "packages": [f"emfs:/wheels/{name}"]}
    page.goto(
        site.page(html(kind, config, "import spam; print(spam.eggs)"), files={name: wheel_of("spam", "eggs = 1")})
    )
    assert ends(page) == ["1"]


def test_packages_may_be_described(page: WatchedPage, site: Site, kind: str) -> None:
    description = {"name": "set", "packages": ["../spam-1.0-py3-none-any.whl"], "files": {"x.txt": "set/"}}
    files: dict[str, str | bytes] = {
        "set/package.json": json.dumps(description),
        "spam-1.0-py3-none-any.whl": wheel_of("spam", "eggs = 2"),
        "set/x.txt": "x",
    }
    code = "import spam; print(spam.eggs, open('set/x.txt').read())"
    page.goto(site.page(html(kind, {"packages": ["set/package.json"]}, code), files=files))
    assert ends(page) == ["2 x"]


def test_a_package_that_is_broken_keeps_no_other_out(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console(r"The package http://.*/a.whl could not be installed: .*\[OT504\]")
    config = {"packages": ["a.whl", "spam-1.0-py3-none-any.whl"]}
    files = {"a.whl": b"none", "spam-1.0-py3-none-any.whl": wheel_of("spam", "eggs = 3")}
    page.goto(site.page(html(kind, config, "pass", ""), files=files))
    assert ends(page)[0] == "OT504"
    end = page.add_script(kind, "import spam; print(spam.eggs)")
    assert end["name"] == "done", end
    assert page.logged() == ["3"]


def mip_index(packages: dict[str, tuple[dict[str, str], list[tuple[str, str]]]]) -> dict[str, str]:
    """Return the files of an index as that of micropython-lib: sources and needs by package."""
    files = {}
    for name, (sources, needs) in packages.items():
        hashes = []
        for path, source in sources.items():
            digits = hashlib.sha256(source.encode()).hexdigest()[:8]
            hashes.append((path, digits))
            files[f"index/file/{digits[:2]}/{digits}"] = source
        manifest = {"v": 1, "version": "1.0", "hashes": hashes, "deps": needs}
        for version in ("latest", "1.0"):
            files[f"index/package/py/{name}/{version}.json"] = json.dumps(manifest)
    return files


MIP = mip_index(
    {
        "spam": ({"spam.py": "import ham; eggs = ham.value + 1"}, [("ham", "latest")]),
        "ham": ({"ham/__init__.py": "from .inner import value", "ham/inner.py": "value = 41"}, [("spam", "latest")]),
    }
)


@pytest.mark.parametrize("name", ["spam", "spam@1.0", "spam == 1.0"])
def test_micropython_installs_packages_by_name(page: WatchedPage, site: Site, name: str) -> None:
    config = {"packages": [name], "index_urls": ["nowhere/", "index/"]}
    page.goto(site.page(html("mpy", config, "import spam; print(spam.eggs)"), files=MIP))
    assert ends(page) == ["42"]


@pytest.mark.parametrize(
    ("config", "files", "reason"),
    [
        ({"packages": ["spam"]}, MIP, "for MicroPython the config must name an index in `index_urls`"),
        ({"packages": ["spam>=1"], "index_urls": "index"}, MIP, r"MicroPython's packages have one version each"),
        (
            {"packages": ["up"], "index_urls": "index"},
            mip_index({"up": ({"../up.py": "1"}, [])}),
            r'"up" would write a file outside of its folder: \.\./up\.py',
        ),
    ],
)
def test_micropython_names_a_package_that_it_cannot_install(
    page: WatchedPage, site: Site, config: object, files: dict[str, str], reason: str
) -> None:
    page.expect_console(rf'The package ".*" could not be installed: {reason}.*in `packages`.*\[OT507\]')
    page.goto(site.page(html("mpy", config, "pass"), files=files))
    assert ends(page)[0] == "OT507"


SIMPLE = simple_index(
    {
        "spam-1.0-py3-none-any.whl": wheel_of("spam", "import ham; eggs = ham.value + 1", requires="ham"),
        "ham-1.0-py3-none-any.whl": wheel_of("ham", "value = 41"),
    }
)


@pytest.mark.parametrize(
    ("name", "index"),
    [("spam", "simple/"), ("spam==1.0", "simple"), ("spam >= 0.5", "simple/{package_name}/index.html")],
)
def test_pyodide_installs_packages_by_name(page: WatchedPage, site: Site, name: str, index: str) -> None:
    config = {"packages": [name], "index_urls": ["nowhere/", index]}
    page.goto(site.page(html("py", config, "import spam; print(spam.eggs)"), files=SIMPLE))
    assert ends(page)[-1] == "42"


def test_a_name_that_is_not_found_keeps_no_other_out(page: WatchedPage, site: Site) -> None:
    page.expect_console(r'The package "gone" could not be installed: no index has "gone".*in `packages`.*\[OT521\]')
    config = {"packages": ["spam", "gone"], "index_urls": "simple/"}
    page.goto(site.page(html("py", config, "pass", ""), files=SIMPLE))
    assert ends(page)[0] == "OT521"
    end = page.add_script("py", "import spam; print(spam.eggs)")
    assert end["name"] == "done", end


def test_pyodide_s_own_packages_come_from_where_it_has_them(page: WatchedPage, site: Site) -> None:
    # The net is a file here. What Pyodide lists has a hash, which this has not, and its name is asked for all the same.
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url.split("/")[-1])
        route.abort()

    page.raw.context.route(re.compile(r"/pyodide/v[\d.]+/full/"), answer)
    page.expect_console(r'The package "attrs" could not be installed: .*\[OT507\]')
    page.goto(site.page(html("py", {"packages": ["attrs"]}, "pass")))
    assert ends(page)[0] == "OT507"
    assert asked
    assert asked[0].startswith("attrs-")


def test_pyodide_says_why_its_installer_could_not_be_loaded(page: WatchedPage, site: Site) -> None:
    page.raw.context.route(re.compile(r"/micropip-"), lambda route: route.abort())
    page.expect_console(r'The package "spam" could not be installed: .* while loading micropip: .*\[OT507\]')
    page.goto(site.page(html("py", {"packages": ["spam"]}, "pass")))
    assert ends(page)[0] == "OT507"


def test_keys_that_mean_nothing_here_are_no_mistakes(page: WatchedPage, site: Site, kind: str) -> None:
    config = {
        "plugins": ["!error"],
        "sync_main_only": True,
        "debug": False,
        "experimental_create_proxy": "auto",
        "experimental_ffi_timeout": 0,
    }
    code = f"""
from pyscript import config
assert config["plugins"] == ["!error"]
print(sorted(set({list(config)}) - set(config)))
""".replace("'", '"')
    page.goto(site.page(f"<script type='{kind}' id='s' config='{json.dumps(config)}'>{code}</script>"))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["[]"]
