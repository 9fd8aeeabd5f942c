"""Python's `input()` on the page: a field where the script's output goes, used with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.page import DEADLINE_SECONDS, WatchedPage
from browser.site import Site
from playwright.sync_api import Locator, Route, expect

FIELD = ".offthread-input-field"
ANSWERED = ".offthread-input-answered"

# Playwright's own default is five seconds, which Pyodide alone may need to start.
expect.set_options(timeout=DEADLINE_SECONDS * 1000)


def field(page: WatchedPage) -> Locator:
    return page.locator(FIELD)


def answer(page: WatchedPage, text: str) -> None:
    """Type a line into the field that has the focus."""
    expect(page.locator(f"{FIELD}:focus")).to_be_visible()
    page.raw.keyboard.type(text)
    page.raw.keyboard.press("Enter")


def ask(page: WatchedPage, kind: str, code: str, *, own: bool = False) -> str:
    """Add a script without waiting for its end, as it waits for the person; `said` has what it says."""
    preamble = "from js import document, window\nsaid = window.said\n"
    page.evaluate("() => { window.said ??= []; }")
    if own:
        return page.insert_script(kind, preamble + code, worker=True)
    return page.insert_script(kind, preamble + code)


def wait_for_said(page: WatchedPage, *expected: str) -> None:
    page.wait_for("(count) => window.said?.length >= count", len(expected))
    assert page.evaluate("window.said") == list(expected)


@pytest.fixture
def asking(warm: WatchedPage) -> Iterator[WatchedPage]:
    """Lend the warm page, and remove what was answered on it."""
    warm.evaluate("() => { window.said = []; }")
    yield warm
    warm.evaluate("document.querySelectorAll('script-py, script-mpy, .of-test').forEach((element) => element.remove())")


def test_a_typed_line_is_what_input_returns_and_stays_on_the_page(asking: WatchedPage, kind: str) -> None:
    script = ask(asking, kind, "said.push(input('Your name? '))\nsaid.push(input('And yours? '))")
    expect(asking.raw.get_by_label("Your name?")).to_be_focused()
    answer(asking, "Ada <b>&")
    expect(asking.raw.get_by_label("And yours?")).to_be_focused()
    answer(asking, "")
    assert asking.wait_for_end(script)["name"] == "done"
    wait_for_said(asking, "Ada <b>&", "")
    expect(field(asking)).to_have_count(0)
    # As a console shows it, after the script.
    expect(asking.locator(f"#{script} + :is(script-py, script-mpy) {ANSWERED}")).to_have_text(
        ["Your name? Ada <b>&", "And yours? "]
    )


def test_standard_input_are_lines_as_well(asking: WatchedPage, kind: str) -> None:
    if kind == "mpy":
        return  # MicroPython's sys.stdin cannot be replaced.
    script = ask(asking, kind, "import sys\nsaid.push(sys.stdin.readline())\nsaid.push(','.join(sys.stdin))")
    answer(asking, "one")
    answer(asking, "two")
    answer(asking, "three")
    expect(asking.raw.locator(f"{FIELD}:focus")).to_be_visible()
    asking.raw.keyboard.press("Escape")
    assert asking.wait_for_end(script)["name"] == "done"
    wait_for_said(asking, "one\n", "two\n,three\n")


def test_the_button_submits_as_well(asking: WatchedPage, kind: str) -> None:
    ask(asking, kind, "said.push(input('Name? '))")
    expect(field(asking)).to_be_focused()
    asking.raw.keyboard.type("Grace")
    asking.raw.keyboard.press("Tab")
    expect(asking.raw.get_by_role("button", name="OK")).to_be_focused()
    asking.raw.keyboard.press("Space")
    wait_for_said(asking, "Grace")
    ask(asking, kind, "said.push(input())")
    field(asking).fill("without a prompt")
    asking.raw.get_by_role("button", name="OK").click()
    wait_for_said(asking, "Grace", "without a prompt")


EOF_CODE = """
try:
    said.push(input("Name? "))
except EOFError as error:
    said.push("EOFError")
"""


def test_escape_and_the_cancel_button_raise_eoferror(asking: WatchedPage, kind: str) -> None:
    ask(asking, kind, EOF_CODE)
    expect(field(asking)).to_be_focused()
    asking.raw.keyboard.type("half a na")
    asking.raw.keyboard.press("Escape")
    wait_for_said(asking, "EOFError")
    ask(asking, kind, EOF_CODE)
    expect(field(asking)).to_be_focused()
    asking.raw.get_by_role("button", name="Cancel").click()
    wait_for_said(asking, "EOFError", "EOFError")
    expect(field(asking)).to_have_count(0)
    # What was cancelled leaves nothing behind.
    expect(asking.locator(ANSWERED)).to_have_count(0)


def test_the_focus_goes_back_to_where_it_was(asking: WatchedPage, kind: str) -> None:
    asking.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend", "<div class=of-test><input id=other></div>");
            document.getElementById("other").focus();
        }"""
    )
    ask(asking, kind, "for number in range(2):\n    said.push(input('Name? '))")
    answer(asking, "Ada")
    wait_for_said(asking, "Ada")
    expect(field(asking)).to_be_focused()
    asking.raw.keyboard.press("Escape")
    expect(asking.locator("#other")).to_be_focused()
    asking.expect_console("EOFError")
    asking.wait_until(lambda: asking.logged("error"), "the error of the script")


def test_whoever_has_moved_on_is_not_brought_back(asking: WatchedPage, kind: str) -> None:
    asking.evaluate(
        """() => {
            const html = "<div class=of-test><input id=before><input id=after></div>";
            document.body.insertAdjacentHTML("beforeend", html);
            document.getElementById("before").focus();
        }"""
    )
    script = ask(asking, kind, EOF_CODE, own=True)
    expect(field(asking)).to_be_focused()
    asking.locator("#after").click()
    asking.evaluate("(id) => document.getElementById(id).remove()", script)
    expect(field(asking)).to_have_count(0)
    expect(asking.locator("#after")).to_be_focused()


def test_two_workers_ask_at_once_and_neither_interrupts_the_other(asking: WatchedPage, kind: str) -> None:
    first = ask(asking, kind, "said.push(input('First? '))", own=True)
    expect(asking.raw.get_by_label("First?")).to_be_focused()
    asking.raw.keyboard.type("on")
    second = ask(asking, kind, "said.push(input('Second? '))", own=True)
    expect(asking.raw.get_by_label("Second?")).to_be_visible()
    asking.raw.keyboard.type("e")
    asking.raw.keyboard.press("Enter")
    wait_for_said(asking, "one")
    # The next question has its turn.
    expect(asking.raw.get_by_label("Second?")).to_be_focused()
    answer(asking, "two")
    wait_for_said(asking, "one", "two")
    expect(asking.locator(f"#{first} + :is(script-py, script-mpy)")).to_have_text("First? one")
    expect(asking.locator(f"#{second} + :is(script-py, script-mpy)")).to_have_text("Second? two")


def test_the_page_goes_on_while_python_waits(asking: WatchedPage, kind: str) -> None:
    ask(asking, kind, "said.push(input('Name? '))")
    expect(field(asking)).to_be_focused()
    frames = asking.evaluate(
        """async () => {
            for (let frame = 0; frame < 30; frame++) await new Promise(requestAnimationFrame);
            return 30;
        }"""
    )
    assert frames == 30
    assert asking.evaluate("said.length") == 0
    answer(asking, "Ada")
    wait_for_said(asking, "Ada")


def test_nothing_below_moves_when_the_line_is_answered(asking: WatchedPage, kind: str) -> None:
    ask(asking, kind, "said.push(input('Name? '))")
    expect(field(asking)).to_be_focused()
    asking.evaluate("document.body.insertAdjacentHTML('beforeend', '<p class=of-test id=below>below</p>')")
    before = asking.locator("#below").bounding_box()
    answer(asking, "Ada")
    wait_for_said(asking, "Ada")
    assert asking.locator("#below").bounding_box() == before


def test_the_field_goes_with_its_script(asking: WatchedPage, kind: str) -> None:
    script = ask(asking, kind, "said.push(input('Name? '))", own=True)
    expect(field(asking)).to_be_focused()
    asking.evaluate("(id) => document.getElementById(id).remove()", script)
    expect(field(asking)).to_have_count(0)


def test_the_field_goes_when_python_is_interrupted(asking: WatchedPage, kind: str) -> None:
    code = """
try:
    said.push(input("Name? "))
except KeyboardInterrupt:
    said.push("KeyboardInterrupt")
"""
    script = ask(asking, kind, code, own=True)
    expect(field(asking)).to_be_focused()
    asking.evaluate("(id) => document.getElementById(id).xworker.interrupt()", script)
    wait_for_said(asking, "KeyboardInterrupt")
    expect(field(asking)).to_have_count(0)


def test_a_field_that_the_page_removes_counts_as_cancelled_and_one_that_it_moves_does_not(
    asking: WatchedPage, kind: str
) -> None:
    ask(asking, kind, EOF_CODE)
    expect(field(asking)).to_be_focused()
    asking.raw.keyboard.type("Ada")
    asking.evaluate("document.body.append(document.querySelector('.offthread-input').parentElement)")
    expect(field(asking)).to_have_value("Ada")
    assert asking.evaluate("said.length") == 0
    asking.evaluate("document.querySelector('.offthread-input').parentElement.replaceChildren()")
    wait_for_said(asking, "EOFError")


def test_a_form_around_the_script_is_not_sent(asking: WatchedPage, kind: str) -> None:
    asking.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend", "<form class=of-test id=around></form>");
            document.getElementById("around").addEventListener("submit", () => said.push("submitted"));
        }"""
    )
    script = ask(asking, kind, "said.push(input('Name? '))\nsaid.push(input('Name? '))")
    expect(field(asking)).to_be_focused()
    asking.evaluate("(id) => document.getElementById('around').append(document.getElementById(id).target)", script)
    for name in ("Ada", "Grace"):
        field(asking).focus()
        answer(asking, name)
    wait_for_said(asking, "Ada", "Grace")


def test_the_prompt_names_the_field_and_is_read_out(asking: WatchedPage, kind: str) -> None:
    ask(asking, kind, "said.push(input('How old are you? '))")
    group = asking.raw.get_by_role("group", name="Input for Python")
    expect(group.get_by_role("textbox", name="How old are you?")).to_be_focused()
    expect(asking.locator("[aria-live=polite]")).to_have_text("How old are you? ")
    answer(asking, "36")
    wait_for_said(asking, "36")
    ask(asking, kind, "said.push(input())")
    expect(group.get_by_role("textbox", name="Input for Python")).to_be_focused()
    answer(asking, "")
    wait_for_said(asking, "36", "")


def test_a_handler_asks_where_its_script_s_output_goes(asking: WatchedPage, kind: str) -> None:
    code = """
from pyscript import when
@when("click", "#go")
def go():
    said.push(input("Name? "))
said.push("ready")
"""
    asking.evaluate("document.body.insertAdjacentHTML('beforeend', '<button class=of-test id=go>Go</button>')")
    script = ask(asking, kind, code)
    wait_for_said(asking, "ready")
    asking.locator("#go").click()
    expect(asking.locator(f"#{script} + :is(script-py, script-mpy) {FIELD}")).to_be_focused()
    answer(asking, "Ada")
    wait_for_said(asking, "ready", "Ada")
    expect(asking.locator("#go")).to_be_focused()


def test_a_script_in_the_head_asks_at_the_end_of_the_body(page: WatchedPage, site: Site, kind: str) -> None:
    head = f"""
        <script type="module" src="/_offthread/offthread.js"></script>
        <script type="{kind}" id="asks">print("Hello, " + input("Who? "))</script>
    """
    page.goto(site.page("<p>Text</p>", head=head))
    expect(page.locator("body > script-py:last-child .offthread-input-field")).to_be_focused()
    # The page does not link the style sheet: it was there before the field was.
    assert page.evaluate("getComputedStyle(document.querySelector('.offthread-input')).display") == "block"
    answer(page, "Ada")
    page.wait_for_log("Hello, Ada")
    assert page.wait_for_end("asks")["name"] == "done"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_borders_have_enough_contrast(page: WatchedPage, site: Site, scheme: str) -> None:
    page.raw.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(site.page('<script type="mpy" id="asks">input("Who? ")</script>'))
    expect(field(page)).to_be_focused()
    contrasts = page.evaluate(
        """() => {
            const luminance = (colour) => {
                const parts = colour.match(/[0-9]+/g).slice(0, 3).map((part) => part / 255);
                const [r, g, b] = parts.map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const contrast = (one, other) => {
                const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
                return (light + 0.05) / (dark + 0.05);
            };
            const style = (selector) => getComputedStyle(document.querySelector(`.offthread-input-${selector}`));
            const back = style("form").backgroundColor;
            return {
                prompt: contrast(style("prompt").color, back),
                field: contrast(style("field").color, style("field").backgroundColor),
                button: contrast(style("button").color, style("button").backgroundColor),
                border: contrast(style("field").borderTopColor, back),
                outline: contrast(style("field").outlineColor, back),
            };
        }"""
    )
    # WCAG 2.2: 1.4.3 for text, 1.4.11 for what one has to see of a field.
    for name, least in {"prompt": 4.5, "field": 4.5, "button": 4.5, "border": 3, "outline": 3}.items():
        assert contrasts[name] >= least, (name, contrasts)
    assert page.evaluate("getComputedStyle(document.querySelector('.offthread-input-field')).outlineStyle") == "solid"
    page.raw.keyboard.press("Enter")
    assert page.wait_for_end("asks")["name"] == "done"


CHUNK = "page-input_field.js"


def test_a_script_that_goes_before_the_field_s_code_has_come_leaves_no_field(
    page: WatchedPage, site: Site, kind: str
) -> None:
    held: list[Route] = []
    page.raw.route(f"**/{CHUNK}", lambda route: held.append(route))
    page.goto(site.page(f'<script type="{kind}" id="asks" worker>input("Who? ")</script>'))
    page.wait_until(lambda: held, "the code of the field to be asked for")
    page.evaluate("document.getElementById('asks').remove()")
    held[0].continue_()
    # The same code, which has come by then.
    page.evaluate(f"import('/_offthread/chunks/{CHUNK}').then(() => new Promise(requestAnimationFrame))")
    assert page.locator(".offthread-input").count() == 0


def test_where_the_field_s_code_cannot_be_loaded_python_hears_of_it(page: WatchedPage, site: Site, kind: str) -> None:
    page.raw.route(f"**/{CHUNK}", lambda route: route.fulfill(status=404, body="gone"))
    page.expect_console("404")
    page.expect_console("JsException|TypeError")
    page.goto(site.page(f'<script type="{kind}" id="asks">input("Who? ")</script>'))
    end = page.wait_for_end("asks")
    assert end["name"] == "error"
    assert CHUNK in end["message"]


def test_something_else_may_take_input_over(asking: WatchedPage, kind: str) -> None:
    asking.evaluate(
        """async (script) => {
            window.asked = [];
            const { setInputHandler } = await import(script);
            window.letGo = () => setInputHandler(null);
            setInputHandler((prompt, script) => {
                asked.push([prompt, script.id]);
                const answer = prompt === "wait" ? new Promise(() => {}) : Promise.resolve(prompt.toUpperCase());
                return Object.assign(answer, { cancel: () => asked.push("cancelled") });
            });
        }""",
        "/_offthread/offthread.js",
    )
    first = ask(asking, kind, "said.push(input('name'))")
    wait_for_said(asking, "NAME")
    code = "try:\n    input('wait')\nexcept KeyboardInterrupt:\n    said.push('interrupted')"
    second = ask(asking, kind, code, own=True)
    asking.wait_for("asked.length === 2")
    asking.evaluate("(id) => document.getElementById(id).xworker.interrupt()", second)
    wait_for_said(asking, "NAME", "interrupted")
    assert asking.evaluate("asked") == [["name", first], ["wait", second], "cancelled"]
    assert field(asking).count() == 0
    asking.evaluate("letGo()")
