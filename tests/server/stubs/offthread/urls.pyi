from server_headers.urls import *
