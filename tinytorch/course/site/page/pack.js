// Packs a folder: node pack.js FOLDER FILE SECONDS; the date of each entry is that of the commit.

import { zipSync } from "fflate";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";

const [folder, file, seconds] = process.argv.slice(2);
const names = /** @type {string[]} */ (readdirSync(folder, { recursive: true }))
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => statSync(`${folder}/${name}`).isFile())
  .toSorted();
// The format keeps local time; in UTC it is the same everywhere.
const utc = new Date(Number(seconds) * 1000);
const mtime = new Date(utc.getTime() + utc.getTimezoneOffset() * 60_000);
const entries = names.map((name) => [name, readFileSync(`${folder}/${name}`)]);
writeFileSync(file, zipSync(Object.fromEntries(entries), { level: 9, mtime }));
