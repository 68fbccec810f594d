// Live: when the gateway says that something is new, the view is asked for again, and its parts that changed are exchanged.
const STREAM = "/api/usage/stream";
const SOONEST = 1500;
const ANYHOW = 15000;
const WITHOUT_STREAM = 5000;
const SAY_EVERY = 30000;

let hooks;
let stream = null;
let timer = null;
let last = Date.now();
let paused = false;
let said = Date.now();

// Before anything is changed in the document: what the gateway sent.
export function remember() {
  for (const region of document.querySelectorAll("[data-live]")) region.markup = markupOf(region);
}

export function begin(given) {
  hooks = given;
  if (document.querySelector("[data-live]") === null || !document.getElementById("live")) return;
  document.getElementById("live").hidden = false;
  const button = document.getElementById("pause");
  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    button.setAttribute("aria-pressed", String(paused));
    button.textContent = paused ? "Go on" : "Pause";
    if (paused) close(); else resume();
  });
  // A view that nobody sees needs no place among the listeners.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close(); else if (!paused) resume();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted && !paused) resume(); });
  open();
  ask(WITHOUT_STREAM);
}

function resume() {
  open();
  ask(0);
}

function open() {
  close();
  show("connecting");
  stream = new EventSource(STREAM);
  stream.addEventListener("open", () => {
    show("live");
    // What came between the view and the stream.
    ask(SOONEST);
  });
  stream.addEventListener("error", () => {
    show("every 5 s");
    // All places are taken, or the gateway is being started: then look by the clock, and try again later.
    if (stream !== null && stream.readyState === EventSource.CLOSED) {
      stream = null;
      setTimeout(() => { if (stream === null && !paused && !document.hidden) open(); }, 30000);
    }
  });
  for (const name of ["requests", "events", "in_flight", "index"]) stream.addEventListener(name, () => ask(SOONEST));
}

function close() {
  if (stream !== null) stream.close();
  stream = null;
  if (timer !== null) clearTimeout(timer.id);
  timer = null;
  show("paused");
}

function show(word) {
  document.getElementById("live").classList.toggle("on", word === "live");
  document.getElementById("live-word").textContent = word;
}

// Look again, not sooner than so many milliseconds after the last look.
function ask(soonest) {
  const at = Math.max(last + soonest, Date.now());
  if (timer !== null && timer.at <= at) return;
  if (timer !== null) clearTimeout(timer.id);
  timer = { at, id: setTimeout(look, at - Date.now()) };
}

async function look() {
  timer = null;
  last = Date.now();
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    // The key has changed: the form asks for the new one.
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") { location.reload(); return; }
    show(streaming() ? "live" : "every 5 s");
    if (answer.ok) exchange(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    show("no answer");
  }
  if (!paused && !document.hidden) ask(streaming() ? ANYHOW : WITHOUT_STREAM);
}

function streaming() {
  return stream !== null && stream.readyState === EventSource.OPEN;
}

function exchange(fresh) {
  for (const region of fresh.querySelectorAll("[data-live]")) {
    const shown = document.getElementById(region.id);
    const markup = markupOf(region);
    if (shown === null || shown.markup === markup) continue;
    shown.markup = markup;
    swap(shown, region);
    hooks.changed(shown);
    tell(region.dataset.say);
  }
}

// How long ago things were is kept up to date without the gateway.
function markupOf(region) {
  return region.innerHTML.replace(/>[^<]*<\/time>/g, "></time>").replace(/ data-since="[^"]*">[^<]*</g, "><");
}

function swap(shown, region) {
  const opened = new Set([...shown.querySelectorAll("details[open][data-key]")].map((one) => one.dataset.key));
  const focused = shown.contains(document.activeElement) ? handle(document.activeElement) : null;
  shown.replaceChildren(...region.childNodes);
  for (const one of shown.querySelectorAll("details[data-key]")) one.open = opened.has(one.dataset.key);
  // What the address points at is no :target any more once it has been exchanged.
  const aimed = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (aimed !== null && shown.contains(aimed)) aimed.classList.add("aimed");
  if (focused !== null) [...shown.querySelectorAll("a, summary, button, [tabindex]")].find((one) => handle(one) === focused)?.focus({ preventScroll: true });
}

// What an element is known by in the next version of its region.
function handle(element) {
  return `${element.tagName} ${element.getAttribute("href") ?? ""} ${element.closest("[data-key]")?.dataset.key ?? ""} ${element.getAttribute("aria-label") ?? ""}`;
}

// Not more often than every half minute: a screen reader reads it out.
function tell(words) {
  if (!words || Date.now() - said < SAY_EVERY) return;
  said = Date.now();
  hooks.say(words);
}
