/** The application's icon as files, drawn from the same shapes as the one beside the clock: PNG for Linux, ICO for Windows. */
import { crc32, deflateSync } from 'node:zlib';
import { trayBitmap } from '../tray/icon.ts';

/** Sizes that Windows and Linux desktops ask for, in pixels. */
export const ICON_SIZES = [16, 24, 32, 48, 64, 128, 256] as const;

/** The icon as a PNG of `size` pixels a side. */
export function iconPng(size: number): Buffer {
  const bitmap = trayBitmap('ready', size);
  // Each row begins with the number of its filter: none.
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let pixel = 0; pixel < size * size; pixel++) {
    const from = pixel * 4;
    const to = from + Math.floor(pixel / size) + 1;
    const alpha = bitmap[from + 3] ?? 0;
    // PNG keeps colours as they are, Electron's bitmap multiplied by alpha, and in the order blue, green, red.
    for (const [channel, source] of [2, 1, 0].entries()) {
      const multiplied = bitmap[from + source] ?? 0;
      rows[to + channel] = alpha === 0 ? 0 : Math.min(255, Math.round((multiplied * 255) / alpha));
    }
    rows[to + 3] = alpha;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits a channel, with alpha.
  header.set([8, 6], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** All sizes in one ICO, each as a PNG (since Windows Vista). */
export function iconIco(): Buffer {
  const pictures = ICON_SIZES.map((size) => ({ size, png: iconPng(size) }));
  const directory = Buffer.alloc(6 + pictures.length * 16);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(pictures.length, 4);
  let offset = directory.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + index * 16;
    // 0 stands for 256.
    directory.set([size % 256, size % 256], at);
    directory.writeUInt16LE(1, at + 4);
    directory.writeUInt16LE(32, at + 6);
    directory.writeUInt32LE(png.length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([directory, ...pictures.map(({ png }) => png)]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
