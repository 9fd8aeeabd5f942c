"""What Python programs of several folders of tests begin with."""

TRIPS = """\
import offthread
from js import document, window
from offthread import JsException, errors, round_trips

class trips:
    "Asserts how many round trips the block makes."
    def __init__(self, expected):
        self.expected = expected
    def __enter__(self):
        self.before = round_trips()
    def __exit__(self, kind, *_):
        if kind is None:
            made = round_trips() - self.before
            assert made == self.expected, "made %d round trips instead of %d" % (made, self.expected)
        return False

"""

RAISES = """\
def raises(kind, action, *args, **options):
    "Returns the exception of that kind that the action raises."
    try:
        result = action(*args, **options)
    except kind as error:
        return error
    raise AssertionError("%r was returned and nothing raised" % (result,))
"""
