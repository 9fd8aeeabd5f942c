"""Which worker has the handler, and what becomes of controls until it can be called, and where it cannot."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import Site

NOTE = "from js import document, window\ndef note(what):\n    window.log.push(what)\n"
BUTTON = "<script>window.log = []</script><button id=go {kind}-click=pressed>go</button>"
PRESSED = NOTE + "def pressed():\n    note('{what}')\n"
RESTART = "() => globalThis[Symbol.for('offthread')].runningWorkers()[0].restart()"


def logged(page: WatchedPage, count: int) -> list[object]:
    """Wait until `window.log` has so many entries, and return it."""
    page.wait_for("(count) => window.log.length >= count", count)
    found: list[object] = page.evaluate("window.log")
    return found


def test_controls_are_disabled_until_the_scripts_have_run(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"""
        <script>window.log = []; window.gate = new Promise((open) => (window.open_gate = open));</script>
        <button id=go {kind}-click=pressed>go</button>
        <input id=field {kind}-input=pressed><select id=choice {kind}-change=pressed></select>
        <textarea id=text {kind}-input=pressed></textarea><fieldset id=set {kind}-input=pressed></fieldset>
        <button id=author {kind}-click=pressed disabled>author</button>
        <button id=own {kind}-click=pressed>own</button>
        <button id=python {kind}-click=pressed>python</button>
        <button id=freed {kind}-click=pressed>freed</button>
        <p id=paragraph {kind}-click=pressed></p><button id=other>other</button>
        <script type="{kind}" id="first">{NOTE}
document.getElementById("python").disabled = True
document.getElementById("freed").disabled = False
note("running")
await window.gate
</script>
        <script type="{kind}" id="second">
def pressed():
    note("pressed")
</script>
    """
    page.goto(site.page(html))
    disabled = "() => [...document.querySelectorAll(':disabled')].map(({ id }) => id).sort()"
    held = ["author", "choice", "field", "freed", "go", "own", "python", "set", "text"]
    page.wait_for("(held) => document.querySelectorAll(':disabled').length === held || log.length", len(held))
    logged(page, 1)
    page.wait_for("() => !document.getElementById('freed').disabled")
    assert page.evaluate(disabled) == [name for name in held if name != "freed"]
    page.evaluate("() => { open_gate(); }")
    page.wait_for("() => !document.getElementById('go').disabled")
    # What the page has disabled stays so, and so does what Python has.
    assert page.evaluate(disabled) == ["author", "python"]
    page.locator("#go").click()
    assert logged(page, 2) == ["running", "pressed"]


def test_a_script_that_never_ends_does_not_keep_controls_disabled(page: WatchedPage, site: Site, kind: str) -> None:
    endless = "\nimport asyncio\nwhile True:\n    await asyncio.sleep(0.05)\n"
    script = f'<script type="{kind}">{PRESSED.format(what="pressed")}{endless}</script>'
    missing = f"<button id=never {kind}-click=undefined_yet>never</button>"
    page.goto(site.page(BUTTON.format(kind=kind) + missing + script))
    page.locator("#go").click()
    assert logged(page, 1) == ["pressed"]
    assert page.locator("#never").is_disabled()


def test_the_one_worker_of_a_script_gets_the_events(page: WatchedPage, site: Site, kind: str) -> None:
    own = f'<script type="{kind}" worker id="own">{PRESSED.format(what="own")}</script>'
    page.goto(site.page(BUTTON.format(kind=kind) + own))
    page.locator("#go").click()
    assert logged(page, 1) == ["own"]
    # Scripts that share a worker go before.
    page.add_script(kind, PRESSED.format(what="shared"))
    page.wait_for("() => !document.getElementById('go').disabled")
    page.locator("#go").click()
    assert logged(page, 2) == ["own", "shared"]
    # With its script the worker ends.
    assert len(page.live_workers()) == 2


def test_a_worker_that_ends_leaves_its_controls_disabled(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console(rf'<button id="go" {kind}-click="pressed"> goes nowhere: the page has no "{kind}" script')
    own = f'<script type="{kind}" worker id="own">{PRESSED.format(what="own")}</script>'
    page.goto(site.page(BUTTON.format(kind=kind) + own))
    page.wait_for("() => !document.getElementById('go').disabled")
    page.evaluate("() => document.getElementById('own').xworker.terminate()")
    page.wait_for("() => document.getElementById('go').title")
    assert "[OT105]" in page.evaluate("() => document.getElementById('go').getAttribute('aria-description')")
    assert page.locator("#go").is_disabled()
    page.evaluate("() => document.getElementById('own').xworker.restart()")
    page.locator("#go").click()
    assert logged(page, 1) == ["own"]
    assert page.evaluate("() => document.getElementById('go').title") == ""
    page.evaluate("() => document.getElementById('own').remove()")
    page.wait_for("() => document.getElementById('go').disabled")


def test_several_workers_are_told_apart_by_env(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console(
        rf'It is not clear whose handler <button id="go" {kind}-click="pressed"> means.*<script id="one">, '
        rf'<script id="two">\. Give .* `{kind}-env` \[OT322\]'
    )
    html = f"""
        {BUTTON.format(kind=kind)}
        <button id=named {kind}-env=second {kind}-click.prevent=pressed>named</button>
        <script type="{kind}" worker id="one">{PRESSED.format(what="one")}</script>
        <script type="{kind}" worker id="two" env="second">{PRESSED.format(what="two")}</script>
    """
    page.goto(site.page(html))
    page.locator("#named").click()
    assert logged(page, 1) == ["two"]
    event = page.wait_for_event("error", target="go")
    assert event["code"] == "OT322"
    page.wait_for("() => document.getElementById('go').title")
    assert page.locator("#go").is_disabled()
    page.evaluate("(kind) => document.getElementById('go').setAttribute(`${kind}-env`, 'second')", kind)
    page.locator("#go").click()
    assert logged(page, 2) == ["two", "two"]
    assert page.evaluate("() => document.getElementById('go').title") == ""


def test_scripts_of_an_env_share_the_worker_that_gets_the_events(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"""
        <script>window.log = []</script>
        <button id=go {kind}-env=second {kind}-click=pressed>go</button>
        <script type="{kind}">{PRESSED.format(what="without")}</script>
        <script type="{kind}" env="second">{PRESSED.format(what="second")}</script>
    """
    page.goto(site.page(html))
    page.locator("#go").click()
    assert logged(page, 1) == ["second"]


def test_types_of_the_page_have_events_as_well(page: WatchedPage, site: Site, kind: str) -> None:
    head = f"""
        <script type="module">
          import {{ define }} from "/_offthread/offthread.js";
          const onReady = async (wrap, element) => void (await wrap.run(element.textContent));
          define("lesson", {{ interpreter: "{kind}", hooks: {{ main: {{ onReady }} }} }});
        </script>
    """
    html = f"""
        <script>window.log = []</script>
        <button id=go lesson-click=pressed>go</button>
        <script type="lesson">{PRESSED.format(what="lesson")}</script>
    """
    page.goto(site.page(html, head=head))
    page.locator("#go").click()
    assert logged(page, 1) == ["lesson"]


def test_types_are_told_apart_by_their_names(page: WatchedPage, site: Site) -> None:
    html = f"""
        <script>window.log = []</script>
        <button id=go mpy-click=pressed micropython-click=pressed>go</button>
        <script type="mpy">{PRESSED.format(what="mpy")}</script>
        <script type="micropython">{PRESSED.format(what="micropython")}</script>
    """
    page.goto(site.page(html))
    page.locator("#go").click()
    assert sorted(map(str, logged(page, 2))) == ["micropython", "mpy"]


def test_a_restarted_worker_gets_the_events_again_and_once(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page(BUTTON.format(kind=kind) + f'<script type="{kind}">{PRESSED.format(what="pressed")}</script>'))
    page.locator("#go").click()
    logged(page, 1)
    page.evaluate(RESTART)
    page.locator("#go").click()
    logged(page, 2)
    page.evaluate(RESTART)
    page.locator("#go").click()
    page.add_script(kind, "note('end')", id="last")
    assert logged(page, 4) == ["pressed", "pressed", "pressed", "end"]


def test_without_a_script_of_the_type_the_console_says_so_once(page: WatchedPage, site: Site, kind: str) -> None:
    said = page.expect_console(
        rf'TagError: The declared event of <button id="go" {kind}-click="pressed"> goes nowhere: the page has no '
        rf'"{kind}" script\. Add one, or correct the attribute \[OT323\]'
    )
    page.goto(site.page(BUTTON.format(kind=kind) + f"<button id=second {kind}-click=pressed>2</button>"))
    page.wait_until(lambda: page.logged("warning"), "a warning")
    assert page.locator("#go").is_disabled()
    # The script may come later.
    page.insert_script(kind, PRESSED.format(what="late"))
    page.locator("#go").click()
    page.locator("#second").click()
    assert logged(page, 2) == ["late", "late"]
    page.check_console()
    assert len(said.met) == 1


def test_where_python_cannot_run_controls_say_why(page: WatchedPage, site: Site) -> None:
    page.expect_console(r"\[OT505\]")
    html = """
        <button id=go mpy-click=pressed title="Do it">go</button><button id=author mpy-click=pressed disabled></button>
        <script type="mpy" id="s" config='{"interpreter": "./nowhere/micropython.mjs"}'>pass</script>
    """
    page.goto(site.page(html))
    page.wait_for_event("error", target="s")
    page.wait_for("() => document.getElementById('go').hasAttribute('aria-description')")
    assert page.locator("#go").is_disabled()
    for name in ("title", "aria-description"):
        said = page.locator("#go").get_attribute(name)
        assert said is not None
        assert said.startswith("This cannot be used. MicroPython could not be loaded from")
    assert page.locator("#author").get_attribute("title") is None


def test_a_page_that_is_not_isolated_says_why(page: WatchedPage, site: Site) -> None:
    page.expect_console(r"\[OT101\]")
    html = BUTTON.format(kind="mpy") + '<script type="mpy" id="s">pass</script>'
    page.goto(site.page(html, origin=site.plain))
    page.wait_for("() => document.getElementById('go').title.includes('OT101')")
    assert page.locator("#go").is_disabled()
