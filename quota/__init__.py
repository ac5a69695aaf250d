"""What a person or an address uses of the whole house: sockets they hold, submissions they make, over all processes."""
