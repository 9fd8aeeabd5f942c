from server_headers.target import *
