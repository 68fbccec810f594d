// Times in the reader's own zone, and how long ago things were, kept up to date.
const UNITS = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

export function localTimes(root) {
  for (const element of root.querySelectorAll("time")) {
    const at = new Date(element.dateTime);
    element.title = at.toLocaleString();
    if ("clock" in element.dataset) element.textContent = at.toLocaleTimeString([], { hour12: false });
  }
  for (const element of root.querySelectorAll("[data-at]")) {
    element.textContent = new Date(1000 * element.dataset.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  }
}

export function tick(root) {
  const now = Date.now();
  for (const element of root.querySelectorAll("time[data-ago]")) put(element, ago((now - new Date(element.dateTime)) / 1000));
  for (const element of root.querySelectorAll("[data-since]")) put(element, span((now - element.dataset.since) / 1000));
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function ago(seconds) {
  const unit = UNITS.find(([size]) => seconds >= size);
  return unit ? `${Math.floor(seconds / unit[0])} ${unit[1]} ago` : "now";
}

function span(seconds) {
  if (seconds < 60) return `${Math.max(seconds, 0).toFixed(seconds < 9.95 ? 1 : 0)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`;
}
