"""The licenses of what is not ours go wherever dist/ goes."""

from __future__ import annotations

import json
import re
from pathlib import Path

DIST = Path(__file__).parents[2] / "dist"
PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)")


def test_every_package_with_code_in_dist_is_named_with_its_license() -> None:
    bundled = {
        package
        for file in DIST.rglob("*.js.map")
        for source in json.loads(file.read_text("utf-8"))["sources"]
        for package in PACKAGE.findall(source)
    }
    assert {"smol-toml", "flatted", "@webreflection/idb-map"} <= bundled
    notices = re.split(r"^-{80}$", (DIST / "THIRD_PARTY_LICENSES.txt").read_text("utf-8"), flags=re.MULTILINE)
    named = {notice.split()[0]: notice for notice in notices}
    assert named.keys() == bundled | {"pyodide", "@micropython/micropython-webassembly-pyscript"}
    for notice in named.values():
        assert re.search(r"Copyright|mozilla\.org/MPL", notice)
