import type { EmbeddingView } from '../../dashboard/embeddings.ts';
import { vectorsOf } from './api.ts';

export interface UmapTask {
  readonly vectors: Float32Array;
  readonly width: number;
}

/** How much is done, then the points. */
export type UmapAnswer = { readonly share: number } | { readonly points: readonly (readonly number[])[] };

/** What there is of a picture by UMAP: a share of the work, the points, or why there is none. */
export type UmapState = UmapAnswer | { readonly problem: string };

/** Fewer vectors have no neighbours to speak of. */
export const fewestForUmap = 5;

interface Job {
  /** The table that it is of: as it changes while a run trains, so does the picture. */
  readonly of: string;
  state: UmapState;
  tell: (state: UmapState) => void;
  readonly end: () => void;
}

/** The last job of each table, finished or not: the page is drawn anew while a run goes on. */
const jobs = new Map<string, Job>();

/**
 * Lays the vectors of a table out by UMAP in a worker, so that the page stays at hand.
 * @param tell called at once and as the work goes on; a later call for the same table takes its place
 */
export function umapOf(run: string, view: EmbeddingView, tell: (state: UmapState) => void): void {
  const key = JSON.stringify([run, view.layer]);
  const of = JSON.stringify(view.points);
  const known = jobs.get(key);
  if (known?.of === of) {
    known.tell = tell;
    return tell(known.state);
  }
  known?.end();
  const worker = new Worker('/umap.js');
  const job: Job = { of, state: { share: 0 }, tell, end: () => worker.terminate() };
  jobs.set(key, job);
  const become = (state: UmapState): void => {
    job.state = state;
    if (!('share' in state)) worker.terminate();
    job.tell(state);
  };
  worker.addEventListener('message', ({ data }: MessageEvent<UmapAnswer>) =>
    become(
      'points' in data && !isFinite(data.points)
        ? { problem: 'UMAP finds no picture of these vectors.' }
        : data,
    ),
  );
  worker.addEventListener('error', () => become({ problem: 'UMAP finds no picture of these vectors.' }));
  become(job.state);
  void vectorsOf(run, view.layer).then((vectors) => {
    if (!vectors) return become({ problem: 'The run has no weights any more.' });
    const task: UmapTask = { vectors, width: view.width };
    worker.postMessage(task);
  });
}

function isFinite(points: readonly (readonly number[])[]): boolean {
  return points.every((point) => point.every((value) => Number.isFinite(value)));
}
