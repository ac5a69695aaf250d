-- Drops what has expired, and announces what waits.
return settle()
