import { ownValue } from '../../../compiler/names/own-value.ts';
import { datasetBeginning } from '../../../compiler/tables/source-forms.ts';
import { DataError } from '../../errors.ts';
import { isFile, withFile } from '../../files.ts';
import type { Found, Search } from '../readers/found.ts';
import { readNpz } from '../readers/npz.ts';
import { datasetFile, datasetFolder } from './cache.ts';
import { datasetNamed } from './catalogue.ts';

/** True for a source such as `dataset:mnist`. */
export function isDatasetSource(source: string): boolean {
  return source.startsWith(datasetBeginning);
}

/**
 * The arrays of a data set that was fetched before: `dataset:mnist` is what to train on, `dataset:mnist/test` its test
 * part. Nothing is fetched.
 * @throws DataError where it is unknown, or not here
 */
export function readDataset(source: string, search: Search): Found {
  const [name = '', part] = source.slice(datasetBeginning.length).trim().split('/');
  const dataset = datasetNamed(name);
  const parts = Object.keys(dataset.parts);
  const arrays = ownValue(dataset.parts, part ?? parts[0]!);
  if (!arrays)
    throw new DataError(`\`${name}\` has no part \`${part}\`.`, `Its parts are ${parts.join(' and ')}.`);
  const path = datasetFile(dataset, datasetFolder());
  if (!isFile(path))
    throw new DataError(
      `The data set \`${name}\` is not here yet.`,
      `Fetch it: \`kmodel data get ${name}\`.`,
    );
  const names = Object.keys(arrays);
  const wanted = search.wanted.length > 0 ? search.wanted : names;
  const taken = wanted.flatMap((each) => {
    const [column = each] = ownValue(search.columns ?? {}, each) ?? [];
    const entry = ownValue(arrays, column);
    return entry === undefined ? [] : [{ name: each, column, entry }];
  });
  const inFile = { ...search, wanted: taken.map(({ entry }) => entry), keep: [], single: false };
  const found = taken.length > 0 ? withFile(path, (file) => readNpz(file, path, inFile)) : undefined;
  return {
    arrays: new Map(
      taken.flatMap(({ name: own, column, entry }) => {
        const array = found!.arrays.get(entry);
        return array ? [[own, { ...array, source: `\`${column}\` in ${source}` }] as const] : [];
      }),
    ),
    kept: new Map(),
    passedOver: names.filter((each) => !taken.some(({ column }) => column === each)),
  };
}
