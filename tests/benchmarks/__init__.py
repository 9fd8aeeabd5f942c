"""Measure Offthread beside its peers: `.venv/bin/python tests/benchmarks/run.py --help`.

`contestants` and `works` say who does what, `pages/` is what runs in the browser, `serving` serves it, `visits` opens
it, `rounds` takes turns, `results` holds what came out, `goals` says what is wanted of it, and `report` makes Markdown
of it all, with the pictures of `plot`. No test of the suite measures anything: speed is compared on an idle machine,
by hand.
"""
