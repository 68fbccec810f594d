"""The output items of the Responses API, one file each: what of an item has been told, and what its end adds."""
