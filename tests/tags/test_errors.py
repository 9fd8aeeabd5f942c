"""Exceptions of Python: in the event, on the console, and in the banner, each with the file's name and line."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import SCRIPT, Site

BOX = ".offthread-error"


def test_an_exception_shows_file_and_line_in_event_console_and_banner(page: WatchedPage, site: Site, kind: str) -> None:
    said = page.expect_console(r'File ".*main\.py", line 3[\s\S]*ValueError: too bad')
    source = "def f():\n    # a comment\n    raise ValueError('too bad')\nf()\n"
    page.goto(site.page(f'<script type="{kind}" id="s" src="main.py"></script>', files={"main.py": source}))
    event = page.wait_for_event("error", target="s")
    assert (event["type"], event["file"], event["line"]) == ("ValueError", "main.py", 3)
    assert event["errorName"] == "PythonError"
    assert "too bad" in event["message"]
    assert event["traceback"].rstrip().endswith("ValueError: too bad")
    assert page.text(f"{BOX}-title") == "ValueError in main.py, line 3"
    assert "ValueError: too bad" in page.text(f"{BOX}-text")
    assert page.wait_for_event("done", target="s")["ok"] is False
    page.check_console()
    assert len(said.met) == 1


def test_inline_scripts_are_named_by_page_and_id(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("ZeroDivisionError")
    event = warm.add_script(kind, "\n\n1/0", id="calculation")
    assert (event["file"], event["line"]) == ("index.html#calculation", 3)


def test_inline_scripts_without_an_id_are_numbered(page: WatchedPage, site: Site) -> None:
    page.expect_console("ZeroDivisionError")
    page.goto(site.page('<script type="mpy">pass</script><script type="mpy">1/0</script>', name="shop.html"))
    assert page.wait_for_event("error", target="")["file"] == "shop.html#mpy-1"


def test_a_script_that_fails_does_not_keep_the_next_from_running(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console("NameError")
    page.expect_console("SyntaxError")
    page.expect_console("404")
    page.expect_console(r"\[OT302\]")
    page.expect_console(r"\[OT402\]")
    html = f"""
        <script type="{kind}" id="a">missing</script>
        <script type="{kind}" id="b">no Python</script>
        <script type="{kind}" id="c" src="nowhere.py"></script>
        <script type="{kind}" id="d" config='{{"packages" []}}'>pass</script>
        <script type="{kind}" id="e">print("still here")</script>
    """
    page.goto(site.page(html))
    assert page.wait_for_end("e")["name"] == "done"
    assert [page.wait_for_end(script)["name"] for script in "abcd"] == ["error"] * 4
    page.wait_for_log("^still here$")


def test_a_page_can_deal_with_errors_itself(warm: WatchedPage, kind: str) -> None:
    warm.evaluate("(kind) => addEventListener(`${kind}:error`, (e) => e.preventDefault(), { once: true })", kind)
    assert warm.add_script(kind, "1/0")["type"] == "ZeroDivisionError"
    assert warm.locator(BOX).count() == 0
    assert warm.logged("error") == []


def test_an_unawaited_task_is_reported(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("RuntimeError: in a task")
    code = "import asyncio\nasync def f():\n    raise RuntimeError('in a task')\nkept = asyncio.create_task(f())\n"
    script = warm.insert_script(kind, code + "await asyncio.sleep(0)\ndel kept\nimport gc\ngc.collect()\n")
    event = warm.wait_for_event("error", target=script)
    assert event["type"] == "RuntimeError"


def test_an_exception_in_an_event_handler_is_reported(warm: WatchedPage, kind: str) -> None:
    warm.expect_console(r'File "index.html#handled", line 3[\s\S]*KeyError')
    code = (
        "from js import document\n"
        "def handler(event):\n"
        "    raise KeyError('clicked')\n"
        "button = document.createElement('button')\n"
        "button.id = 'failing'\n"
        "button.addEventListener('click', handler)\n"
        "document.body.append(button)\n"
    )
    assert warm.add_script(kind, code, id="handled")["name"] == "done"
    warm.locator("#failing").click()
    event = warm.wait_for_event("error", target="handled")
    assert (event["type"], event["line"]) == ("KeyError", 3)
    warm.evaluate("() => document.getElementById('failing').remove()")


def test_a_rejected_promise_of_python_is_reported_once(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("LookupError: nobody awaits")
    code = (
        "from js import window\nasync def call():\n    raise LookupError('nobody awaits')\nwindow.callPython = call\n"
    )
    assert warm.add_script(kind, code, id="promised")["name"] == "done"
    warm.evaluate("() => { callPython(); }")
    assert warm.wait_for_event("error", target="promised")["type"] == "LookupError"
    assert len(warm.logged("error")) == 1


def test_the_banner_counts_repetitions_and_stacks_different_errors(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("ValueError: same")
    warm.expect_console("ValueError: other")
    warm.evaluate("(kind) => { globalThis.kind = kind; }", kind)
    for text in ("same", "other", "same", "same"):
        warm.add_script(kind, f"raise ValueError({text!r})", id=f"raise-{text}")
        # Events are recorded by id, and an id stands for the last script of that name only.
        warm.evaluate("() => { recorded.length = 0; document.querySelector('[id^=raise-]').remove(); }")
    warm.wait_for("() => document.querySelector('.offthread-error-count:not([hidden])')?.textContent.endsWith('3')")
    assert warm.locator(BOX).count() == 2


def test_the_banner_is_dismissed_by_button_and_by_key(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("ValueError")
    for text in ("one", "two"):
        warm.add_script(kind, f"raise ValueError({text!r})")
    warm.wait_for("() => document.querySelectorAll('.offthread-error').length === 2")
    warm.locator(f"{BOX}-close").first.click()
    assert warm.locator(BOX).count() == 1
    warm.locator(f"{BOX}-close").focus()
    warm.raw.keyboard.press("Escape")
    assert warm.locator(".offthread-errors").count() == 0


def test_the_banner_is_an_alert_with_a_named_button(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("ValueError")
    warm.add_script(kind, "raise ValueError('x')", id="spoken")
    warm.raw.get_by_role("alert").get_by_text("ValueError in index.html#spoken, line 1").wait_for()
    warm.raw.get_by_role("button", name="Dismiss: ValueError in index.html#spoken, line 1").click()


def test_the_banner_shows_markup_as_text(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("ValueError")
    warm.add_script(kind, "raise ValueError('<img src=x onerror=alert(1)>')")
    assert "<img src=x onerror=alert(1)>" in warm.text(f"{BOX}-text")
    assert warm.locator(f"{BOX} img").count() == 0


def test_the_banner_brings_its_style_sheet_unless_the_page_links_it(page: WatchedPage, site: Site) -> None:
    page.expect_console("ZeroDivisionError")
    page.goto(site.page('<script type="mpy">1/0</script>'))
    page.wait_for(
        "() => getComputedStyle(document.querySelector('.offthread-errors') ?? document.body).position === 'fixed'"
    )
    assert page.evaluate("() => document.querySelectorAll('link[rel=stylesheet]').length") == 1
    linked = '<link rel="stylesheet" href="/_offthread/offthread.css?v=1">'
    script = '<script type="module" src="/_offthread/offthread.js"></script>'
    page.goto(site.page('<script type="mpy">1/0</script>', head=linked + script))
    page.locator(BOX).wait_for()
    assert page.evaluate("() => document.querySelectorAll('link[rel=stylesheet]').length") == 1


def test_the_banner_can_be_switched_off(page: WatchedPage, site: Site) -> None:
    page.expect_console("ZeroDivisionError")
    script = '<script type="module" src="/_offthread/offthread.js" data-banner="off"></script>'
    page.goto(site.page('<script type="mpy" id="s">1/0</script>', head=script))
    page.wait_for_event("error", target="s")
    page.wait_for_log("ZeroDivisionError", "error")
    assert page.locator(BOX).count() == 0


def test_an_error_whose_text_does_not_load_still_tells_code_and_facts(page: WatchedPage, site: Site) -> None:
    page.raw.route("**/chunks/page-errors.js", lambda route: route.abort())
    page.expect_console("ERR_FAILED")
    said = page.expect_console(
        r'OffthreadError: \{"script":"<script .*gone\.py.*404 Not Found.*not be loaded.*\[OT302\]'
    )
    page.expect_console("404")
    html = '<script type="mpy" id="a" src="gone.py"></script><script type="mpy" id="b">print("runs")</script>'
    page.goto(site.page(html))
    event = page.wait_for_event("error", target="a")
    assert (event["code"], event["errorName"], event["type"]) == ("OT302", "OffthreadError", "OffthreadError")
    assert page.wait_for_end("b")["name"] == "done"
    page.wait_for_log("^runs$")
    assert page.text(f"{BOX}-title") == "OffthreadError"
    page.check_console()
    assert len(said.met) == 1


def test_the_texts_of_errors_are_loaded_only_when_one_is_needed(page: WatchedPage, site: Site) -> None:
    page.expect_console("ZeroDivisionError")
    # The display of progress comes where an interpreter takes a while, which is not what this is about.
    head = SCRIPT.replace("<script", '<script data-progress="off"')
    page.goto(site.page('<script type="mpy" id="a" worker>1/0</script>', head=head))
    page.wait_for_event("error", target="a")
    page.locator(BOX).wait_for()
    loaded = page.evaluate("() => performance.getEntriesByType('resource').map(({ name }) => name)")
    chunks = {name.partition("/chunks/page-")[2] for name in loaded if "/chunks/page-" in name}
    assert chunks == {"banner.js", "stylesheet.js"}


def test_promises_of_a_worker_that_ends_are_rejected_with_the_whole_error(warm: WatchedPage, kind: str) -> None:
    script = warm.insert_script(kind, "pass", worker=True)
    warm.wait_for_end(script)
    errors = warm.evaluate(
        """async (id) => {
            const { xworker } = document.getElementById(id);
            const running = xworker.run("while True: pass", "endless.py");
            xworker.terminate();
            const settled = await Promise.allSettled([running, xworker.run("pass", "late.py")]);
            return settled.map(({ reason }) => `${reason.name} ${reason.code} ${reason.message}`);
        }""",
        script,
    )
    sentence = f'The worker of the "{kind}" scripts was ended. Add the script to the page again [OT105]'
    assert errors == [f"WorkerError OT105 {sentence}"] * 2
