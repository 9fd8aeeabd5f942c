from server_headers.gallery import *
