"""Have a changed configuration take effect while the gateway runs."""
