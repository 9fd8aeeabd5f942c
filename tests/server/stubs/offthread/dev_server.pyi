from server_headers.dev_server import *
