from server_headers.paths import *
