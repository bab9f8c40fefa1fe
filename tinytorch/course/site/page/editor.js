// The editor: CodeMirror with what Python needs, and marks on the lines that messages name.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  ViewPlugin,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

/** @typedef {{line: number, text: string}} Mark */

/** @type {import("@codemirror/state").StateEffectType<Mark[]>} */
const setMarks = StateEffect.define();

const marks = StateField.define({
  create: () => Decoration.none,
  update(current, transaction) {
    const given = transaction.effects.find((effect) => effect.is(setMarks));
    if (!given) return current.map(transaction.changes);
    const { doc } = transaction.state;
    const lines = new Map();
    for (const { line, text } of given.value) {
      if (line > doc.lines) continue;
      lines.set(line, lines.has(line) ? `${lines.get(line)}\n${text}` : text);
    }
    return Decoration.set(
      [...lines].map(([line, title]) =>
        Decoration.line({ class: "marked", attributes: { title } }).range(doc.line(line).from),
      ),
      true,
    );
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Lets a line that is wrapped go on below where its text begins. */
const indented = ViewPlugin.fromClass(
  class {
    /** @param {EditorView} view */
    constructor(view) {
      this.decorations = indents(view);
    }

    /** @param {import("@codemirror/view").ViewUpdate} update */
    update(update) {
      if (update.docChanged || update.viewportChanged) this.decorations = indents(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** @param {EditorView} view */
function indents(view) {
  const found = [];
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      const columns = line.text.length - line.text.trimStart().length;
      const style = `text-indent: -${columns}ch; padding-left: calc(${columns}ch + 6px)`;
      if (columns) found.push(Decoration.line({ attributes: { style } }).range(line.from));
      at = line.to + 1;
    }
  }
  return Decoration.set(found, true);
}

/**
 * @param {HTMLElement} parent
 * @param {(text: string) => void} typed
 * @param {import("@codemirror/view").KeyBinding[]} keys
 */
export function makeEditor(parent, typed, keys) {
  const extensions = [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentUnit.of("    "),
    EditorState.tabSize.of(4),
    EditorView.lineWrapping,
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    syntaxHighlighting(classHighlighter),
    python(),
    marks,
    indented,
    // After Esc, Tab is the browser's for two seconds, so that the keyboard can leave the editor.
    keymap.of([...keys, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((t) => t.isUserEvent("load"))) {
        typed(update.state.doc.toString());
      }
    }),
    EditorView.cspNonce.of("editor"), // the page's policy asks for it
    EditorView.contentAttributes.of({ "aria-label": "Your code", "aria-describedby": "keys", spellcheck: "false" }),
  ];
  const view = new EditorView({ parent, state: EditorState.create({ extensions }) });
  /** @type {Record<string, EditorState>} each file keeps its own undo history */
  const states = {};
  let open = "";

  return {
    view,

    /** Shows a file. @param {string} name @param {string} text */
    show(name, text) {
      if (open) states[open] = view.state;
      open = name;
      view.setState(states[name] ?? EditorState.create({ doc: text, extensions }));
      this.load(text);
    },

    /** Puts a text in the place of what is shown; undo brings that back. @param {string} text */
    load(text) {
      const shown = view.state.doc.toString();
      if (text === shown) return;
      // Only what differs is replaced, so that the cursor stays where it was.
      let from = 0;
      while (from < Math.min(text.length, shown.length) && text[from] === shown[from]) from++;
      let end = 0;
      const rest = Math.min(text.length, shown.length) - from;
      while (end < rest && text[text.length - 1 - end] === shown[shown.length - 1 - end]) end++;
      view.dispatch({
        changes: { from, to: shown.length - end, insert: text.slice(from, text.length - end) },
        userEvent: "load",
      });
    },

    /** @param {Mark[]} given */
    mark(given) {
      view.dispatch({ effects: setMarks.of(given) });
    },

    /** Goes to a line. @param {number} number */
    go(number) {
      const line = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
      const anchor = line.from + (line.text.length - line.text.trimStart().length);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
      view.focus();
    },
  };
}
