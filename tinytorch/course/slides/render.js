// Turns the slides on standard input into the sections of reveal.js: notes aside, formulas drawn.

import { readFileSync } from "node:fs";
import katex from "@vscode/markdown-it-katex";
import MarkdownIt from "markdown-it";

const options = { enableFencedBlocks: true, throwOnError: true };
const markdown = new MarkdownIt({ html: true }).use(/** @type {any} */ (katex).default ?? katex, options);

/** @param {string} slide */
function section(slide) {
  const [, name = "", text = ""] = slide.match(/^\s*(?:<!-- (\w+) -->)?(.*)$/s) ?? [];
  const [shown, notes] = text.split(/^Note:$/m).map((part) => markdown.render(part));
  // The margins are those of a sheet inside, because reveal.js takes a section's own for print.
  const sheet = `<div class="sheet ${name}">\n${shown}</div>\n`;
  return `<section>\n${sheet}<aside class="notes">\n${notes}</aside>\n</section>\n`;
}

const slides = readFileSync(0, "utf8").split(/^---$/m);
process.stdout.write(slides.map(section).join(""));
