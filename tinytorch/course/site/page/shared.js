// What both pages use.

/** @param {string} id @returns {HTMLElement} */
export function $(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element ${id}.`);
  return found;
}

/** Names what is kept, for this course alone: others may share its origin. @param {string} name */
export function key(name) {
  return `${new URL(".", location.href).pathname}tinytorch/${name}`;
}

/** @param {string} label @param {() => void} act @param {string} [kind] */
export function button(label, act, kind = "quiet") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = label;
  made.onclick = act;
  return made;
}

/** @param {string} problem */
export function complain(problem) {
  $("complaint").textContent = problem;
  $("complaint").hidden = false;
}

/** Lets the page work without the network from now on. */
export function watchOffline() {
  if (location.protocol === "file:") return;
  navigator.serviceWorker?.register("service-worker.js").catch(() => {});
}
