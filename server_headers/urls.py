"""The URLs that the dev server keeps for itself, below one fixed prefix."""

from __future__ import annotations

PREFIX = "/_offthread"
STYLESHEET = f"{PREFIX}/offthread.css"
ENTRY_MODULE = f"{PREFIX}/offthread.js"
RELOAD_EVENTS = f"{PREFIX}/reload"
RELOAD_SCRIPT = f"{PREFIX}/reload.js"
