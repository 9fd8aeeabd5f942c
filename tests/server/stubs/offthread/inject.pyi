from server_headers.inject import *
