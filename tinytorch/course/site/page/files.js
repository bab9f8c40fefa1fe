// Keeps the student's files in the browser: every keystroke, and every version that was replaced.

import { key } from "./shared.js";

const KEPT = 40;

/**
 * @typedef {object} Version
 * @property {string} text
 * @property {number} time
 * @property {string} why
 */

export class Files {
  /**
   * @param {Record<string, {file: string, stub: string}>} exercises
   * @param {(folder: string, text: string) => void} changed another tab has written
   * @param {(problem: string) => void} complain
   */
  constructor(exercises, changed, complain) {
    this.exercises = exercises;
    this.complain = complain;
    /** @type {Record<string, string>} what this tab last wrote or read */
    this.texts = {};
    for (const folder in exercises) this.texts[folder] = this.read(folder) ?? exercises[folder].stub;
    addEventListener("storage", ({ key: changedKey, newValue }) => {
      const folder = Object.keys(exercises).find((each) => changedKey === key(`file/${each}`));
      if (!folder || newValue === null || newValue === this.texts[folder]) return;
      this.texts[folder] = newValue;
      changed(folder, newValue);
    });
  }

  /** @param {string} folder */
  read(folder) {
    return this.get(`file/${folder}`);
  }

  /** @param {string} folder @param {string} text */
  write(folder, text) {
    const there = this.read(folder);
    // Another tab wrote, and this one was not told of it: neither text may be lost.
    if (there !== null && there !== this.texts[folder]) this.keep(folder, there, "another tab");
    this.texts[folder] = text;
    this.set(`file/${folder}`, text);
  }

  /** Puts another text in the place of a file, and keeps what was there.
   * @param {string} folder @param {string} text @param {string} why */
  replace(folder, text, why) {
    if (text === this.texts[folder]) return;
    this.keep(folder, this.texts[folder], why);
    this.write(folder, text);
  }

  /** @param {string} folder @returns {Version[]} the newest first */
  versions(folder) {
    return JSON.parse(this.get(`kept/${folder}`) ?? "[]");
  }

  /** @param {string} folder @param {string} text @param {string} why */
  keep(folder, text, why) {
    if (text === this.exercises[folder].stub) return;
    const others = this.versions(folder).filter((version) => version.text !== text);
    const all = [{ text, time: Date.now(), why }, ...others].slice(0, KEPT);
    // Where the browser has no more room, the oldest versions make way for this one.
    while (!this.put(`kept/${folder}`, JSON.stringify(all)) && all.length > 1) all.pop();
  }

  /** @param {string} name */
  get(name) {
    try {
      return localStorage.getItem(key(name));
    } catch {
      return null;
    }
  }

  /** @param {string} name @param {string} value */
  set(name, value) {
    if (!this.put(name, value)) {
      this.complain("This browser keeps nothing for this page: download your files before you close it.");
    }
  }

  /** Returns whether it is kept. @param {string} name @param {string} value */
  put(name, value) {
    try {
      localStorage.setItem(key(name), value);
      return true;
    } catch {
      return false;
    }
  }
}
