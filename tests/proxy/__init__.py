"""nginx in front of the API, with the configuration in docs/nginx.conf."""
