// A drawing, and what the student's own network reads in it.

import { why } from "./interpreter.js";
import { $ } from "./shared.js";

const GRID = 56; // the drawing is sent in so many dots a side
const PEN = 22; // of 280

/** @typedef {{digit: number[], label: number | null, probabilities?: number[], problem?: string}} Reading */

export class Digit {
  /** @param {(request: {drawing?: number[][], shown?: number, training: boolean}) => Promise<Reading>} ask */
  constructor(ask) {
    this.ask = ask;
    this.paper = /** @type {HTMLCanvasElement} */ ($("paper"));
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.paper.getContext("2d", { willReadFrequently: true }));
    this.training = /** @type {HTMLInputElement} */ ($("training"));
    /** @type {number | undefined} */
    this.shown = undefined;
    this.asking = false;
    this.changed = false;
    $("bars").replaceChildren(
      ...Array.from({ length: 10 }, (_, digit) => {
        const item = document.createElement("li");
        item.innerHTML = `<span>${digit}</span><meter min="0" max="1" value="0"></meter><span class="percent"></span>`;
        return item;
      }),
    );
    this.paper.onpointerdown = (event) => {
      this.paper.setPointerCapture(event.pointerId);
      if (this.shown !== undefined) this.clear();
      this.last = [event.offsetX, event.offsetY];
      this.draw(event);
    };
    this.paper.onmousedown = (event) => event.preventDefault(); // or text outside would be selected
    this.paper.onpointermove = (event) => event.buttons && this.draw(event);
    $("clear").onclick = () => this.clear();
    $("show").onclick = () => {
      this.clear();
      this.shown = Math.floor(Math.random() * 1e6);
      this.read();
    };
    this.training.onchange = () => this.read();
  }

  /** @param {PointerEvent} event */
  draw(event) {
    const scale = this.paper.width / this.paper.clientWidth;
    const [x, y] = this.last ?? [event.offsetX, event.offsetY];
    Object.assign(this.pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "#808080" });
    this.pen.beginPath();
    this.pen.moveTo(x * scale, y * scale);
    this.pen.lineTo(event.offsetX * scale, event.offsetY * scale);
    this.pen.stroke();
    this.last = [event.offsetX, event.offsetY];
    this.read();
  }

  clear() {
    this.pen.clearRect(0, 0, this.paper.width, this.paper.height);
    this.shown = undefined;
    this.tell({ digit: Array(64).fill(0), label: null });
  }

  /** Returns how much ink each dot of the grid has. */
  grid() {
    const { width, height } = this.paper;
    const { data } = this.pen.getImageData(0, 0, width, height);
    const side = width / GRID;
    return Array.from({ length: GRID }, (_, row) =>
      Array.from({ length: GRID }, (__, column) => {
        const at = (Math.floor((row + 0.5) * side) * width + Math.floor((column + 0.5) * side)) * 4;
        return data[at + 3] / 255;
      }),
    );
  }

  /** Asks what is read now; while dropout is on, again and again. */
  async read() {
    this.changed = true;
    if (this.asking) return;
    this.asking = true;
    while (this.changed || (this.training.checked && !$("digit").hidden && this.inked())) {
      this.changed = false;
      const training = this.training.checked;
      const asked = this.shown === undefined ? { drawing: this.grid() } : { shown: this.shown };
      try {
        this.tell(await this.ask({ ...asked, training }));
      } catch (error) {
        $("read").textContent = why(error);
        break; // the next stroke asks again
      }
      if (training) await new Promise((resolve) => setTimeout(resolve, 120));
    }
    this.asking = false;
  }

  inked() {
    return this.shown !== undefined || this.grid().some((row) => row.some((ink) => ink > 0));
  }

  /** @param {Reading} reading */
  tell({ digit, label, probabilities, problem }) {
    const seen = /** @type {HTMLCanvasElement} */ ($("seen")).getContext("2d");
    digit.forEach((ink, index) => {
      if (!seen) return;
      seen.clearRect(index % 8, Math.floor(index / 8), 1, 1);
      seen.fillStyle = `rgb(128 128 128 / ${ink})`;
      seen.fillRect(index % 8, Math.floor(index / 8), 1, 1);
    });
    const best = probabilities?.some((each) => each > 0) ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    [...$("bars").children].forEach((item, index) => {
      const probability = probabilities?.[index] ?? 0;
      /** @type {HTMLMeterElement} */ (item.children[1]).value = probability;
      item.children[2].textContent = probabilities ? `${Math.round(probability * 100)} %` : "";
      item.classList.toggle("best", index === best);
    });
    const truth = label === null ? "" : ` It is a ${label}.`;
    const ink = digit.some((each) => each > 0);
    $("read").textContent = problem ?? (probabilities && ink ? `It reads a ${best}.${truth}` : "");
  }
}
