/**
 * The icon's pictures: drawn here from distances to shapes, so that each size is sharp and none is a file to keep. A light
 * ring around each makes it stand on a dark bar as on a light one.
 */
import type { TrayShape } from './state.ts';

/** Distance from a point to a shape's edge, negative inside; coordinates from -1 to 1, y downwards. */
type Distance = (x: number, y: number) => number;

const circle =
  (radius: number, cx = 0, cy = 0): Distance =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius;
const box =
  (halfWidth: number, halfHeight: number, cx = 0, cy = 0): Distance =>
  (x, y) =>
    Math.max(Math.abs(x - cx) - halfWidth, Math.abs(y - cy) - halfHeight);
/** A stroke between two points. */
const line =
  (ax: number, ay: number, bx: number, by: number, half: number): Distance =>
  (x, y) => {
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    return Math.hypot(x - ax - t * dx, y - ay - t * dy) - half;
  };
/** Point upwards. */
const triangle: Distance = (x, y) => Math.max(y - 0.78, 0.894 * Math.abs(x) - 0.447 * (y + 0.85));
const ring =
  (shape: Distance, half: number): Distance =>
  (x, y) =>
    Math.abs(shape(x, y)) - half;
const either =
  (...shapes: readonly Distance[]): Distance =>
  (x, y) =>
    Math.min(...shapes.map((shape) => shape(x, y)));

interface Picture {
  readonly body: Distance;
  readonly sign: Distance;
  /** Red, green, blue. */
  readonly colour: readonly [number, number, number];
}

/** Told apart without any colour: disc and tick, triangle and bar, ring and stroke, clock, square and cross, three dots. */
const pictures: Readonly<Record<TrayShape, Picture>> = {
  ready: {
    body: circle(0.82),
    sign: either(line(-0.4, 0.02, -0.1, 0.34, 0.12), line(-0.1, 0.34, 0.42, -0.32, 0.12)),
    colour: [11, 110, 79],
  },
  recall: { body: triangle, sign: either(box(0.1, 0.28, 0, 0.08), circle(0.12, 0, 0.56)), colour: [192, 28, 40] },
  offline: { body: ring(circle(0.66), 0.17), sign: line(-0.62, 0.62, 0.62, -0.62, 0.16), colour: [74, 85, 104] },
  stale: {
    body: circle(0.82),
    sign: either(line(0, 0, 0, -0.5, 0.11), line(0, 0, 0.38, 0.2, 0.11)),
    colour: [166, 84, 0],
  },
  stopped: {
    body: box(0.7, 0.7),
    sign: either(line(-0.42, -0.42, 0.42, 0.42, 0.15), line(-0.42, 0.42, 0.42, -0.42, 0.15)),
    colour: [192, 28, 40],
  },
  starting: {
    body: box(0.86, 0.4),
    sign: either(circle(0.15, -0.48), circle(0.15), circle(0.15, 0.48)),
    colour: [74, 85, 104],
  },
};

const HALO = 0.14;
const WHITE = [255, 255, 255] as const;

/** The picture as rows of blue, green, red, alpha (Electron's bitmap), premultiplied; `size` is its side in pixels. */
export function trayBitmap(shape: TrayShape, size: number): Buffer {
  const { body, sign, colour } = pictures[shape];
  // The ring of `offline` is struck through by a stroke of its own colour; the others carry a white sign.
  const struck = shape === 'offline';
  const filled = struck ? either(body, sign) : body;
  const pixels = Buffer.alloc(size * size * 4);
  // How much of a pixel lies inside: one pixel wide, half on each side of the edge.
  const share = (distance: number) => Math.min(1, Math.max(0, 0.5 - (distance * size) / 2));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = ((column + 0.5) / size) * 2 - 1;
      const y = ((row + 0.5) / size) * 2 - 1;
      const distance = filled(x, y);
      const halo = share(distance - HALO);
      const inside = share(distance);
      const white = struck ? 0 : share(sign(x, y)) * inside;
      const at = (row * size + column) * 4;
      for (const [channel, index] of [2, 1, 0].entries()) {
        const own = (colour[index] ?? 0) * (inside - white) + (WHITE[index] ?? 0) * (white + halo - inside);
        pixels[at + channel] = Math.round(Math.max(0, own));
      }
      pixels[at + 3] = Math.round(halo * 255);
    }
  }
  return pixels;
}
