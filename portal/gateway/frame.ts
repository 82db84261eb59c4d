/** A frame of the protocol as it goes over the wire: built once, it is the same bytes for every link that it is sent to. */
import type { DownwardFrame } from '../../protocol/frames.ts';

/** One unmasked text frame, header and payload (RFC 6455, section 5.2). */
export function textFrame(frame: DownwardFrame): Buffer {
  const text = JSON.stringify(frame);
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafeSlow(header + length);
  bytes[0] = 0x81;
  if (length < 126) bytes[1] = length;
  else if (length < 65_536) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.write(text, header);
  return bytes;
}
