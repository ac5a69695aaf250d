"""One function per thing a person can do. Plain synchronous Python; whoever waits in an event loop passes a `tell`."""
