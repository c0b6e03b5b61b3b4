"""The server process: workers and their sockets, each bounded in time, bytes and number."""
