from server_headers.policies import *
