from server_headers.cli import *
