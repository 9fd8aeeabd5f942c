from server_headers.dist import *
