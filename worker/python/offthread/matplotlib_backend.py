"""The backend of matplotlib: figures are shown where the script's output goes. CPython only.

`_run.py` names it in MPLBACKEND, so it is used by default. `plt.show()` shows all figures and closes them, as it does
where figures have windows; `plt.pause` and `plt.show(block=False)` show them and bring what they have shown up to date.
"""

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg


class FigureManager(FigureManagerBase):
    """A figure, and what of it is on the page."""

    _shown = None

    def show(self):
        """Show the figure, or bring up to date what it has shown."""
        from pyscript import display

        if self._shown is None:
            self._shown = display(self.canvas.figure)
        else:
            self._shown.update(self.canvas.figure)

    @classmethod
    def pyplot_show(cls, *, block=None):
        """Show all figures of pyplot. They are closed, unless with `block=False`."""
        for manager in list(Gcf.get_all_fig_managers()):
            manager.show()
            if block is not False:
                Gcf.destroy(manager)


class FigureCanvas(FigureCanvasAgg):
    """A canvas that is drawn in memory."""

    manager_class = FigureManager
