from server_headers.guard import *
