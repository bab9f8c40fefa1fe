// The workshop: chapter, editor and report of one exercise, and the way to the next.

import { Ended, Interpreter, why } from "./interpreter.js";
import { makeEditor } from "./editor.js";
import { Files } from "./files.js";
import { pack, unpack } from "./zip.js";
import { $, button, complain, watchOffline } from "./shared.js";
import { Conversation } from "./prompt.js";
import { Digit } from "./digit.js";

const PAUSE = 1000; // after the last keystroke, in milliseconds
const LONG = 1000; // what takes longer is told, and can be stopped

/**
 * @typedef {{file: string, name: string, possible: number, stub: string}} Exercise
 * @typedef {{folder: string, earned: number, possible: number, html: string, next: string | null,
 *   task: string | null, hints: string[], lines: import("./editor.js").Mark[]}} Result
 */

/** @type {{exercises: Record<string, Exercise>, upload: string}} */
const course = JSON.parse($("course").textContent ?? "");
const folders = Object.keys(course.exercises);

/** @type {Record<string, Result>} */
const results = {};
/** @type {Record<string, number>} hints that were asked for, by task */
const asked = {};
const hints = $("hints"); // stands in the report, which is made anew each time
let folder = folders[0];
let serial = 0;
let timer = 0;
let begun = false; // whether the student has changed something since the page opened
/** @type {Record<string, {text: string, line: number}>} files that never end while they are loaded */
const hanging = {};

const files = new Files(
  course.exercises,
  (changed, text) => changed === folder && (editor.load(text), grade()),
  complain,
);
const interpreter = new Interpreter(showState);
const editor = makeEditor($("editor"), typed, [
  { key: "Mod-s", run: () => (grade(), true) },
  { key: "F8", run: () => (goToLine(), true) },
]);
const conversation = new Conversation((source) => ask({ do: "type", source }));
new Digit((request) => ask({ do: "read", ...request }));

/** Asks of the files as they are. @param {object} request */
async function ask(request) {
  const texts = { ...files.texts };
  const known = Object.entries(hanging).filter(([each, { text }]) => text === texts[each]);
  const lines = Object.fromEntries(known.map(([each, { line }]) => [each, line]));
  try {
    return await interpreter.ask({ ...request, files: texts, hanging: lines });
  } catch (error) {
    const loading = error instanceof Ended && error.how === "timed_out" && error.doing.loading;
    const each = loading && folders.find((name) => loading[0].includes(`/${name}/`));
    if (loading && each) hanging[each] = { text: texts[each], line: loading[1] };
    throw error;
  }
}

/** @param {string} text */
function typed(text) {
  if (!begun) navigator.storage?.persist?.();
  begun = true;
  files.write(folder, text);
  $("kept").textContent = "kept";
  clearTimeout(timer);
  timer = setTimeout(grade, PAUSE);
}

/** Grades the exercise that is open, then the others, unless there is something newer to grade. */
async function grade() {
  clearTimeout(timer);
  const mine = ++serial;
  for (const each of [folder, ...folders.filter((other) => other !== folder)]) {
    if (mine !== serial) return;
    if (!(await gradeOne(each))) return;
  }
}

/** Returns whether it was graded. @param {string} each */
async function gradeOne(each) {
  /** @type {Record<string, {how: string, called: [string, string] | null}>} */
  const ended = {};
  const unloaded = new Set();
  for (;;) {
    try {
      const answer = await ask({ do: "grade", exercises: [each], ended });
      note(answer.exercises[0]);
      return true;
    } catch (error) {
      const { how = "", doing = {} } = error instanceof Ended ? error : {};
      const { test, called = null } = doing;
      if (how === "stopped" || !test || test in ended) {
        tellNoGrade(why(error));
        return false;
      }
      // A file that never was loaded is not loaded again; any other such test is not run again.
      const file = how === "timed_out" ? doing.loading?.[0] : undefined;
      if (!file || unloaded.has(file)) ended[test] = { how, called };
      unloaded.add(file);
    }
  }
}

/** @param {string} reason */
function tellNoGrade(reason) {
  const said = [`Not graded. ${reason}`, "Nothing that you wrote is lost. Grade again with the button, Ctrl-S, or a change."];
  $("verdict").replaceChildren(
    ...said.map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    }),
  );
  hints.replaceChildren();
}

/** @param {Result} result */
function note(result) {
  const before = results[result.folder];
  results[result.folder] = result;
  const finished = before && before.earned < before.possible && result.earned === result.possible;
  const points = Object.entries(results).map(([each, { earned, possible }]) => [each, { earned, possible }]);
  files.set("points", JSON.stringify(Object.fromEntries(points)));
  showPoints();
  if (result.folder === folder) showResult(finished);
  else if (solved(folder)) showWhatIsNext(false); // which may have been this one, until now
  // Once earned it stays: a layer that is wrong later can be seen to read nothing.
  if (folders.slice(1).every(solved)) files.set("digits", "earned");
  $("tab-digit").hidden = files.get("digits") === null;
}

/** @param {string} each */
function solved(each) {
  return results[each] !== undefined && results[each].earned === results[each].possible;
}

function showPoints() {
  for (const each of folders) {
    const step = $(`step-${each}`);
    const result = results[each];
    if (!result) continue;
    step.classList.toggle("done", result.earned === result.possible);
    /** @type {HTMLProgressElement} */ (step.querySelector("progress")).value = result.earned;
    /** @type {HTMLElement} */ (step.querySelector(".points")).textContent = `${result.earned} / ${result.possible}`;
  }
  if (folders.every((each) => results[each])) {
    const sum = (/** @type {"earned" | "possible"} */ key) => folders.reduce((total, each) => total + results[each][key], 0);
    $("total").textContent = `${sum("earned")} / ${sum("possible")}`;
  }
}

/** @param {boolean} [finished] */
function showResult(finished = false) {
  const result = results[folder];
  $("news").replaceChildren();
  hints.replaceChildren();
  editor.mark(result?.lines ?? []);
  if (!result) {
    if (Object.keys(results).length) $("verdict").replaceChildren();
    return;
  }
  const before = currentTest();
  const unfolded = $("verdict").querySelector("details")?.open ?? false;
  $("verdict").innerHTML = result.html;
  const all = $("verdict").querySelector("details");
  if (all) {
    all.open = unfolded && !finished;
    all.append(...$("verdict").querySelectorAll(".run"));
  }
  $("verdict").querySelector(".now")?.after(hints);
  if (finished || before !== currentTest()) $("report").scrollTop = 0;
  for (const place of $("verdict").querySelectorAll(".place")) {
    const { file, line } = /** @type {HTMLElement} */ (place).dataset;
    if (!file?.includes(`/${folder}/`)) continue;
    place.replaceChildren(button(place.textContent?.trim() ?? "", () => (show("code"), editor.go(Number(line))), "link"));
  }
  if (result.task) showHints(result.task, result.hints);
  if (result.next) {
    const next = document.createElement("p");
    next.className = "next";
    next.textContent = `Next: ${result.next}`;
    hints.after(next);
  }
  if (result.earned === result.possible) showWhatIsNext(finished);
}

/** Returns what the report is about, to tell whether it has changed. */
function currentTest() {
  return `${folder} ${$("verdict").querySelector(".now .title")?.textContent}`;
}

/** @param {string} task @param {string[]} texts */
function showHints(task, texts) {
  const count = Math.min(asked[task] ?? 0, texts.length);
  const shown = texts.slice(0, count).map((hint) => {
    const line = document.createElement("p");
    line.className = "hint";
    hint.split("`").forEach((part, index) => {
      if (index % 2 === 0) return line.append(part);
      const code = document.createElement("code");
      code.textContent = part;
      line.append(code);
    });
    return line;
  });
  hints.replaceChildren(...shown);
  if (count === texts.length) return;
  const label = count ? `Next hint (${count + 1} of ${texts.length})` : `A hint for TODO ${task}`;
  const more = button(label, () => {
    asked[task] = count + 1;
    showHints(task, texts);
    /** @type {HTMLElement | null} */ (hints.querySelector("button"))?.focus();
  });
  hints.append(more);
}

/** @param {boolean} finished */
function showWhatIsNext(finished) {
  const next = folders.find((each) => !solved(each));
  const label = next ? `On to ${next.slice(0, 2)} ${course.exercises[next].name}` : "Let your network read a digit";
  const now = $("news").querySelector("button");
  if (now?.textContent === label) return; // it may have the focus
  const line = document.createElement("p");
  line.textContent = next ? `${course.exercises[folder].name} is complete.` : "All points are yours.";
  const go = button(label, () => (next ? (location.hash = next.slice(0, 2)) : choose("digit")), "main");
  $("news").replaceChildren(line, go);
  if (!next) $("news").append(button("Take your files, or hand them in", showFiles));
  if (next && finished && $("report").contains(document.activeElement)) go.focus();
}

function goToLine() {
  const first = results[folder]?.lines[0];
  if (first) {
    show("code");
    editor.go(first.line);
  }
}

let waiting = 0;
let settling = 0;

/** @param {"starting" | "ready" | "busy" | "failed"} state @param {string} [what] */
function showState(state, what = "") {
  const words = { starting: "Python is starting", ready: "Python is ready", busy: "Python is at work", failed: "Python cannot start" };
  clearTimeout(settling);
  // Between two exercises it is ready for a moment, of which nobody need be told.
  if (state === "ready" && $("state").dataset.state === "busy") {
    settling = setTimeout(() => tell(words.ready), 100);
  } else if (state !== $("state").dataset.state) {
    tell(words[state]);
    if (state === "busy") waiting = setTimeout(() => ($("stop").hidden = false), LONG);
  } else if (state === "busy" && what && !$("stop").hidden) {
    $("state").textContent = `${words.busy}: ${what}`;
  }
  if (state === "failed") complain(`Python cannot start in this browser (${what}): load the page again, or use another browser.`);

  /** @param {string} said */
  function tell(said) {
    clearTimeout(waiting);
    $("stop").hidden = true;
    $("state").textContent = said;
    $("state").dataset.state = state;
  }
}

/** @param {Element} link @param {boolean} current */
function mark(link, current) {
  if (current) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

/** Shows a part of the page, where not all are shown. @param {string} part */
function show(part) {
  document.body.dataset.panel = part;
  for (const each of document.querySelectorAll(".phone button")) {
    mark(each, /** @type {HTMLElement} */ (each).dataset.to === part);
  }
}

/** @param {string} panel */
function choose(panel) {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const mine = tab.getAttribute("aria-controls") ?? "";
    tab.setAttribute("aria-selected", String(mine === panel));
    /** @type {HTMLElement} */ (tab).tabIndex = mine === panel ? 0 : -1;
    $(mine).hidden = mine !== panel;
  }
}

/** Opens what the address names: #02, #02/why-the-start-matters, #02/code, #start. */
function open() {
  const [chapter, section] = decodeURIComponent(location.hash.slice(1)).split("/");
  const known = document.querySelector(`article[data-chapter="${CSS.escape(chapter)}"]`);
  const id = known ? chapter : folders[0].slice(0, 2);
  for (const article of document.querySelectorAll("article")) {
    /** @type {HTMLElement} */ (article).hidden = /** @type {HTMLElement} */ (article).dataset.chapter !== id;
  }
  for (const link of document.querySelectorAll(".steps a, .reading a")) {
    mark(link, link.getAttribute("href")?.endsWith(`#${id}`) ?? false);
  }
  const exercise = folders.find((each) => each.startsWith(`${id}_`)) ?? folder;
  // There is a file in the editor beside every chapter, or what is typed would replace another.
  if (exercise !== folder || !$("file").textContent) {
    folder = exercise;
    $("file").textContent = course.exercises[folder].file;
    editor.show(folder, files.texts[folder]);
    showResult();
    clearTimeout(timer);
    if (!results[folder]) grade();
    if (!$("digit").hidden) choose("report");
  }
  if (section === "code") {
    show("code");
    editor.view.focus();
    return;
  }
  show("chapter");
  if (section) document.getElementById(`${id}/${section}`)?.scrollIntoView();
  else $("chapter").scrollTop = 0;
}

function showVersions() {
  $("versions-of").textContent = course.exercises[folder].file;
  const items = files.versions(folder).map(({ text, time, why: reason }) => {
    const item = document.createElement("li");
    const lines = text.split("\n").length;
    item.append(`${new Date(time).toLocaleString()}, ${lines} lines, before: ${reason} `);
    item.append(button("Bring back", () => (take(folder, text, "bringing back"), showVersions())));
    return item;
  });
  const none = document.createElement("li");
  none.append("None yet. A version is kept whenever a whole file is replaced.");
  $("versions").replaceChildren(...(items.length ? items : [none]));
}

/** @param {string} each @param {string} text @param {string} reason */
function take(each, text, reason) {
  files.replace(each, text, reason);
  if (each === folder) editor.load(text);
  grade();
}

function stop() {
  serial++; // what waits to be graded does not follow
  clearTimeout(timer);
  interpreter.stop();
}

$("grade").onclick = () => (show("side"), choose("report"), grade());
$("stop").onclick = stop;
$("again").onclick = () => {
  take(folder, course.exercises[folder].stub, "start again");
  $("kept").textContent = "The stub is back; your version is under Files.";
};
function showFiles() {
  showVersions();
  /** @type {HTMLDialogElement} */ ($("files")).showModal();
}

$("open-files").onclick = showFiles;
$("download").onclick = () => {
  const link = document.createElement("a");
  const entries = folders.map((each) => [`exercises/${each}/${course.exercises[each].file}`, files.texts[each]]);
  link.href = URL.createObjectURL(new Blob([pack(Object.fromEntries(entries))], { type: "application/zip" }));
  link.download = "tinytorch-layers.zip";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

/** @param {Iterable<File>} given */
async function load(given) {
  const byFile = Object.fromEntries(folders.map((each) => [course.exercises[each].file, each]));
  const found = await unpack(given, Object.keys(byFile));
  for (const name in found) take(byFile[name], found[name], "loading files");
  const names = Object.keys(found);
  $("kept").textContent = names.length ? `Loaded: ${names.join(", ")}.` : `Nothing was loaded: none of the files is ${Object.keys(byFile).join(", ")}.`;
  /** @type {HTMLDialogElement} */ ($("files")).close();
}
const input = /** @type {HTMLInputElement} */ ($("load"));
input.onchange = () => load(input.files ?? []).finally(() => (input.value = ""));
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer?.files.length) load(event.dataTransfer.files);
});

if (course.upload) {
  const name = /** @type {HTMLInputElement} */ ($("name"));
  const link = /** @type {HTMLAnchorElement} */ ($("upload"));
  $("hand-in").hidden = false;
  name.closest("label")?.toggleAttribute("hidden", !course.upload.includes("{name}"));
  name.value = files.get("name") ?? "";
  const tell = () => (link.href = course.upload.replaceAll("{name}", encodeURIComponent(name.value.trim())));
  name.oninput = () => (files.set("name", name.value), tell());
  tell();
}

for (const example of document.querySelectorAll(".example")) {
  example.append(
    button("Try it", () => {
      choose("prompt");
      show("side");
      conversation.type(example.querySelector("pre")?.textContent ?? "");
    }),
  );
}
const tabs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[role=tab]")]);
for (const tab of tabs) tab.onclick = () => choose(tab.getAttribute("aria-controls") ?? "");
tabs[0].parentElement?.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const seen = tabs.filter((tab) => !tab.hidden);
  const next = seen[(seen.findIndex((tab) => tab === document.activeElement) + step + seen.length) % seen.length];
  next.click();
  next.focus();
});
for (const part of document.querySelectorAll(".phone button")) {
  /** @type {HTMLElement} */ (part).onclick = () => show(/** @type {HTMLElement} */ (part).dataset.to ?? "");
}
addEventListener("keydown", (event) => {
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (!$("editor").contains(event.target instanceof Node ? event.target : null)) grade();
  } else if (event.key === "." && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    stop();
  } else if (event.key === "F8" && !event.defaultPrevented) {
    event.preventDefault();
    goToLine();
  }
});
addEventListener("hashchange", open);
choose("report");
open();
watchOffline();
