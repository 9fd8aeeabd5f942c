from server_headers.reload import *
