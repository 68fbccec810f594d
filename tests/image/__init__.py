"""The real image, built and run under podman with the flags that compose.yaml and the README give."""
