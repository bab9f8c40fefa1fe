// The home page: shows the points that this browser knows of.

import { $, complain, key, watchOffline } from "./shared.js";

/** @type {Record<string, {earned: number, possible: number}>} */
let points = {};
try {
  points = JSON.parse(localStorage.getItem(key("points")) ?? "{}");
} catch {
  // Then nothing is known.
}
let next = "";
let begun = false;
for (const step of document.querySelectorAll(".steps a")) {
  const { earned, possible } = points[step.id.replace("step-", "")] ?? { earned: 0, possible: 1 };
  begun ||= earned > 0;
  if (earned < possible) {
    next ||= step.id.replace("step-", "");
  }
  step.classList.toggle("done", earned === possible);
  if (!points[step.id.replace("step-", "")]) continue;
  /** @type {HTMLProgressElement} */ (step.querySelector("progress")).value = earned;
  /** @type {HTMLElement} */ (step.querySelector(".points")).textContent = `${earned} / ${possible}`;
}
const begin = /** @type {HTMLAnchorElement} */ ($("begin"));
if (begun) {
  const name = document.querySelector(`#step-${next} .name`)?.textContent;
  begin.textContent = next ? `Go on with ${next.slice(0, 2)} ${name}` : "All points are yours: look again";
  begin.href = `exercises.html#${next.slice(0, 2) || "04"}`;
  const sum = (/** @type {"earned" | "possible"} */ what) => Object.values(points).reduce((total, each) => total + each[what], 0);
  $("total").textContent = `${sum("earned")} / ${sum("possible")} points`;
}
if (location.protocol === "file:") {
  complain("A browser runs this page from a server, not from a folder: in this folder, run python3 -m http.server, and open http://localhost:8000/.");
}
watchOffline();
