// Saves a form as a draft while it is being filled in: 1.5 seconds after the last key, and when an answer changes.
// It posts the form's own fields to the form's own address with X-Draft, and the server answers
// {"saved_at": "14:32", "version": "7", "note": "what is not saved yet, if anything"} or {"error": "a sentence"}. The status line says each thing once.
const PAUSE = 1500;
const RETRY = 5000;
const NOT_SENT = "Not sent: no connection. Keep this page open; it is sent when the connection is back";
const SIGNED_OUT = "Not saved: you were signed out. Press the button below, sign in, and your page comes back as you left it";

export function saveDrafts(form) {
  const draft = new Draft(form);
  form.addEventListener("input", () => draft.later(PAUSE));
  form.addEventListener("change", () => draft.later(0));
  form.addEventListener("submit", (event) => draft.beforeSubmit(event));
  addEventListener("online", () => draft.online());
  addEventListener("offline", () => draft.offline());
  // Leaving the page with something unsaved: sent on the way out.
  addEventListener("pagehide", () => draft.leave());
  addEventListener("pageshow", (event) => event.persisted && draft.comeBack());
}

class Draft {
  constructor(form) {
    this.form = form;
    this.status = document.querySelector("[data-autosave-status]");
    this.box = document.querySelector("[data-offline]");
    this.saved = this.fields();
    this.timer = null;
    this.saving = null;
    this.waiting = null; // The button that was pressed while a save ran or the connection was down.
    this.refused = null; // What the server answered with an error; sent again only once it has changed.
    this.stopped = false;
  }

  // Compared as text, so that a change and its undoing save nothing. Files are for the real submit only.
  fields() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.delete("version");
    return new URLSearchParams(data).toString();
  }

  body() {
    const version = this.form.elements.version;
    return this.fields() + (version ? `&version=${encodeURIComponent(version.value)}` : "");
  }

  later(wait) {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    this.timer = null;
    if (this.saving || [this.saved, this.refused].includes(this.fields())) return;
    this.saving = this.send();
    const heard = await this.saving;
    this.saving = null;
    if (heard && this.waiting) this.submitNow();
    else if (this.timer === null) this.later(PAUSE); // Whatever was typed meanwhile.
  }

  async send() {
    const sent = this.fields();
    this.say("Saving");
    try {
      await this.hear(await this.post(), sent);
      return true;
    } catch {
      this.offline();
      return false;
    }
  }

  post(options) {
    return fetch(this.form.getAttribute("action") || location.href, {
      method: "POST", body: this.body(), credentials: "same-origin",
      headers: { "X-Draft": "1", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" }, ...options,
    });
  }

  async hear(answer, sent) {
    const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    if (answer.ok && json?.saved_at) return this.kept(json, sent);
    // Signed out, changed elsewhere or refused: the text stays in its boxes and the button still sends it.
    this.refused = answer.status >= 500 ? null : sent;
    this.stopped = answer.redirected || answer.status === 409 || answer.status === 403;
    if (answer.status >= 500) this.later(RETRY);
    this.say(json?.error ?? (this.stopped ? SIGNED_OUT : "Not saved yet. Keep this page open; we try again"));
  }

  kept(json, sent) {
    this.saved = sent;
    this.lastSaved = json.saved_at;
    if (this.form.elements.version && json.version) this.form.elements.version.value = json.version;
    if (this.box) this.box.hidden = true;
    this.say(json.note ?? `Saved at ${json.saved_at}`);
    this.form.dispatchEvent(new Event("draft-saved"));
  }

  offline() {
    // Who has pressed the button wants to know about the sending.
    this.say(this.waiting ? NOT_SENT : "Not saved: no connection. Keep this page open; we try again");
    if (this.box) {
      this.box.hidden = false;
      const last = this.box.querySelector("[data-offline-last]");
      if (last && this.lastSaved) last.textContent = `Last saved at ${this.lastSaved}.`;
    }
    this.later(RETRY);
  }

  online() {
    if (this.box) this.box.hidden = true;
    if (this.waiting) this.submitNow();
    else this.later(0);
  }

  // A submit waits for a running save, so that the server does not take the two for two people, and for the connection.
  beforeSubmit(event) {
    clearTimeout(this.timer);
    if (!this.saving && navigator.onLine) {
      this.stopped = true;
      return;
    }
    event.preventDefault();
    this.waiting = { button: event.submitter };
    if (!navigator.onLine) this.say(NOT_SENT);
  }

  submitNow() {
    const { button } = this.waiting;
    this.waiting = null;
    this.form.requestSubmit(button ?? undefined);
  }

  leave() {
    if (!this.stopped && this.fields() !== this.saved) this.post({ keepalive: true }).catch(() => {});
  }

  comeBack() {
    this.stopped = false;
  }

  say(sentence) {
    if (this.status && this.status.textContent !== sentence) this.status.textContent = sentence;
  }
}
