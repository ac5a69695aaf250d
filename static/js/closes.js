// What a close of the socket means for the page: whether it comes back by itself, and if not, why.

const ENDS = { 4401: "signed_out", 4403: "not_a_member", 4404: "gone", 1009: "too_big" };
const SILENT = 4408;

/**
 * `bye` is the server's last frame, or null when the connection broke without one. Returns `{ stop: reason }`,
 * or `{ retry: [least, most] or null (by backoff), whenActive }`.
 */
export function afterClose(code, bye) {
  const told = bye?.code ?? code;
  if (told in ENDS) return { stop: ENDS[told] };
  if (bye && !bye.retry_ms) return { stop: "closed" };
  return { retry: bye?.retry_ms ?? null, whenActive: told === SILENT };
}

/** Why a handshake was refused, from the answer to a question about the room; null when trying again may help. */
export function afterRefusal(status, room) {
  if (status === 401) return "signed_out";
  if (status === 403) return "not_a_member";
  if (status === 404) return "gone";
  return status === 200 && room.role === null ? "not_a_member" : null;
}
