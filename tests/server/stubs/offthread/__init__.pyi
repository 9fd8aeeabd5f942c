# The import name `offthread` is the folder `server_headers`; these files say so to mypy, module by module.
from server_headers import *
from server_headers import __all__ as __all__
