import { basename, resolve } from 'node:path';
import { DataError } from '../../errors.ts';
import { statedSizes } from '../images/decode.ts';
import { classesOfFolder, imageColumn, imagesOfClasses, labelColumn } from '../images/image-folder.ts';
import type { ImageSize } from '../images/pixels.ts';
import { modelNameOf } from './names.ts';
import type { Starter } from './starter.ts';

/** Larger images are made smaller: no side has more pixels. */
const longestSide = 96;
/** So many images, evenly out of all, tell what size they have. */
const mostAsked = 40;
/** So many images are seen in all, whatever their number. */
const imagesSeen = 10_000;
const epochBounds = { fewest: 5, most: 30 } as const;

/**
 * Writes a small convnet for a folder with one folder of images for each class. Images keep the size that most of them
 * have, where it is small.
 * @throws DataError where there are not at least two classes, or another target is asked for; KmodelError where sharp
 * is not installed
 */
export async function imageStarter(path: string, targets: readonly string[]): Promise<Starter> {
  const classes = classesOfFolder(path);
  const other = targets.find((target) => target !== labelColumn);
  if (other !== undefined)
    throw new DataError(`A folder of images has no column \`${other}\`, but \`${labelColumn}\`.`);
  if (classes.length < 2)
    throw new DataError(
      `${path} has ${classes.length === 0 ? 'no folder' : 'one folder'} of images.`,
      'Put the images of each class into a folder of its own, which bears the name of the class.',
    );
  const images = imagesOfClasses(path);
  const every = Math.ceil(images.length / mostAsked);
  const size = usualSize(await statedSizes(images.filter((_, index) => index % every === 0)));
  const stem = basename(resolve(path));
  const names = classes.map((name) => JSON.stringify(name)).join(', ');
  const [last, loss] =
    classes.length === 2
      ? ['Dense(1, activation: sigmoid)', 'binary_crossentropy']
      : [`Dense(${classes.length}, activation: softmax)`, 'sparse_categorical_crossentropy'];
  const epochs = Math.round(imagesSeen / images.length);
  const text = `/// Tells the images of ${stem} apart.
model ${modelNameOf(stem)} {
input ${imageColumn}: uint8[${size.height}, ${size.width}, ${size.channels}]

branch features = ${imageColumn}
-> Rescaling(1 / 255)
${stagesFor(size).join('\n')}
-> Flatten()
-> Dropout(0.3)

head ${labelColumn} = features -> ${last} { loss: ${loss}, classes: [${names}], metrics: [accuracy] }

data {
source: ${JSON.stringify(stem)}
validation: 0.2
}

train {
optimizer: Adam(0.001)
epochs: ${Math.min(epochBounds.most, Math.max(epochBounds.fewest, epochs))}
seed: 1
}
}
`;
  return { stem, text, leftOut: [] };
}

/** The size in the middle, within what a small model takes; as many channels as any image has. */
function usualSize(sizes: readonly ImageSize[]): ImageSize {
  if (sizes.length === 0) return { height: longestSide, width: longestSide, channels: 3 };
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
  const height = middle(sizes.map((size) => size.height));
  const width = middle(sizes.map((size) => size.width));
  const factor = Math.min(1, longestSide / Math.max(height, width));
  const scaled = (side: number) => Math.max(1, Math.round(side * factor));
  const channels = Math.max(...sizes.map((size) => size.channels));
  return { height: scaled(height), width: scaled(width), channels: channels === 1 ? 1 : 3 };
}

/** Photographs may be mirrored, signs in gray may not; halves of the image, down to about seven pixels. */
function stagesFor({ height, width, channels }: ImageSize): readonly string[] {
  const halves = Math.floor(Math.log2(Math.min(height, width) / 4));
  const count = Math.min(3, Math.max(0, halves));
  const blocks = Array.from(
    { length: count },
    (_, index) => `-> Conv2D(${16 * 2 ** index}, 3, padding: same, activation: relu) -> MaxPooling2D()`,
  );
  return channels === 1 ? blocks : ['-> RandomFlip(horizontal)', ...blocks];
}
