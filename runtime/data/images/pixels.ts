import type { ModelGraph } from '../../../compiler/graph/model-graph.ts';
import { endsInOneOf, imageEndings } from '../../../compiler/tables/source-forms.ts';
import type { TensorType } from '../../../compiler/shapes/types.ts';

/** The size that an input gives its images. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
  /** 1 for grey, 3 for colours, 4 for colours with opacity. */
  readonly channels: 1 | 3 | 4;
}

/** The bytes of a decoded image, rows from the top, channels last. */
export class Pixels {
  readonly size: ImageSize;
  readonly data: Uint8Array;
  /** The cell that named the image. */
  readonly cell: string;

  constructor(size: ImageSize, data: Uint8Array, cell: string) {
    this.size = size;
    this.data = data;
    this.cell = cell;
  }
}

/** The size of the images that inputs take, by the names of these. */
export function imageInputs({
  inputs,
  tensors,
}: Pick<ModelGraph, 'inputs' | 'tensors'>): ReadonlyMap<string, ImageSize> {
  return new Map(
    inputs.flatMap(({ name, tensor }) => {
      const size = imageSize(tensors[tensor]!);
      return size ? [[name, size] as const] : [];
    }),
  );
}

/** The size of images of a type, as `float32[64, 64, 3]`; undefined for types that are none. */
function imageSize({ dtype, shape }: TensorType): ImageSize | undefined {
  const [height, width, channels] = shape;
  if (dtype === 'string' || shape.length !== 3) return undefined;
  if (typeof height !== 'number' || typeof width !== 'number') return undefined;
  return channels === 1 || channels === 3 || channels === 4 ? { height, width, channels } : undefined;
}

/** True for the name of a file of a kind of image that is read. */
export function isImageName(name: string): boolean {
  return endsInOneOf(name, imageEndings);
}
