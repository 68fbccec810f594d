"""Who may answer a request: providers, names, their targets and what these take."""
