"""HTTP: a request parsed once, a response sent by one function, and the response cache."""
