import { basename, resolve } from 'node:path';
import { DataError } from '../../errors.ts';
import { classesOfFolder, imageColumn, labelColumn } from '../images/image-folder.ts';
import { modelNameOf } from './names.ts';
import type { Starter } from './starter.ts';

/** Images become squares of so many pixels. */
const side = 96;

/**
 * Writes a small convnet for a folder with one folder of images for each class.
 * @throws DataError where there are not at least two classes, or another target is asked for
 */
export function imageStarter(path: string, targets: readonly string[]): Starter {
  const classes = classesOfFolder(path);
  const other = targets.find((target) => target !== labelColumn);
  if (other !== undefined)
    throw new DataError(`A folder of images has no column \`${other}\`, but \`${labelColumn}\`.`);
  if (classes.length < 2)
    throw new DataError(
      `${path} has ${classes.length === 0 ? 'no folder' : 'one folder'} of images.`,
      'Put the images of each class into a folder of its own, which bears the name of the class.',
    );
  const stem = basename(resolve(path));
  const names = classes.map((name) => JSON.stringify(name)).join(', ');
  const [last, loss] =
    classes.length === 2
      ? ['Dense(1, activation: sigmoid)', 'binary_crossentropy']
      : [`Dense(${classes.length}, activation: softmax)`, 'sparse_categorical_crossentropy'];
  const text = `/// Tells the images of ${stem} apart.
model ${modelNameOf(stem)} {
input ${imageColumn}: uint8[${side}, ${side}, 3]

branch features = ${imageColumn}
-> Rescaling(1 / 255)
-> RandomFlip(horizontal)
-> Conv2D(16, 3, padding: same, activation: relu) -> MaxPooling2D()
-> Conv2D(32, 3, padding: same, activation: relu) -> MaxPooling2D()
-> Conv2D(64, 3, padding: same, activation: relu) -> MaxPooling2D()
-> GlobalAveragePooling2D()
-> Dropout(0.3)

head ${labelColumn} = features -> ${last} { loss: ${loss}, classes: [${names}], metrics: [accuracy] }

data {
source: ${JSON.stringify(stem)}
validation: 0.2
}

train {
optimizer: Adam(0.001)
epochs: 20
seed: 1
}
}
`;
  return { stem, text, leftOut: [] };
}
