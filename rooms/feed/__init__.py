"""How events reach sockets: hints come in, the log fills their holes, every socket follows from its own position."""
