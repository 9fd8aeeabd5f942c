// Draws a row of pendulums whose periods differ a little, one frame after the other, on the page's own thread: it
// stutters the moment anything blocks that thread.

const COUNT = 24;
const CYCLE_MS = 60_000;
const SLOWEST = 18; // swings in one cycle; each pendulum makes one more than its left neighbour

const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById("pendulums"));
const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {number} now */
function draw(now) {
  const scale = devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * scale);
  const height = Math.round(canvas.clientHeight * scale);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const style = getComputedStyle(canvas);
  context.clearRect(0, 0, width, height);
  const radius = Math.min(width / COUNT / 3.2, height / 12);
  for (let index = 0; index < COUNT; index++) {
    const turn = ((now % CYCLE_MS) / CYCLE_MS) * (SLOWEST + index) * 2 * Math.PI;
    const x = (width * (index + 0.5)) / COUNT;
    const y = height / 2 + Math.cos(turn) * (height / 2 - radius * 2.2);
    context.globalAlpha = 0.5;
    context.fillStyle = style.getPropertyValue("--line");
    context.fillRect(x - scale / 2, 0, scale, y);
    context.globalAlpha = 0.45 + 0.55 * (index / COUNT);
    context.fillStyle = style.getPropertyValue("--accent");
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
  if (!still.matches) requestAnimationFrame(draw);
}

requestAnimationFrame(draw);
// Who asked for less motion sees them at rest, and at the right size.
addEventListener("resize", () => still.matches && requestAnimationFrame(draw));
