// What scripts find as globals: put in when the site is built, or loaded before them.

declare const FILES: string[];
declare const VERSION: string;
declare const POLICY: string;
declare const loadPyodide: typeof import("pyodide").loadPyodide;
declare const Reveal: import("reveal.js").RevealApi;
declare const RevealNotes: import("reveal.js").RevealPlugin;
