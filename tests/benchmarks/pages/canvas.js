// Frames on a canvas, of many small calls and of one large buffer of bytes: canvas.py.

import { measure } from "./timing.js";

const WIDTH = 1920;
const HEIGHT = 1080;
const PALETTE = ["#264653", "#2a9d8f", "#e9c46a", "#f4a261", "#e76f51"];
const PIXEL = [42, 157, 143, 255];

/**
 * @param {Window & typeof globalThis} window
 * @returns {Record<string, (size: number) => import("./timing.js").Outcome>}
 */
export function canvasWorks(window) {
  const canvas = window.document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext("2d");

  function checkPixel(x, y) {
    const pixel = context.getImageData(x, y, 1, 1).data;
    const found = PIXEL.map((_, index) => pixel[index]);
    if (String(found) !== String(PIXEL)) throw new Error(`The pixel is ${found} instead of ${PIXEL}`);
  }

  function measureRectangles(size) {
    context.fillStyle = PALETTE[1];
    context.fillRect(0, 0, 20, 20);
    checkPixel(1, 1);
    return measure((count) => {
      for (let frame = 0; frame < count; frame++) {
        for (let i = 0; i < size; i++) {
          context.fillStyle = PALETTE[i % 5];
          context.fillRect((i * 7) % WIDTH, (i * 3) % HEIGHT, 20, 20);
        }
        context.fillStyle;
      }
    });
  }

  function measureFrame() {
    const data = new Uint8Array(WIDTH * HEIGHT * 4);
    for (let i = 0; i < data.length; i++) data[i] = PIXEL[i % 4];
    const frames = (count) => {
      for (let frame = 0; frame < count; frame++) {
        context.putImageData(new window.ImageData(new window.Uint8ClampedArray(data), WIDTH), 0, 0);
      }
      context.fillStyle;
    };
    frames(1);
    checkPixel(WIDTH - 1, HEIGHT - 1);
    return measure(frames);
  }

  return { rectangles: measureRectangles, frame: measureFrame };
}
