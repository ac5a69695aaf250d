// Copies the room's link.

const SHOWN_MS = 2_000;

/** Lets the button copy `link`, and say so for a moment. */
export function copyLink(button, link, clock) {
  const words = button.textContent;
  button.addEventListener("click", async () => {
    button.textContent = (await copied(link)) ? "Copied" : "Not copied";
    clock.after(SHOWN_MS, () => (button.textContent = words));
  });
}

// The clipboard belongs to secure contexts; on plain http in a local network the older way is left.
async function copied(link) {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    document.addEventListener("copy", (event) => fill(event, link), { once: true });
    return document.execCommand("copy");
  }
}

function fill(event, link) {
  event.clipboardData.setData("text/plain", link);
  event.preventDefault();
}
