// Words that put the weight on the child are named under the box with another way to say it. Nothing is blocked, and
// the child's own words (anything between quotation marks) are left alone.
// The list is the page's own: <script type="application/json" id="word-hints">{"word": "what to say instead"}</script>.
const quoted = /“[^”]*”|"[^"]*"/g;

export function hintAtWords(box) {
  const list = document.getElementById(box.dataset.wordHints);
  if (!list) return;
  const words = Object.entries(JSON.parse(list.textContent));
  const place = document.createElement("div");
  place.setAttribute("role", "status");
  box.after(place);
  const look = () => show(place, found(words, box.value));
  box.addEventListener("input", look);
  if (box.value) look();
}

function found(words, text) {
  const own = ` ${text.replace(quoted, " ").toLowerCase().replace(/[^\p{L}\p{N}-]+/gu, " ")} `;
  return words.filter(([word]) => own.includes(` ${word.toLowerCase()} `));
}

function show(place, hits) {
  const said = hits.map(([word]) => word).join("|");
  if (place.dataset.said === said) return; // Read aloud once, not at every key.
  place.dataset.said = said;
  place.replaceChildren(...hits.map(hint));
}

function hint([word, instead]) {
  const line = document.createElement("p");
  const strong = document.createElement("strong");
  const quiet = document.createElement("span");
  line.className = "govuk-body portal-small";
  quiet.className = "portal-quiet";
  strong.textContent = `“${word}”`;
  quiet.textContent = "The child’s own words stay as they are.";
  line.append(strong, ` ${instead} `, quiet);
  const frame = document.createElement("div");
  frame.className = "portal-box portal-box--tint portal-hint";
  frame.append(line);
  return frame;
}
