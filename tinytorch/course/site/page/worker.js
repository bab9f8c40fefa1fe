// Runs the interpreter: Python with NumPy, the course's own tests, and the student's files.

importScripts("pyodide/pyodide.js");

const ROOT = "/course";

async function start() {
  const [pyodide, course] = await Promise.all([
    loadPyodide({ indexURL: "pyodide/", packages: ["numpy"] }),
    fetch("course.zip").then((response) => response.arrayBuffer()),
  ]);
  pyodide.unpackArchive(course, "zip", { extractDir: ROOT });
  const begin = pyodide.runPython(`
import os, sys
sys.path[:0] = ["${ROOT}", "${ROOT}/packages"]
os.chdir("${ROOT}")
from tinytorch.course.site.browser.service import Service
Service
`);
  return begin(ROOT, (/** @type {string} */ doing) => postMessage({ doing: JSON.parse(doing) }));
}

const service = start();
service.then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ failed: String(error) }),
);

onmessage = async ({ data }) => {
  try {
    const answer = (await service).answer(data);
    postMessage({ answer: JSON.parse(answer) });
  } catch (error) {
    // Whatever came out of there, the interpreter may be in pieces: the page takes another one.
    postMessage({ failed: String(error) });
  }
};
