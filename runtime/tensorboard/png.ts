import { crc32, deflateSync } from 'node:zlib';

/** A grey picture, a byte for each point, row by row, as PNG (ISO/IEC 15948). */
export function greyPng(width: number, height: number, points: Uint8Array): Uint8Array {
  return png(width, height, points, 1);
}

/** A picture of three bytes, red, green and blue, for each point. */
export function colourPng(width: number, height: number, points: Uint8Array): Uint8Array {
  return png(width, height, points, 3);
}

function png(width: number, height: number, points: Uint8Array, channels: 1 | 3): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits for each channel; colour type 0 is grey, 2 is colours. The rest is as it must be.
  header.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8);
  const wide = width * channels;
  const rows = Buffer.alloc((wide + 1) * height);
  for (let row = 0; row < height; row++)
    rows.set(points.subarray(row * wide, (row + 1) * wide), row * (wide + 1) + 1);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
