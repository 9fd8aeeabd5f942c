// <frame-meter>: shows how smoothly the page runs. Each frame draws one line as high as the gap before it; a page that
// is blocked draws nothing, and then one line that reaches the top.

const SHOWN_MS = 10_000;
const LINE_PX = 2;
const FULL_MS = 100;

class FrameMeter extends HTMLElement {
  /** Frames since the page was opened. */
  frames = 0;
  /** The longest gap between two frames since reset(), in milliseconds. */
  longestGapMs = 0;

  /** @type {{ at: number, gap: number }[]} */
  #recent = [];
  #last = 0;
  #written = 0;

  connectedCallback() {
    this.innerHTML = `
      <canvas width="140" height="32" aria-hidden="true"></canvas>
      <dl>
        <div><dt>Frames a second</dt><dd data-rate>–</dd></div>
        <div><dt>Longest pause</dt><dd data-pause>–</dd></div>
      </dl>`;
    this.title = "The longest time between two frames in the last ten seconds";
    const canvas = /** @type {HTMLCanvasElement} */ (this.querySelector("canvas"));
    const scale = devicePixelRatio || 1;
    canvas.width *= scale;
    canvas.height *= scale;
    this.#draw = matchMedia("(prefers-reduced-motion: reduce)").matches ? () => {} : drawer(canvas, scale);
    // A hidden page gets no frames: that pause says nothing about who blocks it.
    document.addEventListener("visibilitychange", () => (this.#last = 0));
    requestAnimationFrame(this.#frame);
  }

  /** Begin to measure the longest gap anew. */
  reset() {
    this.longestGapMs = 0;
  }

  /** @type {(gap: number) => void} */
  #draw = () => {};

  #frame = (/** @type {number} */ now) => {
    requestAnimationFrame(this.#frame);
    const gap = this.#last ? now - this.#last : 0;
    this.#last = now;
    if (!gap) return;
    this.frames += 1;
    this.longestGapMs = Math.max(this.longestGapMs, gap);
    this.#recent.push({ at: now, gap });
    this.#draw(gap);
    if (now - this.#written > 500) this.#write(now);
  };

  /** @param {number} now */
  #write(now) {
    this.#written = now;
    this.#recent = this.#recent.filter(({ at }) => now - at < SHOWN_MS);
    const lastSecond = this.#recent.filter(({ at }) => now - at < 1000).length;
    const longest = Math.max(...this.#recent.map(({ gap }) => gap));
    this.querySelector("[data-rate]").textContent = String(lastSecond);
    this.querySelector("[data-pause]").textContent = `${Math.round(longest)} ms`;
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} scale
 * @returns {(gap: number) => void}
 */
function drawer(canvas, scale) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const line = LINE_PX * scale;
  return (gap) => {
    const { width, height } = canvas;
    const style = getComputedStyle(canvas);
    context.globalCompositeOperation = "copy";
    context.drawImage(canvas, -line, 0);
    context.globalCompositeOperation = "source-over";
    const size = Math.max(scale, height * Math.min(gap / FULL_MS, 1));
    context.fillStyle = style.getPropertyValue(gap > FULL_MS / 2 ? "--bad" : "--accent");
    context.fillRect(width - line, height - size, line - scale * 0.5, size);
  };
}

customElements.define("frame-meter", FrameMeter);
