// Keeps interpreters: one that answers, and one that waits ready to take its place.

/** How long the student's code may run without a word from it, in milliseconds. */
const SILENCE = 9000;

/** The same before it runs: a slow machine's own time. */
const PATIENCE = 60_000;

/** After how long a pause the spare interpreter starts, in milliseconds. */
const REST = 3000;

/**
 * @typedef {object} Doing what an interpreter is at
 * @property {string} [test] its id, where a test runs
 * @property {string} [title] of the test, or what else the student's code runs for
 * @property {[string, string] | null} [called] the file and the method that the test called last
 * @property {[string, number] | null} [loading] the file that is being loaded, and the line
 */

/** What ended an interpreter: "stopped", "timed_out", or what it said; and what it was at. */
export class Ended extends Error {
  /** @param {string} how @param {Doing} doing */
  constructor(how, doing) {
    super(how);
    this.how = how;
    this.doing = doing;
  }
}

/** Says to a student what became of what was asked. @param {unknown} error @returns {string} */
export function why(error) {
  if (!(error instanceof Ended)) return `Python cannot start (${/** @type {Error} */ (error).message}).`;
  const { how, doing } = error;
  if (!doing.title) return how === "stopped" ? "Stopped." : "Python did not answer, and was ended: your computer may be busy.";
  const place = doing.loading
    ? `, at line ${doing.loading[1]} of ${doing.loading[0]}, which runs when the file is loaded`
    : doing.called
      ? `, in ${doing.called[1]} of ${doing.called[0]}`
      : "";
  const during = `during “${doing.title.replace(/\.$/, "")}”${place}`;
  if (how === "stopped") return `Stopped ${during}.`;
  if (how === "timed_out") return `Ended ${during}, which never came back: which loop, or wait, never ends?`;
  return `Python died ${during} (${how}).`;
}

/**
 * @typedef {object} Member
 * @property {Worker} worker
 * @property {Promise<void>} ready
 * @property {boolean} [failed] it will never be
 */

export class Interpreter {
  /** @param {(state: "starting" | "ready" | "busy" | "failed", what?: string) => void} tell */
  constructor(tell) {
    this.tell = tell;
    /** @type {Promise<unknown>} */
    this.queue = Promise.resolve();
    this.current = this.boot();
    /** @type {Member | null} */
    this.spare = null;
    this.timer = 0;
    this.announce();
  }

  announce() {
    this.tell("starting");
    this.current.ready.then(
      () => this.tell("ready"),
      (error) => this.tell("failed", String(error.message)),
    );
  }

  /** Starts the spare one when there is nothing else to do, and memory for a second. */
  rest() {
    clearTimeout(this.timer);
    const roomy = /** @type {any} */ (navigator).deviceMemory ?? 8;
    if (roomy > 2) this.timer = setTimeout(() => (this.spare ??= this.boot()), REST);
  }

  /** @returns {Member} */
  boot() {
    const worker = new Worker("worker.js");
    const ready = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => ("ready" in data ? resolve(undefined) : reject(new Error(data.failed)));
      worker.onerror = (event) => reject(new Error(event.message || "The interpreter cannot be loaded."));
    });
    /** @type {Member} */
    const member = { worker, ready: /** @type {Promise<void>} */ (ready) };
    ready.catch(() => (member.failed = true));
    return member;
  }

  /** Ends the interpreter, whatever it is doing, and takes the spare one. */
  replace() {
    this.current.worker.terminate();
    this.current = this.spare ?? this.boot();
    this.spare = null;
    this.announce();
  }

  /**
   * Asks, after whatever was asked before.
   * @param {object} request
   * @returns {Promise<any>}
   */
  ask(request) {
    const answer = this.queue.then(() => this.work(request));
    this.queue = answer.catch(() => {});
    return answer;
  }

  /** @param {object} request */
  async work(request) {
    if (this.current.failed) this.replace();
    const { worker, ready } = this.current;
    await ready;
    clearTimeout(this.timer);
    this.tell("busy");
    try {
      return await new Promise((resolve, reject) => {
        /** @type {Doing} */
        const doing = {};
        const late = () => reject(new Ended("timed_out", doing));
        let timer = setTimeout(late, PATIENCE);
        worker.onmessage = ({ data }) => {
          clearTimeout(timer);
          if ("doing" in data) {
            Object.assign(doing, data.doing);
            this.tell("busy", doing.title);
            timer = setTimeout(late, SILENCE);
          } else if ("answer" in data) {
            resolve(data.answer);
          } else {
            reject(new Ended(data.failed, doing));
          }
        };
        worker.onerror = (event) => reject(new Ended(event.message, doing));
        this.stop = () => {
          clearTimeout(timer);
          reject(new Ended("stopped", doing));
        };
        worker.postMessage(JSON.stringify(request));
      }).finally(() => (this.stop = () => {}));
    } catch (error) {
      this.replace();
      throw error;
    } finally {
      if (this.current.worker === worker) this.tell("ready");
      this.rest();
    }
  }

  /** Gives up what is being asked. */
  stop() {}
}
