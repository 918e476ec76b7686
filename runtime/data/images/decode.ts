import { DataError, KmodelError } from '../../errors.ts';
import { reasonOf, statsOf } from '../../files.ts';
import type { ImageSize } from './pixels.ts';

/** What of sharp is used. */
interface Image {
  resize(width: number, height: number, options: object): Image;
  toColourspace(space: string): Image;
  removeAlpha(): Image;
  ensureAlpha(): Image;
  raw(): Image;
  toBuffer(): Promise<Uint8Array>;
  metadata(): Promise<{ readonly width?: number; readonly height?: number; readonly channels?: number }>;
}
type Sharp = (path: string, options?: object) => Image;

/** An image with more pixels was made to fill the memory. */
const mostPixels = 2 ** 28;

/** @throws KmodelError where sharp is not installed */
async function loadSharp(): Promise<Sharp> {
  // A name that is not written out keeps bundlers and the compiler from asking for the package.
  const name = 'sharp';
  try {
    return ((await import(name)) as { readonly default: Sharp }).default;
  } catch {
    throw new KmodelError(
      'Images are read by the package `sharp`, which is not installed here.',
      'Install it beside kmodel: `npm install sharp`.',
    );
  }
}

/** Turns files of images into pixels of a size. */
export type Decode = (path: string, size: ImageSize, place: string | undefined) => Promise<Uint8Array>;

/**
 * What decodes PNG and JPEG: an image is stretched to the size (bilinear), as Keras's `image_dataset_from_directory`
 * does, and brought to the number of channels.
 * @throws KmodelError where sharp is not installed; decoding throws DataError that names the file
 */
export async function imageDecoder(): Promise<Decode> {
  const sharp = await loadSharp();
  return async (path, size, place) => {
    const at = place === undefined ? '' : ` (${place})`;
    if (!statsOf(path)?.isFile())
      throw new DataError(`The image ${path} cannot be read: there is no such file${at}.`);
    const { height, width, channels } = size;
    try {
      const image = sharp(path, { failOn: 'error', limitInputPixels: mostPixels })
        .resize(width, height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
        .toColourspace(channels === 1 ? 'b-w' : 'srgb');
      return await (channels === 4 ? image.ensureAlpha() : image.removeAlpha()).raw().toBuffer();
    } catch (error) {
      const reason = reasonOf(error).split('\n')[0]!.replace(/\.$/, '');
      throw new DataError(
        `The image ${path} cannot be decoded: ${reason}${at}.`,
        'Take it out of the data, or save it again as PNG or JPEG.',
      );
    }
  };
}

/**
 * The sizes of images as their files state them; without those that are not whole.
 * @throws KmodelError where sharp is not installed
 */
export async function statedSizes(paths: readonly string[]): Promise<readonly ImageSize[]> {
  const sharp = await loadSharp();
  const sizes: ImageSize[] = [];
  for (const path of paths) {
    const { width, height, channels } = await sharp(path)
      .metadata()
      .catch(() => ({ width: undefined, height: undefined, channels: undefined }));
    // A second channel is how opaque a gray image is.
    if (width && height && channels) sizes.push({ width, height, channels: channels > 2 ? 3 : 1 });
  }
  return sizes;
}
