// Entry: what the page does where scripts run. Without it everything can be read, it only does not move.
import { drawCharts } from "./charts.js";
import { begin, remember } from "./live.js";
import { localTimes, tick } from "./times.js";

function offerCopies(root) {
  for (const button of root.querySelectorAll("button.copy[hidden]")) {
    // The clipboard is there only on localhost or with TLS.
    if (navigator.clipboard === undefined) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
      button.textContent = "Copied";
      say("Copied.");
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }
}

function say(words) {
  document.getElementById("said").textContent = words;
}

function dress(root) {
  localTimes(root);
  offerCopies(root);
}

remember();
dress(document);
drawCharts();
setInterval(() => tick(document), 1000);
begin({ changed(region) { dress(region); drawCharts(); }, say });
