// The portal's one module. Every page works without it; each function is silent when its markup is absent.
// Nothing about a child is kept in the browser: drafts go to the server, typed text stays in its boxes.
import { initAll } from "../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";

// The PDF is being made: ask again, slower each time, and swap in what the server says of it now.
function pollWhileBeingMade(part, wait = 2000) {
  setTimeout(async () => {
    const fresh = await partFromServer(part.dataset.poll, part.id);
    if (fresh) part.replaceWith(fresh);
    const next = fresh ?? part;
    if (next.dataset.poll) pollWhileBeingMade(next, Math.min(wait * 1.5, 15000));
  }, wait);
}

async function partFromServer(url, id, options) {
  try {
    const answer = await fetch(url, { credentials: "same-origin", ...options });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  } catch {
    return null; // No connection: what is on the page stays.
  }
}

// The explain panel follows the answers, as soon as they are saved where drafts are kept. The HTML is the server's own;
// form[data-explain] says where to ask.
function explainLive(form) {
  let latest = 0;
  form.addEventListener("autosave" in form.dataset ? "draft-saved" : "change", async () => {
    const panel = document.getElementById("explain");
    if (!panel) return;
    const mine = ++latest;
    const fresh = await partFromServer(form.dataset.explain, "explain", {
      method: "POST", body: new FormData(form), headers: { "X-Explain": "1" },
    });
    if (fresh && mine === latest) panel.replaceWith(fresh);
  });
}

// What few pages need is fetched by those pages alone.
async function bring(module, name, selector) {
  const found = document.querySelectorAll(selector);
  if (found.length) found.forEach((await import(module))[name]);
}

initAll();
bring("./drafts.js", "saveDrafts", "form[data-autosave]");
bring("./shortcuts.js", "listen", "[data-shortcuts]");
bring("./words.js", "hintAtWords", "textarea[data-word-hints]");
bring("./hints.js", "hintAsTyped", "[data-hints]");
document.querySelectorAll("[data-poll][id]").forEach((part) => pollWhileBeingMade(part));
document.querySelectorAll("form[data-explain]").forEach(explainLive);
