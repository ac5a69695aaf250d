"""The scripts' pure parts, run in the browser they are written for, with a clock that is wound by hand."""

from typing import Any

import pytest
from playwright.async_api import Page

from rooms.protocol.codes import CLOSES

pytestmark = pytest.mark.asyncio(loop_scope="session")

CLOCK = """
class Clock {
  time = 0;
  jobs = new Set();
  now() { return this.time; }
  after(ms, work) {
    const job = { at: this.time + ms, work };
    this.jobs.add(job);
    return () => this.jobs.delete(job);
  }
  pass(ms) {
    const end = this.time + ms;
    for (;;) {
      const [next] = [...this.jobs].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (!next) break;
      this.jobs.delete(next);
      this.time = next.at;
      next.work();
    }
    this.time = end;
  }
}
const settled = () => new Promise((done) => setTimeout(done));
"""

CONNECTION = (
    CLOCK
    + """
const { Connection } = await import("/static/js/connection.js");
const clock = new Clock();
const sockets = [];
const states = [];
let visible = true;
let refused = null;
const connection = new Connection({
  open() {
    const socket = {
      sent: [],
      closed: false,
      send(text) { this.sent.push(JSON.parse(text).type); },
      close() { this.closed = true; },
    };
    sockets.push(socket);
    return socket;
  },
  whyRefused: async () => refused,
  isVisible: () => visible,
  clock,
  random: () => 0.5,
  onframe() {},
  onstate: ({ name, reason }) => states.push(reason ? `${name}: ${reason}` : name),
});
const last = () => sockets.at(-1);
const hear = (frame) => last().onmessage({ data: JSON.stringify(frame) });
const welcome = () => hear({ type: "welcome", limits: { heartbeat: 8 } });
const close = async (code, retry_ms) => {
  const socket = last();
  if (retry_ms !== undefined) hear({ type: "bye", code, retry_ms });
  socket.onclose({ code });
  await settled();
};
connection.start();
"""
)


async def run(page: Page, script: str) -> Any:
    """Run the body of an async function in the page; what it returns comes back."""
    return await page.evaluate(f"async () => {{ {script} }}")


async def test_the_wait_grows_to_half_a_minute_and_is_drawn_from_all_of_it(page: Page) -> None:
    waits = await run(
        page,
        """
        const { backoff, within } = await import("/static/js/backoff.js");
        const most = [0, 1, 2, 5, 6, 60].map((attempt) => backoff(attempt, () => 1));
        return [most, backoff(6, () => 0), backoff(6, () => 0.25), within([100, 300], () => 0.5)];
        """,
    )

    assert waits == [[500, 1000, 2000, 16000, 30000, 30000], 0, 7500, 200]


async def test_every_close_code_is_understood(page: Page) -> None:
    codes = [[close.code, list(close.retry_ms) if close.retry_ms else None] for close in CLOSES.values()]
    script = """async (codes) => {
        const { afterClose } = await import("/static/js/closes.js");
        const { STOPPED } = await import("/static/js/words.js");
        return codes.map(([code, retry_ms]) => {
          const { stop, retry } = afterClose(code, { code, retry_ms });
          return [code, stop ? Boolean(STOPPED[stop]) : retry];
        });
    }"""

    understood = dict(await page.evaluate(script, codes))

    for code, retry in codes:
        assert understood[code] == (retry or True), code


async def test_a_broken_connection_comes_back_by_backoff_that_a_healthy_one_resets(page: Page) -> None:
    found = await run(
        page,
        CONNECTION
        + """
        const waits = [];
        const comeBack = async () => {
          const [before, count] = [clock.time, sockets.length];
          while (sockets.length === count) clock.pass(10);
          waits.push(clock.time - before);
        };
        welcome();
        for (let time = 0; time < 3; time++) { await close(1006); await comeBack(); }
        welcome();
        clock.pass(10_000);
        await close(1006);
        await comeBack();
        return [waits, states];
        """,
    )

    waits, states = found
    assert waits == [250, 500, 1000, 250]
    assert states[:4] == ["connecting", "live", "waiting", "connecting"]


async def test_the_servers_own_time_for_coming_back_is_kept(page: Page) -> None:
    opened = await run(
        page,
        CONNECTION
        + """
        welcome();
        await close(4429, [10_000, 30_000]);
        clock.pass(9_990);
        connection.wake();
        clock.pass(10_000);
        const early = sockets.length;
        clock.pass(20);
        return [early, sockets.length];
        """,
    )

    assert opened == [1, 2]


@pytest.mark.parametrize(("code", "reason"), [(4401, "signed_out"), (4403, "not_a_member"), (4404, "gone")])
async def test_who_is_shut_out_stays_out(page: Page, code: int, reason: str) -> None:
    script = f"""
        welcome();
        await close({code}, null);
        clock.pass(600_000);
        connection.wake();
        return [states, sockets.length];
    """

    assert await run(page, CONNECTION + script) == [["connecting", "live", f"stopped: {reason}"], 1]


async def test_a_refused_handshake_is_asked_about(page: Page) -> None:
    found = await run(
        page,
        CONNECTION
        + """
        await close(1006);
        clock.pass(300);
        const again = sockets.length;
        refused = "gone";
        await close(1006);
        clock.pass(60_000);
        return [again, sockets.length, states.at(-1)];
        """,
    )

    assert found == [2, 2, "stopped: gone"]


async def test_silence_is_answered_with_a_ping_and_more_silence_with_a_new_socket(page: Page) -> None:
    found = await run(
        page,
        CONNECTION
        + """
        welcome();
        clock.pass(16_000);
        hear({ type: "pong" });
        clock.pass(15_000);
        const answered = [...last().sent];
        clock.pass(5_000);
        const [first] = sockets;
        await settled();
        clock.pass(1_000);
        return [answered, first.closed, sockets.length];
        """,
    )

    assert found == [["ping"], True, 2]


async def test_a_hidden_page_is_left_alone_until_it_is_shown(page: Page) -> None:
    found = await run(
        page,
        CONNECTION
        + """
        welcome();
        visible = false;
        clock.pass(100_000);
        const asked = last().sent.length;
        await close(4408, [0, 5_000]);
        clock.pass(100_000);
        const hidden = sockets.length;
        visible = true;
        connection.wake();
        clock.pass(0);
        return [asked, hidden, sockets.length];
        """,
    )

    assert found == [0, 1, 2]


async def test_the_log_takes_what_is_next_drops_what_it_has_and_refuses_a_hole(page: Page) -> None:
    found = await run(
        page,
        """
        const { Log } = await import("/static/js/log.js");
        const events = (...seqs) => seqs.map((seq) => ({ seq }));
        const log = new Log({ first: 3, last: 4, epoch: "e" });
        const fresh = log.next(events(3, 4, 5, 6)).map(({ seq }) => seq);
        const hole = log.next(events(7, 9));
        const earlier = log.earlier(events(1, 2, 3)).map(({ seq }) => seq);
        const before = { ...log.position };
        log.restart("f");
        const unknown = { ...log.position };
        log.next(events(51, 52));
        return [fresh, hole, earlier, before, unknown, log.position, log.first, log.hasEarlier];
        """,
    )

    assert found == [[5, 6], None, [1, 2], {"after": 6, "epoch": "e"}, {}, {"after": 52, "epoch": "f"}, 51, True]


OUTBOX = (
    CLOCK
    + """
const { Outbox } = await import("/static/js/outbox.js");
const clock = new Clock();
const sent = [];
const refused = [];
let open = true;
const outbox = new Outbox({
  send: ({ id }) => open && Boolean(sent.push(id)),
  clock,
  onrefused: ({ id }, { code }) => refused.push(`${id}: ${code}`),
});
const write = (...ids) => ids.forEach((id) => outbox.add({ id }));
"""
)


async def test_lines_leave_in_order_each_after_the_one_before_was_answered(page: Page) -> None:
    found = await run(
        page,
        OUTBOX
        + """
        write("a", "b", "c");
        const first = [...sent];
        outbox.settle("a");
        outbox.refuse({ id: "b", code: "expression" });
        return [first, sent, refused];
        """,
    )

    assert found == [["a"], ["a", "b", "c"], ["b: expression"]]


async def test_a_line_that_was_too_fast_goes_again_before_the_ones_behind_it(page: Page) -> None:
    found = await run(
        page,
        OUTBOX
        + """
        write("a", "b");
        outbox.refuse({ id: "a", code: "rate_limited", retry_after: 2 });
        clock.pass(1_900);
        const early = [...sent];
        clock.pass(200);
        outbox.settle("a");
        return [early, sent, refused];
        """,
    )

    assert found == [["a"], ["a", "a", "b"], []]


async def test_what_was_not_answered_is_sent_again_through_the_new_socket(page: Page) -> None:
    found = await run(
        page,
        OUTBOX
        + """
        write("a", "b");
        open = false;
        write("c");
        open = true;
        outbox.reconnected();
        ["a", "b", "c"].forEach((id) => outbox.settle(id));
        return [sent, outbox.holds("c")];
        """,
    )

    assert found == [["a", "a", "b", "c"], False]


async def test_presence_follows_its_numbers_and_asks_when_one_is_missing(page: Page) -> None:
    found = await run(
        page,
        """
        const { People } = await import("/static/js/people.js");
        let asked = 0;
        const people = new People(() => (asked += 1));
        const one = (id, status = "active") => ({ id, name: id, status });
        const names = () => people.here.map(({ id, status }) => `${id} ${status}`).join(", ");
        const diff = (rev, joined, left = [], changed = []) => people.differs({ rev, joined, left, changed });
        const steps = [];
        people.snapshot({ rev: 4, people: [one("ann")] });
        diff(5, [one("ben")]);
        diff(5, [one("old")]);
        diff(6, [], ["ann"], [one("ben", "idle")]);
        steps.push(names());
        diff(8, [one("dan")]);
        diff(9, [one("eve")]);
        steps.push(names());
        people.snapshot({ rev: 8, people: [one("cat"), one("dan")] });
        steps.push(names());
        return [steps, asked];
        """,
    )

    assert found == [["ben idle", "ben idle", "cat active, dan active, eve active"], 1]


async def test_a_crowd_is_counted_and_oneself_is_always_among_those_shown(page: Page) -> None:
    found = await run(
        page,
        """
        const { People, moreSentence } = await import("/static/js/people.js");
        const people = new People(() => {});
        const one = (id) => ({ id, name: id, status: "active" });
        const steps = [];
        const note = () => {
          const here = people.here.map(({ id }) => id);
          steps.push([here.join(" "), people.count, moreSentence(here.length, people.count)]);
        };
        people.begin({ rev: 4, people: [one("ann"), one("ben")], count: 300 }, one("me"));
        note();
        people.differs({ rev: 5, joined: [], left: [], changed: [], count: 301 });
        note();
        people.differs({ rev: 6, joined: [one("cat")], left: ["ann"], changed: [], count: 299 });
        note();
        people.differs({ rev: 7, joined: [one("me")], left: [], changed: [] });
        note();
        return steps;
        """,
    )

    assert found == [
        ["me ann ben", 300, "and 297 more: 300 here"],
        ["me ann ben", 301, "and 298 more: 301 here"],
        ["me ben cat", 299, "and 296 more: 299 here"],
        ["ben cat me", 3, ""],
    ]


async def test_names_that_are_shared_are_found_whatever_their_case(page: Page) -> None:
    found = await run(
        page,
        """
        const { namesakes } = await import("/static/js/namesakes.js");
        const seen = [["1", "Ann"], ["2", "ann"], ["3", "Ben"], ["3", "Ben"]].map(([id, name]) => ({ id, name }));
        return [...namesakes(seen)].sort();
        """,
    )

    assert found == ["1", "2"]


async def test_writing_is_shown_for_four_seconds(page: Page) -> None:
    found = await run(
        page,
        CLOCK
        + """
        const { Typing, typingSentence } = await import("/static/js/typing.js");
        const clock = new Clock();
        const typing = new Typing(clock, () => {});
        typing.heard("ann");
        clock.pass(3_000);
        typing.heard("ann");
        typing.heard("ben");
        clock.pass(3_900);
        const still = typingSentence(typing.ids);
        clock.pass(200);
        return [still, typing.ids, typingSentence(["a", "b", "c", "d"])];
        """,
    )

    assert found == ["ann and ben are writing …", [], "Several people are writing …"]


async def test_a_mistake_is_cut_out_by_code_points(page: Page) -> None:
    found = await run(
        page,
        """
        const { cut } = await import("/static/js/mistake.js");
        return [cut("🏠 + sqt(2)", 4, 7), cut("1 +", 3, 3)];
        """,
    )

    assert found == [["🏠 + ", "sqt", "(2)"], ["1 +", "", ""]]


async def test_an_id_can_be_made_where_the_context_is_not_secure(page: Page) -> None:
    ids = await run(
        page,
        """
        const { newId } = await import("/static/js/submission.js");
        const insecure = { getRandomValues: (bytes) => crypto.getRandomValues(bytes) };
        return [newId(insecure), newId(insecure), newId()];
        """,
    )

    assert len(set(ids)) == 3
    assert all(0 < len(one) <= 64 and one.replace("-", "").isalnum() for one in ids)


async def test_the_newest_preview_wins(page: Page) -> None:
    found = await run(
        page,
        CLOCK
        + """
        const { Preview } = await import("/static/js/preview.js");
        const clock = new Clock();
        const asked = [];
        const shown = [];
        const send = (frame) => asked.push(frame);
        const show = (answer) => shown.push(answer?.result ?? null);
        const preview = new Preview({ send, show, clock });
        preview.of("1");
        clock.pass(50);
        preview.of("1+");
        preview.of("1+1");
        clock.pass(200);
        preview.of("1+12");
        clock.pass(200);
        preview.answered({ id: asked[0].id, result: "2" });
        preview.answered({ id: asked[1].id, result: "13" });
        preview.of(" ");
        return [asked.map(({ expression }) => expression), shown];
        """,
    )

    assert found == [["1+1", "1+12"], ["13", None]]


async def test_reading_is_told_at_once_then_once_a_pause_and_never_backwards(page: Page) -> None:
    found = await run(
        page,
        CLOCK
        + """
        const { Reading } = await import("/static/js/reading.js");
        const clock = new Clock();
        const told = [];
        let reached = 5;
        const reading = new Reading({ read: 4, reached: () => reached, send: ({ seq }) => told.push(seq), clock });
        reading.moved();
        for (reached of [6, 7, 8]) reading.moved();
        clock.pass(1_000);
        reached = null;
        reading.moved();
        clock.pass(5_000);
        return told;
        """,
    )

    assert found == [5, 8]


async def test_who_hides_the_page_or_touches_nothing_is_idle_and_active_again_at_a_touch(page: Page) -> None:
    found = await run(
        page,
        CLOCK
        + """
        const { Attention } = await import("/static/js/attention.js");
        const clock = new Clock();
        const told = [];
        let shown = "visible";
        Object.defineProperty(document, "visibilityState", { get: () => shown });
        const look = (state) => { shown = state; document.dispatchEvent(new Event("visibilitychange")); };
        new Attention({ clock, onchange: (status) => told.push(status), onreturn: () => told.push("back") });
        look("hidden");
        clock.pass(5_000);
        look("visible");
        clock.pass(60_000);
        look("hidden");
        clock.pass(11_000);
        look("visible");
        clock.pass(301_000);
        dispatchEvent(new Event("keydown"));
        return told;
        """,
    )

    assert found == ["back", "idle", "active", "back", "idle", "active"]
