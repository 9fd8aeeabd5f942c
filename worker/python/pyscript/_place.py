"""Where a script runs, as code that was written for PyScript means it."""

import _offthread_config as _given

# False in the worker that scripts without the attribute `worker` share: all that PyScript has on its main thread is
# there. `offthread.in_worker` is always True.
RUNNING_IN_WORKER = _given.is_own
