// The prompt: a line is sent when it is complete, a block when a blank line ends it.

import { why } from "./interpreter.js";
import { $ } from "./shared.js";

export class Conversation {
  /** @param {(source: string) => Promise<{said: string | null}>} ask */
  constructor(ask) {
    this.ask = ask;
    this.typed = /** @type {HTMLTextAreaElement} */ ($("typed"));
    /** @type {string[]} */
    this.history = [];
    this.at = 0;
    this.typed.addEventListener("keydown", (event) => this.key(event));
    this.typed.addEventListener("input", () => this.fit());
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { value } = this.typed;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (value.trim()) this.type(value);
    } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !value.includes("\n")) {
      const at = this.at + (event.key === "ArrowUp" ? -1 : 1);
      if (at < 0 || at > this.history.length) return;
      event.preventDefault();
      this.at = at;
      this.set(this.history[at] ?? "");
    }
  }

  /** @param {string} source */
  async type(source) {
    this.typed.disabled = true;
    try {
      const { said } = await this.ask(source);
      if (said === null) {
        this.set(`${source}\n    `);
        return;
      }
      this.say(said);
      if (!source.startsWith(">>> ")) this.history.push(source);
      this.at = this.history.length;
      this.set("");
    } catch (error) {
      this.say(`>>> ${source}\n[${why(error)} Python was started anew; the names defined here are gone.]\n`);
    } finally {
      this.typed.disabled = false;
      this.typed.focus();
    }
  }

  /** @param {string} text */
  say(text) {
    $("said").append(text);
    $("said").scrollTop = $("said").scrollHeight;
  }

  /** @param {string} text */
  set(text) {
    this.typed.value = text;
    this.fit();
  }

  fit() {
    this.typed.rows = this.typed.value.split("\n").length;
  }
}
