import { closestNames } from '../../../compiler/diagnostics/closest-names.ts';
import { DataError } from '../../errors.ts';

/** A data set that is fetched from where Keras fetches it. */
export interface NamedDataset {
  readonly name: string;
  readonly url: string;
  /** Of the file, as Keras publishes it. */
  readonly sha256: string;
  /** The arrays of its parts: by the names that models see, those in the file. The first part is the one to train on. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const origin = 'https://storage.googleapis.com/tensorflow/tf-keras-datasets';

/** What can be fetched; the sums are those of `keras/src/datasets`. */
export const datasets: readonly NamedDataset[] = [
  {
    name: 'mnist',
    url: `${origin}/mnist.npz`,
    sha256: '731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1',
    parts: {
      train: { image: 'x_train', label: 'y_train' },
      test: { image: 'x_test', label: 'y_test' },
    },
  },
  {
    name: 'california_housing',
    url: `${origin}/california_housing.npz`,
    sha256: '1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f',
    parts: { all: { features: 'x', price: 'y' } },
  },
];

/** Why other data sets of Keras are not fetched. */
const others: Readonly<Record<string, string>> = {
  fashion_mnist: 'Keras publishes no sum to check it by',
  cifar10: 'its files are pickled Python, which kmodel does not read',
  cifar100: 'its files are pickled Python, which kmodel does not read',
  imdb: 'its arrays are pickled Python, which kmodel does not read',
  reuters: 'its arrays are pickled Python, which kmodel does not read',
};

/** @throws DataError where there is no such data set */
export function datasetNamed(name: string): NamedDataset {
  const found = datasets.find((each) => each.name === name);
  if (found) return found;
  const known = datasets.map((each) => each.name);
  const reason = Object.hasOwn(others, name) ? others[name] : undefined;
  if (reason !== undefined)
    throw new DataError(`\`${name}\` is not fetched: ${reason}.`, `There are ${known.join(' and ')}.`);
  const [closest] = closestNames(name, known);
  throw new DataError(
    `There is no data set \`${name}\`.`,
    closest === undefined ? `There are ${known.join(' and ')}.` : `Did you mean \`${closest}\`?`,
  );
}
