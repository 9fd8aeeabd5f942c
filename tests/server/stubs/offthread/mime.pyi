from server_headers.mime import *
