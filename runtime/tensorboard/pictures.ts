import type { MessageInitShape } from '@bufbuild/protobuf';
import type { HostTensor } from '../engines/engine.ts';
import type { Summary_ImageSchema } from './event_pb.ts';
import { greyPng } from './png.ts';

/** As many as Keras writes of one weight. */
const mostPictures = 3;

/**
 * A weight as pictures from black, its least value, to white, as Keras has them: a list is a row, a matrix lies on its
 * longer side, and of three axes the last counts the pictures. Others have none.
 */
export function picturesOf({
  data,
  shape,
}: HostTensor): readonly MessageInitShape<typeof Summary_ImageSchema>[] {
  const sizes = shape.filter((size) => size !== 1);
  if (sizes.length > 3 || data.length === 0) return [];
  const [rows = 1, columns = 1, count = 1] = sizes.length === 1 ? [1, sizes[0]!] : sizes;
  const isTurned = sizes.length === 2 && rows > columns;
  const [height, width] = isTurned ? [columns, rows] : [rows, columns];
  return Array.from({ length: Math.min(count, mostPictures) }, (_, picture) => {
    const value = (row: number, column: number): number => {
      const place = isTurned ? column * columns + row : row * columns + column;
      return data[place * count + picture]!;
    };
    return {
      height,
      width,
      colorspace: 1,
      encodedImageString: greyPng(width, height, greys(height, width, value)),
    };
  });
}

function greys(height: number, width: number, value: (row: number, column: number) => number): Uint8Array {
  const values = Float64Array.from({ length: height * width }, (_, place) =>
    value(Math.floor(place / width), place % width),
  );
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const greatest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const range = greatest - least || 1;
  return Uint8Array.from(values, (each) => Math.round(((each - least) / range) * 255));
}
