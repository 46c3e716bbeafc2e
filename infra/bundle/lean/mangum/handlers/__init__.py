"""In a bundle instead of Mangum's own: events come by an HTTP API, `api_gateway` beside it reads them."""
