// What would make police information more useful, said under its box as it is typed. Nothing is blocked.
// The box carries its own table: data-hints='[{"pattern": "…", "says": "…"}]', the one the server reads (police/hints.py).
export function hintAsTyped(box) {
  const hints = JSON.parse(box.dataset.hints).map(({ pattern, says }) => [new RegExp(pattern, "i"), says]);
  const place = document.createElement("div");
  place.setAttribute("role", "status");
  box.after(place);
  let left = box.value !== ""; // An empty box is not spoken of before somebody has been there.
  const look = () => show(place, hints.filter(([pattern]) => (box.value || left) && pattern.test(box.value)));
  box.addEventListener("input", look);
  box.addEventListener("blur", () => { left = true; look(); });
  look();
}

function show(place, found) {
  const said = found.map(([, says]) => says).join("|");
  if (place.dataset.said === said) return; // Read aloud once, not at every key.
  place.dataset.said = said;
  place.replaceChildren(...found.map(([, says]) => hint(says)));
}

function hint(says) {
  const line = document.createElement("p");
  line.className = "govuk-body portal-small";
  line.textContent = says;
  const frame = document.createElement("div");
  frame.className = "portal-box portal-box--tint portal-hint";
  frame.append(line);
  return frame;
}
