// Single keys for those who work in the inbox all day, listed at /shortcuts/, where each person can switch them off.
// A link, button, box or summary says its own key: data-key="t", or data-key="g i" for two keys one after the other.
// Keys do nothing while somebody types, with a modifier held, or where nothing on the page has them.
const TYPING = "input, textarea, select, [contenteditable]";
const ROWS = "main table [role=rowheader] a";
const PATIENCE = 1000; // Between the two keys of a pair.

export function listen() {
  let first = "";
  let timer = null;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest?.(TYPING)) return;
    const keys = first ? `${first} ${event.key}` : event.key;
    clearTimeout(timer);
    first = "";
    if (step(event.key)) return event.preventDefault();
    const wanted = [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)].pop();
    if (wanted && !event.repeat) {
      event.preventDefault();
      use(wanted);
    } else if (document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`)) {
      first = event.key;
      timer = setTimeout(() => { first = ""; }, PATIENCE);
    }
  });
}

// The last on the page comes first: its own search box before the menu's link to a page with one.
function use(wanted) {
  if (wanted.matches(TYPING)) wanted.focus();
  else wanted.click();
  if (wanted.matches("summary") && wanted.parentElement.open) wanted.parentElement.querySelector(TYPING)?.focus();
}

// From row to row. The arrows scroll the page as ever until a row is reached.
function step(key) {
  const rows = [...document.querySelectorAll(ROWS)];
  const at = rows.indexOf(document.activeElement);
  const keys = at < 0 ? { j: 1, k: -1 } : { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
  if (!rows.length || !(key in keys)) return false;
  const next = at < 0 ? 0 : Math.min(Math.max(at + keys[key], 0), rows.length - 1);
  rows[next].focus();
  return true;
}
