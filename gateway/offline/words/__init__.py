"""An instruction in plain words → the list of what is to be done."""
