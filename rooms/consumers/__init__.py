"""The sockets: who may open one, what arrives on it, what it may cost."""
