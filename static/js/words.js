// What the page says when it can't go on, or not yet.

export const STOPPED = {
  signed_out: "You were signed out. Open the page again to come back in.",
  not_a_member: "You are no longer a member of this room.",
  gone: "This room is gone, or closed to you.",
  too_big: "The server refused a line as too big. Open the page again to go on.",
  closed: "The server closed this connection. Open the page again to go on.",
};
