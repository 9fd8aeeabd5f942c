from server_headers.pages import *
