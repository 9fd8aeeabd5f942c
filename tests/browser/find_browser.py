"""Find a Chromium for the tests, or get one.

The fixtures ask for its path. `make test` calls this as a program beforehand, with `--install`: only then, and only
when there is none, is something downloaded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Each window would load two pages for its address bar. The rest is what Playwright switches off for such reasons: the
# browser takes the last list alone.
FEATURES = (
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,ThirdPartyStoragePartitioning"
)
ADVICE = (
    "The tests need Chromium and there is none. Install one so that it is on PATH (`apt-get install chromium`), "
    "or name yours in OFFTHREAD_BROWSER, or run `.venv/bin/playwright install --with-deps chromium`."
)


def find_browser() -> str | None:
    """Return the path of a Chromium that starts, or None."""
    for path in candidates():
        if starts(path):
            return path
    return None


def launch_options(path: str | None, *arguments: str) -> dict[str, Any]:
    """Return what Playwright's `launch` needs to start a browser, with arguments of your own."""
    # The sandbox refuses to run as root, which is who runs in most containers.
    needed = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": path, "args": [*needed, FEATURES, *arguments], "headless": True}


def candidates() -> list[str]:
    """Return what may be a browser, best first: the one named, those on PATH, Playwright's own."""
    named = os.environ.get("OFFTHREAD_BROWSER")
    found = [named] if named else [path for name in NAMES if (path := shutil.which(name))]
    return found if named else [*found, *playwright_browsers()]


def playwright_browsers() -> list[str]:
    """Return the Chromiums that Playwright has downloaded."""
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    found = Path(folder).glob("chromium-*/chrome-linux*/chrome")
    return [str(path) for path in sorted(found, reverse=True)]


def starts(path: str) -> bool:
    """Tell whether the program runs: on a bare machine its libraries may be missing."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def install() -> None:
    """Try the ways to get one, from the least intrusive on, until one works."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        privileged = [] if os.geteuid() == 0 else ["sudo", "-n"]
        attempts.append([*privileged, "apt-get", "update", "--quiet"])
        attempts.append([*privileged, "apt-get", "install", "--quiet", "--yes", "chromium"])
    for command in attempts:
        print(f"No Chromium yet, trying: {' '.join(command)}", flush=True)
        try:
            subprocess.run(command, stdout=subprocess.DEVNULL, timeout=1200, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"That did not work: {error}", flush=True)
        if find_browser():
            return


def main() -> int:
    """Print where the browser is; 1 if there is none."""
    if not find_browser() and "--install" in sys.argv[1:]:
        install()
    browser = find_browser()
    print(f"The tests use {browser}" if browser else ADVICE)
    return 0 if browser else 1


if __name__ == "__main__":
    raise SystemExit(main())
