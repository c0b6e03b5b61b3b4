"""The OpenAPI 3.1 document: `document` puts it together from parameters, responses and schemas."""
