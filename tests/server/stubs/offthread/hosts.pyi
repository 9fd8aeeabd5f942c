from server_headers.hosts import *
