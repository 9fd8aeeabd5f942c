from server_headers.errors import *
