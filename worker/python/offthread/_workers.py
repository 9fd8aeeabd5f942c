"""Functions of other workers, by the name of their script.

A script with a name, `<script type="py" worker name="stats">`, offers the functions that `__export__` lists:

    __export__ = ["mean"]
    def mean(numbers): ...

Others call them and get a promise, or wait for the result:

    from pyscript import workers
    stats = await workers["stats"]
    print(await stats.mean([1, 2, 3]))
    print(workers["stats"].sync.mean([1, 2, 3]))
"""

from ._native import CPYTHON
from ._waiting import service, wait


class _Workers:
    """The workers of the page's named scripts: `workers["name"]`."""

    def __getitem__(self, name):
        return RemoteWorker(name)


class RemoteWorker:
    """The functions that the script of a name offers. Awaiting it waits until that has run."""

    def __init__(self, name):
        self._name = name
        self._functions = None

    def _wait(self):
        if self._functions is None:
            self._functions = wait(service("exported")(self._name))
        return self._functions

    async def _ready(self):
        if self._functions is None:
            self._functions = await service("exported")(self._name)
        return self

    def __await__(self):
        return self._ready().__await__()

    if not CPYTHON:

        def __iter__(self):
            return self._ready()

    def __getattr__(self, name):
        """Return a function of the worker; calling it gives a promise."""
        if name.startswith("_"):
            raise AttributeError(name)
        functions = self._wait()
        if name not in functions:
            raise AttributeError(f'the script "{self._name}" exports no {name}')
        return getattr(functions, name)

    @property
    def sync(self):
        """The same functions, whose results are waited for."""
        return _Sync(self)

    def interrupt(self):
        """Raise KeyboardInterrupt in the worker."""
        service("interruptWorker")(self._name)

    def __repr__(self):
        return f"<worker of the script {self._name!r}>"


class _Sync:
    def __init__(self, worker):
        self._worker = worker

    def __getattr__(self, name):
        function = getattr(self._worker, name)

        def call(*args):
            return wait(function(*args))

        return call


workers = _Workers()


def offer(namespace):
    """Offer what a script exports: by the name of the script, and as functions of its `xworker.sync`."""
    names = namespace.get("__export__")
    if names is None:
        return
    functions = {}
    for name in names:
        if name not in namespace:
            raise NameError(f"__export__ lists {name!r}, which is not defined")
        functions[name] = namespace[name]
    if functions:
        service("offer")(functions)
