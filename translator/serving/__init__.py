"""The client's side: connections, bodies, channels, the ASGI application and its workers."""
