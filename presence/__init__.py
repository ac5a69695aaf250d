"""Who is here: leases of sockets, people derived from them, numbered changes. Knows nothing of rooms or Django."""
