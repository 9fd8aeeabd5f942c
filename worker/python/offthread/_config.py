"""The config of this worker as it is written, the page's own keys included, for `from pyscript import config`.

The page has checked it; the worker hands its text over when it has booted (worker/boot.js).
"""

import json

import _offthread_config as _given

config = json.loads(_given.text)
config["type"] = _given.type
