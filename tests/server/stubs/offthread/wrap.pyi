from server_headers.wrap import *
