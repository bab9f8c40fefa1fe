// The four files as a zip archive, and back.

import { strToU8, unzipSync, zipSync } from "fflate";

const MAX_BYTES = 1024 * 1024;

/** @param {Record<string, string>} files text by path */
export function pack(files) {
  const entries = Object.entries(files).map(([path, text]) => [path, strToU8(text)]);
  return zipSync(Object.fromEntries(entries));
}

/** Older editors on Windows write no UTF-8. @param {Uint8Array} bytes */
function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const text = new TextDecoder("windows-1252").decode(bytes);
    return text.replace(/^((?:.*\n)?[ \t\f]*#.*?coding[:=][ \t]*)[-\w.]+/, "$1utf-8"); // it is that now
  }
}

/**
 * Returns the texts of the files that have one of some names, wherever they lie.
 * @param {Iterable<File>} given archives and single files
 * @param {string[]} names
 */
export async function unpack(given, names) {
  /** @type {Record<string, string>} */
  const found = {};
  /** @param {string} path @param {Uint8Array} bytes */
  const take = (path, bytes) => {
    const name = path.split("/").pop() ?? "";
    // A repository downloaded from GitHub has more than the exercises.
    const elsewhere = path.includes("/") && /(^|\/)(__MACOSX|solutions|tests|tinytorch)\//.test(path);
    if (names.includes(name) && !elsewhere) found[name] = decoded(bytes).replace(/\r\n?/g, "\n");
  };
  for (const file of given) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!file.name.endsWith(".zip")) {
      if (file.size <= MAX_BYTES) take(file.name, bytes);
      continue;
    }
    const entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => names.includes(name.split("/").pop() ?? "") && originalSize <= MAX_BYTES,
    });
    for (const path in entries) take(path, entries[path]);
  }
  return found;
}
