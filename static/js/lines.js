// A line of the log as the page shows it. Its markup is the server's: the same template partials that made the first
// view stand in <template> elements, and are filled here. What people typed goes in as text, nowhere else.

import { cut } from "./mistake.js";

const HOUR = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

/** Returns the element of an event, or null for a kind this page does not know. */
export function lineOf(event, me) {
  const template = document.getElementById(templateOf(event));
  if (!template) return null;
  const line = template.content.firstElementChild.cloneNode(true);
  number(line, event.seq);
  sign(line, event, me);
  FILLS[event.kind](line, event);
  localise(line);
  return line;
}

/** Shows the line's time as the clock on the reader's wall has it. */
export function localise(line) {
  const time = slot(line, "time");
  const at = new Date(time.dateTime);
  time.textContent = HOUR.format(at);
  time.title = DAY.format(at);
}

/** Marks the part of the expression that an error points at. */
export function markMistake(element, text, { start, end }) {
  const [before, wrong, after] = cut(text, start, end);
  const mark = document.createElement("mark");
  mark.textContent = wrong;
  mark.classList.toggle("is-gap", !wrong);
  element.replaceChildren(before, mark, after);
}

/** Whether a name stands for a function: its result is its own text then. */
export function isFunction(name, result) {
  return Boolean(name) && result.text.includes(`${name}(`);
}

/** The part of a template's copy that has this role. */
export function slot(element, name) {
  return element.querySelector(`[data-slot="${name}"]`);
}

/** The first letter of a name, for the mark of a person. */
export function initial(name) {
  return [...name][0].toUpperCase();
}

const FILLS = {
  message(line, { text }) {
    slot(line, "text").textContent = text;
  },

  calculation(line, { expression, result, name }) {
    slot(line, "expression").textContent = expression;
    slot(line, "result").textContent = result.text;
    slot(line, "result").dataset.exact = result.exact;
    line.toggleAttribute("data-function", isFunction(name, result));
  },

  member(line, { person, role }) {
    slot(line, "person").textContent = person.name;
    slot(line, "tag").textContent = person.id.slice(0, 3);
    slot(line, "tag").dataset.person = person.id;
    if (slot(line, "role")) slot(line, "role").textContent = role;
  },
};

function templateOf({ kind, action }) {
  return kind === "member" ? `line-member-${action}` : `line-${kind}`;
}

function number(line, seq) {
  line.id = line.dataset.seq = seq;
  slot(line, "seq").textContent = seq;
  slot(line, "seq").href = `#${seq}`;
}

function sign(line, { by, at }, me) {
  line.dataset.person = by.id;
  line.toggleAttribute("data-mine", by.id === me);
  slot(line, "time").dateTime = at;
  if (!slot(line, "mark")) return;
  slot(line, "mark").dataset.person = slot(line, "tag").dataset.person = by.id;
  slot(line, "mark").textContent = initial(by.name);
  slot(line, "name").textContent = by.name;
  slot(line, "tag").textContent = by.id.slice(0, 3);
}
