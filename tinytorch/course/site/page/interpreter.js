// Keeps interpreters: one that answers, and one that waits ready to take its place.

/** How long an interpreter may be silent while it works, in milliseconds. */
const SILENCE = 6000;

/** After how long a pause the spare interpreter starts, in milliseconds. */
const REST = 3000;

/** What ended an interpreter, and during which test. */
export class Ended extends Error {
  /** @param {string} how @param {string} test */
  constructor(how, test) {
    super(how);
    this.how = how;
    this.test = test;
  }
}

/**
 * @typedef {object} Member
 * @property {Worker} worker
 * @property {Promise<void>} ready
 */

export class Interpreter {
  /** @param {(state: "starting" | "ready" | "busy" | "failed", why?: string) => void} tell */
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
    ready.catch(() => {});
    return { worker, ready: /** @type {Promise<void>} */ (ready) };
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
    const { worker, ready } = this.current;
    await ready;
    clearTimeout(this.timer);
    this.tell("busy");
    try {
      return await new Promise((resolve, reject) => {
        let test = "";
        const late = () => reject(new Ended("timed_out", test));
        let timer = setTimeout(late, SILENCE);
        worker.onmessage = ({ data }) => {
          clearTimeout(timer);
          if ("test" in data) {
            test = data.test;
            timer = setTimeout(late, SILENCE);
          } else if ("answer" in data) {
            resolve(data.answer);
          } else {
            reject(new Ended(data.failed, test));
          }
        };
        worker.onerror = (event) => reject(new Ended(event.message, test));
        this.stop = late;
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
