"""What reads configs and unpacks archives, in a Node process: neither needs a browser to be tried in every detail."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).parent / "driver.mjs"


class Refused(Exception):
    """What the code threw, as its name and message."""


class Reader:
    """The code under test; `said` is what the last request wrote to the console."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.process = subprocess.Popen(
            ["node", str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )

    def ask(self, operation: str, data: object = None) -> Any:
        """Run one operation and return its result, or raise what it failed with."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([operation, data]) + "\n")
        self.process.stdin.flush()
        result = json.loads(self.process.stdout.readline())
        self.said = result["said"]
        if "error" in result:
            raise Refused(result["error"])
        return result.get("value")

    def load(
        self,
        config: object,
        *,
        files: Mapping[str, str] | None = None,
        interpreter: str = "pyodide",
        **written: str,
    ) -> dict[str, Any]:
        """Read a config: text, or what is written as JSON. The page is `http://page/folder/`."""
        text = config if isinstance(config, str) else json.dumps(config)
        return self.load_value(text, files=files, interpreter=interpreter, **written)

    def load_value(
        self, value: object, *, files: Mapping[str, str] | None = None, interpreter: str = "pyodide", **written: str
    ) -> dict[str, Any]:
        """Read a config that a script has made: a table, or text as in an attribute."""
        data = {"written": {"text": value, **written}, "files": dict(files or {}), "interpreter": interpreter}
        found: dict[str, Any] = self.ask("load", data)
        return found

    def unpack(self, archive: bytes) -> dict[str, bytes]:
        """Unpack an archive: the content of each file by its path."""
        files = self.ask("unpack", base64.b64encode(archive).decode())
        return {path: base64.b64decode(content) for path, content in files}

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()
