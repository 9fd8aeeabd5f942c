from server_headers.listen import *
