from server_headers.middleware import *
