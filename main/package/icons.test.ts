import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { trayBitmap } from '../tray/icon.ts';
import { ICON_SIZES, iconIco, iconPng } from './icons.ts';

/** Type and content of each chunk of a PNG. */
function chunksOf(png: Buffer): Array<[string, Buffer]> {
  const chunks: Array<[string, Buffer]> = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push([png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length)]);
    at += length + 12;
  }
  return chunks;
}

describe('the application’s icon', () => {
  it('is a PNG with the colours of the picture, straight alpha', () => {
    const png = iconPng(32);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    const chunks = chunksOf(png);
    expect(chunks.map(([type]) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
    const rows = inflateSync(chunks[1]?.[1] ?? Buffer.alloc(0));
    expect(rows.length).toBe(32 * (32 * 4 + 1));
    // Green beside the tick; nothing at all in the corner.
    const pixel = (x: number, y: number) => [...rows.subarray(y * 129 + 1 + x * 4, y * 129 + 5 + x * 4)];
    expect(pixel(16, 8)).toEqual([11, 110, 79, 255]);
    expect(pixel(0, 0)).toEqual([0, 0, 0, 0]);
    expect([...trayBitmap('ready', 32).subarray((8 * 32 + 16) * 4, (8 * 32 + 16) * 4 + 4)]).toEqual([79, 110, 11, 255]);
  });

  it('is an ICO that holds a PNG of each size', () => {
    const ico = iconIco();
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, ICON_SIZES.length]);
    for (const [index, size] of ICON_SIZES.entries()) {
      const at = 6 + index * 16;
      expect(ico[at]).toBe(size % 256);
      const offset = ico.readUInt32LE(at + 12);
      expect(ico.subarray(offset, offset + ico.readUInt32LE(at + 8))).toEqual(iconPng(size));
    }
  });
});
