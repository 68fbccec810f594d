"""The page: what people look at in a browser. Reads well without a script; page.js makes it live and draws the charts."""
