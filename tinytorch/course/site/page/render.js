// Renders the chapters as GitHub shows them: JSON {id: {path, text}} in, JSON {id: html} out.

import katex from "@vscode/markdown-it-katex";
import { highlightCode, classHighlighter } from "@lezer/highlight";
import { parser } from "@lezer/python";
import { renderMermaidSVG } from "beautiful-mermaid";
import markdown from "markdown-it";
import anchor from "markdown-it-anchor";
import { readFileSync } from "node:fs";
import { posix } from "node:path";

const PROMPT = /^(>>>|\.\.\.)( |$)/;

/** @typedef {{path: string, text: string}} Chapter */

/** @type {Record<string, Chapter>} */
const chapters = JSON.parse(readFileSync(0, "utf-8"));
const md = markdown({ html: true, linkify: true });
const { escapeHtml } = md.utils;
md.use(/** @type {any} */ (katex).default ?? katex);
md.use(anchor, {
  // Each chapter has a section "The idea", and all are in one page.
  getTokensText: (tokens) => tokens.map((token) => (/text|code/.test(token.type) ? token.content : "")).join(""),
  slugify: (text) => `${chapter}/${slug(text)}`,
});

let chapter = "";

/** @param {string} text */
function slug(text) {
  return text.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
}

/** @param {string} code */
function coloured(code) {
  let html = "";
  highlightCode(
    code,
    parser.parse(code),
    classHighlighter,
    (text, style) => (html += style ? `<span class="${style}">${escapeHtml(text)}</span>` : escapeHtml(text)),
    () => (html += "\n"),
  );
  return html;
}

/** Colours what is typed at a prompt, and leaves what Python answers. @param {string} code */
function example(code) {
  const lines = code.replace(/\n$/, "").split("\n");
  const typed = coloured(lines.map((line) => (PROMPT.test(line) ? line.slice(4) : "")).join("\n")).split("\n");
  return lines
    .map((line, index) => {
      const prompt = line.match(PROMPT)?.[1];
      return prompt ? `<span class="prompt">${escapeHtml(prompt)}</span> ${typed[index]}` : `<samp>${escapeHtml(line)}</samp>`;
    })
    .join("\n");
}

/** @param {string} code */
function diagram(code) {
  // Its style would have to be in the page, which allows none, and names a font elsewhere.
  const svg = renderMermaidSVG(code, { bg: "white", fg: "black" })
    .replace(/<style>.*?<\/style>/s, "")
    .replace(/ style="[^"]*"/, "")
    .replace(/\.(\d\d)\d+/g, ".$1");
  return `<figure class="diagram">${svg.replace("<svg ", '<svg role="img" aria-label="Diagram" ')}</figure>`;
}

const fence = /** @type {NonNullable<typeof md.renderer.rules.fence>} */ (md.renderer.rules.fence);
md.renderer.rules.fence = (tokens, index, options, env, self) => {
  const { info, content } = tokens[index];
  if (info === "math") return md.render(`$$\n${content}$$`);
  if (info === "mermaid") return diagram(content);
  if (info === "python" && content.includes(">>> ")) {
    return `<div class="example"><pre tabindex="0"><code>${example(content)}</code></pre></div>`;
  }
  if (info === "python") return `<pre tabindex="0"><code>${coloured(content)}</code></pre>`;
  return fence(tokens, index, options, env, self).replace("<pre>", '<pre tabindex="0">');
};

md.renderer.rules.table_open = () => '<div class="table" tabindex="0"><table>';
md.renderer.rules.table_close = () => "</table></div>";

md.core.ruler.push("links", (state) => {
  for (const token of state.tokens.flatMap((block) => block.children ?? [])) {
    const target = token.type === "link_open" && String(token.attrGet("href") ?? "");
    if (target) token.attrSet("href", link(target));
    if (target && /^https?:/.test(target)) token.attrSet("rel", "noopener");
  }
});

/** Returns where a chapter's link leads in the page. @param {string} target */
function link(target) {
  if (/^\w+:/.test(target)) return target;
  const [file, section] = target.split("#");
  const path = file && posix.join(posix.dirname(chapters[chapter].path), file);
  if (path === "README.md") return "index.html";
  const known = Object.keys(chapters).find((id) => !path || [path, posix.join(path, "README.md")].includes(chapters[id].path));
  const there = path ? known : chapter;
  if (there) return section ? `#${there}/${section}` : `#${there}`;
  const own = Object.keys(chapters).find((id) => posix.dirname(chapters[id].path) === posix.dirname(path));
  return own && path.endsWith(".py") ? `#${own}/code` : `missing:${path}`;
}

/** @type {Record<string, string>} */
const html = {};
for (chapter in chapters) html[chapter] = md.render(chapters[chapter].text);
process.stdout.write(JSON.stringify(html));
