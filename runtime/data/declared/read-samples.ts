import { tmpdir } from 'node:os';
import { ownValue } from '../../../compiler/names/own-value.ts';
import type { ModelGraph } from '../../../compiler/graph/model-graph.ts';
import { isFile, isFolder } from '../../files.ts';
import { isDatasetSource } from '../datasets/read-dataset.ts';
import { isDuckdb } from '../duckdb/duckdb-source.ts';
import { fileOfSource } from '../sqlite/sqlite-source.ts';
import { readPieces, type DataWithKept } from '../read-data.ts';
import { namedFile } from '../read-specification.ts';
import { NoRoom, Room } from '../readers/room.ts';
import type { StoredData } from '../samples.ts';
import { storeSamples } from '../stored/store-samples.ts';
import type { WeightOptions } from '../training-data.ts';
import { labelsOfGroups, type Groups } from './groups.ts';
import {
  readForModel,
  requestFor,
  type Arrays,
  type DataRequest,
  type ModelDataOptions,
  type SampleData,
} from './read-for-model.ts';
import type { Specification } from './sources.ts';

/** What the arrays of data may take of the memory where nobody says it, in bytes. */
export const defaultMemory = 2 ** 27;

/** Data that a model trains on or is held against, in memory or in a file. */
export interface TrainingSamples {
  readonly arrays: Arrays | StoredData;
  /** By head; undefined where the data has none, or is in a file. */
  readonly sampleWeight?: NonNullable<WeightOptions['sampleWeight']>;
}

/** How much of data stays in memory, and where the rest is kept. */
export interface StorageOptions {
  /** What the arrays may take, in bytes; 128 MiB by default. More is kept in a file while it is needed. */
  readonly memory?: number | undefined;
  /** Where that file is; the system's folder for temporary files by default. */
  readonly folder?: string | undefined;
}

/** Samples with what makes groups of them, for those who split them. */
export interface ReadSamples {
  readonly data: TrainingSamples;
  readonly groups: () => Groups | undefined;
}

/**
 * Reads data for a training or its validation: into memory, or, where it takes more than it may, into a file.
 * @throws DataError as `readData` does, KmodelError where there is no room on the disk
 */
export async function readSamples(
  graph: ModelGraph,
  specifications: readonly Specification[],
  options: ModelDataOptions & StorageOptions,
): Promise<ReadSamples> {
  const label = labelledHead(graph);
  try {
    // What comes out of a pipe can be read but once.
    const room = specifications.flat().every(isReadAgain)
      ? new Room(options.memory ?? defaultMemory)
      : undefined;
    const { arrays, sampleWeight } = await readForModel(graph, specifications, 'train', {
      ...options,
      ...(room && { room }),
    });
    return { data: { arrays, ...(sampleWeight && { sampleWeight }) }, groups: () => groupsOf(arrays, label) };
  } catch (error) {
    if (!(error instanceof NoRoom)) throw error;
  }
  const request = requestFor(graph, 'train', options);
  const folder = options.folder ?? tmpdir();
  const pieces = readPieces(specifications, request.wanted, request.options);
  const { samples, groups } = await storeSamples(graph, asSamplesEach(pieces, request), { folder, label });
  const size = `${Math.ceil(samples.size / 2 ** 20)} MiB`;
  options.onNote?.(
    `The ${samples.count} samples take more than the memory for data: they are kept in a file of ${size} while they are needed.`,
  );
  return { data: { arrays: samples }, groups: () => groups };
}

async function* asSamplesEach(
  pieces: AsyncIterable<DataWithKept>,
  request: DataRequest,
): AsyncGenerator<SampleData> {
  for await (const { arrays } of pieces) yield request.asSamples(arrays);
}

function isReadAgain(specification: string): boolean {
  if (isDuckdb(specification) || isDatasetSource(specification)) return true;
  const path = fileOfSource(namedFile(specification)?.path ?? specification);
  return isFile(path) || isFolder(path);
}

function groupsOf(arrays: Arrays, label: string | undefined): Groups | undefined {
  const labels = label === undefined ? undefined : ownValue(arrays, label);
  if (!labels) return undefined;
  const groups = labelsOfGroups();
  groups.add(labels, labels.shape[0] ?? 0);
  return groups.finish();
}

/** The head whose labels each part gets its share of: the first one with `classes`, else the first one of numbers. */
function labelledHead({ heads }: ModelGraph): string | undefined {
  const found = heads.filter(({ loss, target }) => loss && target);
  return (found.find(({ classes }) => classes) ?? found.find(({ target }) => target?.dtype === 'int32'))
    ?.name;
}
