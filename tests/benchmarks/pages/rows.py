# mypy: ignore-errors
# ruff: noqa: SIM905
"""The operations of js-framework-benchmark on its table, done from the program instead of by clicks.

Rows are keyed: each keeps its elements as long as it lives. All operations end with a read, which also says whether
they have done what they should.
"""

from pyscript import document
from timing import sample

ADJECTIVES = (
    "pretty large big small tall short long handsome plain quaint clean elegant easy angry crazy helpful mushy odd "
    "unsightly adorable important inexpensive cheap expensive fancy"
).split()
COLOURS = "red yellow blue green pink brown purple brown white black orange".split()
NOUNS = "table chair house bbq desk car pony cookie sandwich burger pizza mouse keyboard".split()

body = document.getElementById("rows")
rows = []
selected = None
next_id = 1
seed = 1


def choose(words):
    """Choose a word: as good as at random, and the same in each run and in each language."""
    global seed
    seed = seed * 171 % 30269
    return words[seed % len(words)]


class Row:
    def __init__(self):
        global next_id
        self.id = next_id
        next_id += 1
        self.label = f"{choose(ADJECTIVES)} {choose(COLOURS)} {choose(NOUNS)}"
        self.element = document.createElement("tr")
        number = document.createElement("td")
        number.className = "col-md-1"
        number.textContent = str(self.id)
        name = document.createElement("td")
        name.className = "col-md-4"
        self.link = document.createElement("a")
        self.link.className = "lbl"
        self.link.textContent = self.label
        name.append(self.link)
        action = document.createElement("td")
        action.className = "col-md-1"
        remover = document.createElement("a")
        remover.className = "remove"
        icon = document.createElement("span")
        icon.className = "remove glyphicon glyphicon-remove"
        icon.setAttribute("aria-hidden", "true")
        remover.append(icon)
        action.append(remover)
        rest = document.createElement("td")
        rest.className = "col-md-6"
        self.element.append(number, name, action, rest)

    def rename(self, label):
        self.label = label
        self.link.textContent = label


def check(found, expected):
    if found != expected:
        raise RuntimeError(f"The page has {found} instead of {expected}")


def create(count):
    for _ in range(count):
        row = Row()
        rows.append(row)
        body.append(row.element)
    check(body.childElementCount, len(rows))


def clear(_=None):
    global selected
    rows.clear()
    selected = None
    body.textContent = ""
    check(body.childElementCount, 0)


def replace(count):
    clear()
    create(count)


def update(count):
    """Rename so many rows, all equally far apart."""
    for row in rows[:: len(rows) // count]:
        row.rename(row.label + " !!!")
    check(rows[0].link.textContent, rows[0].label)


def select(count):
    global selected
    for i in range(count):
        if selected is not None:
            selected.element.className = ""
        selected = rows[i * 7 % len(rows)]
        selected.element.className = "danger"
        check(selected.element.className, "danger")


def swap(count):
    """Swap the second row with the last but one; there are at least five."""
    for _ in range(count):
        first, last = rows[1], rows[-2]
        after_last = rows[-1]
        body.insertBefore(last.element, rows[2].element)
        body.insertBefore(first.element, after_last.element)
        rows[1], rows[-2] = last, first
        check(body.childElementCount, len(rows))


def remove(count):
    """Remove rows from the middle."""
    for _ in range(count):
        row = rows.pop(len(rows) // 2)
        row.element.remove()
        check(body.childElementCount, len(rows))


def fill(count):
    """Make the table have so many rows."""
    if len(rows) > count:
        clear()
    create(count - len(rows))


# What is done, and whether on a full table; the last three are done to one row or two, several times.
WORKS = {
    "rows-create": (create, False),
    "rows-create-many": (create, False),
    "rows-replace": (replace, True),
    "rows-update": (update, True),
    "rows-append": (create, True),
    "rows-clear": (clear, True),
    "rows-select": (select, True),
    "rows-swap": (swap, True),
    "rows-remove": (remove, True),
}
SINGLE = (select, swap, remove)
# The every tenth of a thousand rows that is updated.
UPDATES = 100


def run(work, size):
    loop, full = WORKS[work]
    if not rows:
        create(max(1, size // 20))

    length = size if full else 0
    if loop == update and size == UPDATES:
        # Who is given fewer updates does them on a table that has no other rows.
        length = 10 * UPDATES

    def prepare():
        fill(length)

    count = max(1, size // 20) if loop in SINGLE else size
    return sample(loop, count, operations=count if loop in SINGLE else 1, prepare=prepare)
