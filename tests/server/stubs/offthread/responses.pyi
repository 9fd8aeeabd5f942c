from server_headers.responses import *
