"""A lean HTTP/1.1 client: what one upstream call needs and no more. Nothing here knows what is asked, or why."""
