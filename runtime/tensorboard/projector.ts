import { join } from 'node:path';
import type { Model } from '../model.ts';
import { writeFileAtomic } from '../files.ts';

/** Where the projector of TensorBoard looks for what there is. */
const configName = 'projector_config.pbtxt';

/** Writes the table of every Embedding for TensorBoard's projector: a row for each index, tabs between the numbers. */
export function writeEmbeddings(model: Model, folder: string, metadata: string | null): void {
  const labels = metadata === null ? '' : `  metadata_path: ${JSON.stringify(metadata)}\n`;
  const weights = model.getWeights();
  const entries = model.graph.layers
    .filter((layer) => layer.class === 'Embedding')
    .map(({ name }) => {
      const { data, shape } = weights[`${name}/embeddings`]!;
      const width = shape[1]!;
      const file = `${name}_embedding.tsv`;
      const rows = Array.from({ length: shape[0]! }, (_, row) =>
        Array.from(data.subarray(row * width, (row + 1) * width), String).join('\t'),
      );
      writeFileAtomic(join(folder, file), `${rows.join('\n')}\n`);
      return `embeddings {\n  tensor_name: ${JSON.stringify(name)}\n  tensor_path: ${JSON.stringify(file)}\n${labels}}\n`;
    });
  if (entries.length > 0) writeFileAtomic(join(folder, configName), entries.join(''));
}
