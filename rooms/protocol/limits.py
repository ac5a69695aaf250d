"""The limits of the wire, in Unicode code points, events or seconds."""

PROTOCOL = 1
EXPRESSION = 1_000
TEXT = 4_000
FRAME = 65_536
SUBMISSION_ID = 64

REPLAY = 50  # events replayed to a socket that names no position
RESUME = 5_000  # how far back a position may lie
PAGE = 500  # events in one page of the log over HTTP
BATCH_EVENTS = 100  # events in one frame
BATCH_LENGTH = 200_000  # code points in one frame of several events

ASIDES_PER_SECOND = 30.0  # previews and typing, which have a bucket of their own
FLOOD = 100  # `rate_limited` errors …
FLOOD_SECONDS = 10.0  # … within this time close the socket
TYPING_SECONDS = 1.0  # one person's typing is passed on at most this often
