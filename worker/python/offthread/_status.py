"""What an operation came to, as the near end's port says it (sync_bridge/near_end/status.js has the same numbers)."""

NULL = 0
UNDEFINED = 1
VALUE = 2
INTEGER = 3
BIGINT = 4
FLOAT = 5
BYTES = 6
TYPED_ARRAY = 7
LIST = 8
DICT = 9
MAP = 10
SET = 11
DATE = 12
CALLABLE = 13
EXCEPTION = 14
THROWN = 15
MISSING = 16
INTERRUPTED = 17
TEXT = 18
FAILED = 19
TIMED_OUT = 20
REFERENCE = 32
