import type { ModelGraph } from '../../../compiler/graph/model-graph.ts';
import { DataError } from '../../errors.ts';
import type { SampleData } from '../declared/read-for-model.ts';
import { labelsOfGroups, type Groups } from '../declared/groups.ts';
import type { DataWarning } from '../samples.ts';
import { prepareSamples } from '../training-data.ts';
import { recordLayout } from './record-layout.ts';
import { RowFile } from './row-file.ts';
import { StoredSamples } from './stored-samples.ts';

/** Samples in a file, with the groups that their labels make. */
export interface Stored {
  readonly samples: StoredSamples;
  /** Undefined where nothing labels each sample. */
  readonly groups: Groups | undefined;
}

/**
 * Writes data into a file of samples, piece by piece, after it was held against the model.
 * @param label the head whose labels make groups
 * @throws DataError for what does not fit, KmodelError where there is no room on the disk
 */
export async function storeSamples(
  model: ModelGraph,
  chunks: AsyncIterable<SampleData>,
  { folder, label }: { readonly folder: string; readonly label: string | undefined },
): Promise<Stored> {
  let file: RowFile | undefined;
  let weighted: StoredSamples['weighted'] = [];
  // One for each head, of the first piece that gives rise to it.
  const warnings = new Map<string, DataWarning>();
  const labels = label === undefined ? undefined : labelsOfGroups();
  try {
    for await (const { arrays, sampleWeight } of chunks) {
      const first = file?.count ?? 0;
      // An empty piece is an error of the first one alone.
      if (file && Object.values(arrays)[0]?.shape[0] === 0) continue;
      const samples = prepareSamples(model, arrays, 'train', {
        first,
        ...(sampleWeight && { sampleWeight }),
      });
      file ??= new RowFile(folder, recordLayout(model, samples));
      ({ weighted } = samples);
      for (const warning of samples.warnings)
        if (!warnings.has(warning.head)) warnings.set(warning.head, warning);
      file.append(samples);
      labels?.add(arrays[label!]!, samples.count);
    }
    if (!file) throw new DataError('The data has no samples.');
    file.flush();
    return {
      samples: new StoredSamples({ file, weighted, warnings: [...warnings.values()] }),
      groups: labels?.finish(),
    };
  } catch (error) {
    file?.close();
    throw error;
  }
}
