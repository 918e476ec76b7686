import { UMAP } from 'umap-js';
import { createRandom } from '../../runtime/random.ts';
import type { UmapAnswer, UmapTask } from './umap.ts';

/** So many neighbours of a vector stay near it in the picture: umap-js's default. */
const neighbours = 15;
const seed = 1;
/** How often the share that is done is told. */
const tellings = 50;

/** Lays vectors out in three dimensions. One task is one worker's: whoever starts it ends it, too. */
self.addEventListener('message', ({ data }: MessageEvent<UmapTask>) => {
  const rows = rowsOf(data);
  const umap = new UMAP({
    nComponents: 3,
    nNeighbors: Math.min(neighbours, rows.length - 1),
    random: createRandom(seed, 'umap').uniform,
  });
  const steps = umap.initializeFit(rows);
  for (let step = 1; step <= steps; step++) {
    umap.step();
    if (step % Math.ceil(steps / tellings) === 0) answer({ share: step / steps });
  }
  answer({ points: centred(umap.getEmbedding()) });
});

function answer(message: UmapAnswer): void {
  self.postMessage(message);
}

function rowsOf({ vectors, width }: UmapTask): number[][] {
  return Array.from({ length: vectors.length / width }, (_, row) =>
    Array.from(vectors.subarray(row * width, (row + 1) * width)),
  );
}

/** Points around their mean, so that they turn about it. */
function centred(points: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const means = [0, 1, 2].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);
  return points.map((point) => point.map((value, axis) => value - means[axis]!));
}
