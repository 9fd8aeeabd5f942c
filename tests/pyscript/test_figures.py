"""Figures: `display(figure)` and `plt.show()`, with a package that has of matplotlib what they use.

There is no wheel of matplotlib for WebAssembly that a test could install. The stand-in chooses its backend as the real
one does: by MPLBACKEND, which names a module with a class FigureCanvas, whose `manager_class` shows figures.
"""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site

PACKAGE = {
    "__init__.py": "",
    "_pylab_helpers.py": """
class Gcf:
    figs = {}
    @classmethod
    def get_all_fig_managers(cls):
        return list(cls.figs.values())
    @classmethod
    def destroy(cls, manager):
        del cls.figs[manager.num]
""",
    "backend_bases.py": """
class FigureManagerBase:
    def __init__(self, canvas, num):
        self.canvas = canvas
        self.num = num
        canvas.manager = self
class FigureCanvasBase:
    manager_class = FigureManagerBase
    def __init__(self, figure):
        self.figure = figure
        figure.canvas = self
""",
    "backends/__init__.py": "",
    "backends/backend_agg.py": """
from matplotlib.backend_bases import FigureCanvasBase
class FigureCanvasAgg(FigureCanvasBase):
    pass
""",
    "figure.py": """
import struct, zlib
class Figure:
    def __init__(self, width):
        self.width = width
    def savefig(self, file, format="png"):
        def chunk(kind, data):
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        header = struct.pack(">IIBBBBB", self.width, 1, 8, 0, 0, 0, 0)
        file.write(b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(bytes(self.width + 1))) + chunk(b"IEND", b""))
""",
    "pyplot.py": """
import importlib, os
from matplotlib._pylab_helpers import Gcf
from matplotlib.figure import Figure
name = os.environ["MPLBACKEND"]
backend = importlib.import_module(name.removeprefix("module://"))
def figure(width):
    canvas = backend.FigureCanvas(Figure(width))
    num = max(Gcf.figs, default=0) + 1
    Gcf.figs[num] = canvas.manager_class(canvas, num)
    return canvas.figure
def show(*, block=None):
    backend.FigureCanvas.manager_class.pyplot_show(block=block)
""",
}


def page_of(site: Site, code: str, config: str = "") -> str:
    """Make a page with a script that can import the stand-in."""
    files = "".join(f'"./mpl/{name}" = "matplotlib/{name}"\n' for name in PACKAGE)
    toml = f"{config}\n[files]\n{files}"
    return site.page(
        f'<div id="out"></div><script type="py" id="s" target="out" config="c.toml">{code}</script>',
        files={"c.toml": toml} | {f"mpl/{name}": text for name, text in PACKAGE.items()},
    )


def widths(page: WatchedPage) -> list[int]:
    """Wait for the images, and return how wide each is."""
    page.wait_for("[...document.images].every((image) => image.naturalWidth)")
    found: list[int] = page.evaluate(
        "[...document.querySelectorAll('#out > div > img')].map((image) => image.naturalWidth)"
    )
    return found


@pytest.mark.parametrize("worker", ["", "worker"])
def test_show_shows_all_figures_and_closes_them(page: WatchedPage, site: Site, worker: str) -> None:
    code = """
from matplotlib import pyplot as plt
plt.figure(3)
plt.figure(5)
plt.show()
plt.show()
plt.figure(7)
plt.show()
"""
    page.goto(page_of(site, code).replace('id="s"', f'id="s" {worker}'))
    end = page.wait_for_end("s")
    assert end["name"] == "done", end
    assert widths(page) == [3, 5, 7]


def test_without_blocking_a_figure_is_brought_up_to_date(page: WatchedPage, site: Site) -> None:
    code = """
from matplotlib import pyplot as plt
from pyscript import display
figure = plt.figure(3)
for width in (4, 5, 6):
    figure.width = width
    plt.show(block=False)
display(figure)
"""
    page.goto(page_of(site, code))
    end = page.wait_for_end("s")
    assert end["name"] == "done", end
    assert widths(page) == [6, 6]


def test_a_config_may_name_another_backend(page: WatchedPage, site: Site) -> None:
    code = "import os\nprint(os.environ['MPLBACKEND'])"
    page.goto(page_of(site, code, "[env]\nMPLBACKEND = 'agg'"))
    page.wait_for_end("s")
    assert page.logged() == ["agg"]
