"""Attributes that name a Python function: which one is called, with what, and when."""

from __future__ import annotations

from browser.page import WatchedPage

from .conftest import Log, Stage


def test_a_click_calls_the_function_that_the_attribute_names(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<button id=go TYPE-click=greet>go</button>",
        """
        def greet(event):
            note(event.type + " " + event.currentTarget.id)
        """,
    )
    warm.locator("#go").click()
    warm.locator("#go").click()
    assert log(2) == ["click go", "click go"]


def test_a_handler_may_have_no_parameter_and_be_a_coroutine(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<button id=bare TYPE-click=bare>1</button><button id=later TYPE-click=later>2</button>"
        "<button id=both TYPE-click=both>3</button>",
        """
        import asyncio
        def bare():
            note("bare")
        async def later(event):
            await asyncio.sleep(0)
            note("later " + event.target.id)
        async def both():
            await asyncio.sleep(0)
            note("both")
        """,
    )
    for number, button in enumerate(("bare", "later", "both"), 1):
        warm.locator(f"#{button}").click()
        log(number)
    assert log(3) == ["bare", "later later", "both"]


def test_a_dotted_name_is_a_method_or_the_function_of_a_module(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<button id=method TYPE-click=counter.add>1</button><button id=deep TYPE-click=tools.inner.run>2</button>",
        """
        class Counter:
            count = 0
            def add(self, event):
                self.count += 1
                note(self.count)
        class tools:
            class inner:
                run = lambda *args: note("deep")
        counter = Counter()
        """,
    )
    warm.locator("#method").click()
    warm.locator("#method").click()
    warm.locator("#deep").click()
    assert log(3) == [1, 2, "deep"]


def test_any_event_can_be_declared_whatever_dashes_it_has(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<div id=own TYPE-my-own-event=own></div><input id=field TYPE-input=typed TYPE-focus=focused>",
        """
        def own(event):
            note(event.detail)
        def typed(event):
            note(event.target.value)
        def focused():
            note("focus")
        """,
    )
    warm.evaluate("() => document.getElementById('own').dispatchEvent(new CustomEvent('my-own-event', { detail: 7 }))")
    log(1)
    warm.locator("#field").click()
    log(2)
    warm.raw.keyboard.type("ab")
    assert log(4) == [7, "focus", "a", "ab"]


def test_a_function_of_the_page_and_a_built_in_one_are_names_too(warm: WatchedPage, stage: Stage) -> None:
    stage("<button id=say TYPE-click=window.console.log>1</button><button id=show TYPE-click=print>2</button>", "")
    warm.locator("#say").click()
    warm.wait_for_log("isTrusted|PointerEvent")
    warm.locator("#show").click()
    warm.wait_for_log(r"^\[object PointerEvent\]$")


def test_a_function_that_is_defined_anew_is_the_one_that_is_called(
    warm: WatchedPage, stage: Stage, log: Log, kind: str
) -> None:
    stage("<button id=go TYPE-click=anew>go</button>", "def anew():\n    note('first')\n")
    warm.locator("#go").click()
    log(1)
    warm.add_script(kind, "def anew(event):\n    note('second ' + event.type)\n")
    warm.locator("#go").click()
    assert log(2) == ["first", "second click"]


def test_a_handler_can_be_defined_after_its_element_was_added(
    warm: WatchedPage, stage: Stage, log: Log, kind: str
) -> None:
    stage("<button id=go TYPE-click=defined_later>go</button>", "")
    warm.add_script(kind, "def defined_later():\n    note('here')\n")
    warm.locator("#go").click()
    assert log(1) == ["here"]


def test_only_handlers_that_decide_are_waited_for(warm: WatchedPage, stage: Stage, log: Log, kind: str) -> None:
    stage(
        "<p id=there></p>",
        """
        def deciding(event):
            note("deciding")
            event.preventDefault()
        def plain(event):
            while not window.released:
                pass
            note("plain")
        """,
    )
    warm.evaluate(
        """(kind) => {
            document.getElementById("there").innerHTML = `
                <button id=deciding data-waits ${kind}-click=deciding>1</button>
                <button id=plain data-waits ${kind}-click=plain>2</button>`;
        }""",
        kind,
    )
    warm.wait_for("() => !document.querySelector('#there :disabled')")
    # The first time the page stands still, as it cannot know yet, and is let go. If it were not, it would complain of a
    # handler that takes too long, as this one waits for the page.
    for count in (1, 2):
        warm.evaluate("() => { window.released = false; plain.click(); window.released = true; }")
        log(count)
    for count in (3, 4):
        assert warm.evaluate("() => { deciding.click(); return log.length; }") == count


def test_prevent_default_and_return_false_are_in_time(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<input type=checkbox id=prevented TYPE-click=refuse><input type=checkbox id=returned TYPE-click=deny>"
        "<input type=checkbox id=free TYPE-click=allow>"
        "<form TYPE-submit=check><input id=name><button id=send>send</button></form>",
        """
        def refuse(event):
            event.preventDefault()
            note("refused")
        def deny():
            note("denied")
            return False
        def allow():
            note("allowed")
        def check(event):
            if not document.getElementById("name").value:
                note("empty")
            event.preventDefault()
        """,
    )
    for number, box in enumerate(("prevented", "returned", "free"), 1):
        warm.locator(f"#{box}").click()
        log(number)
    checked = "() => ['prevented', 'returned', 'free'].map((id) => document.getElementById(id).checked)"
    assert warm.evaluate(checked) == [False, False, True]
    before = warm.evaluate("location.href")
    warm.locator("#send").click()
    assert log(4) == ["refused", "denied", "allowed", "empty"]
    assert warm.evaluate("location.href") == before


def test_what_a_new_definition_decides_is_in_time_at_once(warm: WatchedPage, stage: Stage, log: Log, kind: str) -> None:
    stage(
        "<input type=checkbox id=box TYPE-click=change_of_mind><button id=switch TYPE-click=switch>switch</button>",
        """
        def change_of_mind(event):
            note("first")
        def switch():
            global change_of_mind
            def change_of_mind(event):
                event.preventDefault()
                note("third")
            note("switched")
        """,
    )
    box = warm.locator("#box")
    for number in (1, 2):
        box.click()
        log(number)
    assert box.is_checked() is False  # twice, and nobody had anything against it
    warm.add_script(kind, "def change_of_mind(event):\n    note('second')\n    return False\n")
    box.click()
    assert log(3)[-1] == "second"
    assert box.is_checked() is False
    warm.add_script(kind, "def change_of_mind(event):\n    note('tame')\n")
    box.click()
    assert log(4)[-1] == "tame"
    assert box.is_checked() is True
    warm.locator("#switch").click()
    log(5)
    box.click()
    assert log(6)[-1] == "third"
    assert box.is_checked() is True


def test_a_handler_that_is_missing_is_an_error_that_says_where(
    warm: WatchedPage, stage: Stage, log: Log, kind: str
) -> None:
    stage(
        "<button id=wrong TYPE-click=incraese>1</button><button id=part TYPE-click.once=calculator.ad>2</button>"
        "<button id=number TYPE-click=seven>3</button>",
        """
        seven = 7
        def increase():
            note("increased")
        class calculator:
            def add():
                pass
        """,
    )
    expected = {
        "wrong": rf'<button id="wrong" {kind}-click="incraese">: its worker has no global "incraese"\. '
        r'Did you mean "increase"\?.*\[OT213\]',
        "part": rf'<button id="part" {kind}-click\.once="calculator\.ad">: "calculator" has no "ad"\. '
        r'Did you mean "add"\?.*\[OT213\]',
        "number": rf'<button id="number" {kind}-click="seven">: "seven" is of type int, and cannot be called\..*'
        r"\[OT213\]",
    }
    for count, (button, pattern) in enumerate(expected.items(), 1):
        warm.expect_console(pattern)
        warm.locator(f"#{button}").click()
        event = warm.wait_for_event("error", target="window", count=count)
        assert event["type"] == ("TypeError" if button == "number" else "NameError")
    assert warm.text(".offthread-error-title >> nth=0") == "NameError"
    # The first one can still be corrected.
    warm.add_script(kind, "incraese = increase")
    warm.locator("#wrong").click()
    assert log(1) == ["increased"]


def test_an_exception_of_a_handler_is_one_of_its_script(warm: WatchedPage, stage: Stage, kind: str) -> None:
    stage("<button id=go TYPE-click=failing>go</button>", "")
    warm.expect_console(r'File "index.html#broken", line 2[\s\S]*KeyError')
    warm.add_script(kind, "def failing(event):\n    raise KeyError('clicked')\n", id="broken")
    warm.locator("#go").click()
    event = warm.wait_for_event("error", target="broken")
    assert (event["type"], event["line"]) == ("KeyError", 2)
