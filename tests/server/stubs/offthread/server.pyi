from server_headers.server import *
