from server_headers.site import *
