"""Apollo Client, as an application uses it, in front of this server."""
