"""What is refused, in the Messages API's own words: the checks of a request's fields and types."""
