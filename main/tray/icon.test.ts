import { describe, expect, it } from 'vitest';
import { trayBitmap } from './icon.ts';
import type { TrayShape } from './state.ts';

const shapes: readonly TrayShape[] = ['starting', 'ready', 'recall', 'offline', 'stale', 'stopped'];
/** Light and dark, without colour. */
const grey = (bitmap: Buffer) =>
  Array.from({ length: bitmap.length / 4 }, (_, pixel) => {
    const [b = 0, g = 0, r = 0, a = 0] = bitmap.subarray(pixel * 4, pixel * 4 + 4);
    return a < 64 ? '.' : 0.2126 * r + 0.7152 * g + 0.0722 * b > 128 ? 'o' : '#';
  });

describe.each([16, 24, 32])('at %d pixels', (size) => {
  it.each(shapes)('%s is a picture with an edge and a middle', (shape) => {
    const bitmap = trayBitmap(shape, size);
    expect(bitmap).toHaveLength(size * size * 4);
    expect(new Set(grey(bitmap))).toEqual(new Set(['.', 'o', '#']));
    // Premultiplied: no channel is larger than its alpha.
    const over = bitmap.filter((channel, at) => channel > (bitmap[at - (at % 4) + 3] ?? 0));
    expect(over).toHaveLength(0);
  });

  it('every two differ without their colours, by a tenth of the picture at least', () => {
    for (const [index, one] of shapes.entries()) {
      for (const other of shapes.slice(index + 1)) {
        const [a, b] = [grey(trayBitmap(one, size)), grey(trayBitmap(other, size))];
        const differing = a.filter((pixel, at) => pixel !== b[at]).length;
        expect(differing / a.length, `${one} and ${other}`).toBeGreaterThan(0.1);
      }
    }
  });
});
