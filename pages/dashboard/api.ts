import type { ListedRun, RunDetails } from '../../dashboard/answers.ts';
import type { EmbeddingView } from '../../dashboard/embeddings.ts';
import type { Evaluation } from '../../runtime/inspect/evaluation.ts';
import type { EpochInspection } from '../../runtime/run/histograms.ts';
import type { RunComparison } from '../../runtime/run/compare.ts';

export type { EpochInspection, ListedRun, RunComparison, RunDetails };

async function ask<T>(path: string): Promise<T | undefined> {
  const response = await fetch(path);
  return response.ok ? ((await response.json()) as T) : undefined;
}

const named = (path: string, names: Readonly<Record<string, string>>): string =>
  `${path}?${new URLSearchParams(names).toString()}`;

export const listRuns = (): Promise<readonly ListedRun[] | undefined> => ask('/api/runs');
export const runDetails = (run: string): Promise<RunDetails | undefined> => ask(named('/api/run', { run }));
export const compareRuns = (a: string, b: string): Promise<RunComparison | undefined> =>
  ask(named('/api/compare', { a, b }));

/** The graph of what a run trained, as SVG; undefined where it was not made from a file. */
export async function pictureOf(run: string): Promise<string | undefined> {
  const response = await fetch(named('/api/graph', { run }));
  return response.ok ? response.text() : undefined;
}

export const layersOf = (run: string): Promise<readonly EpochInspection[] | undefined> =>
  ask(named('/api/layers', { run }));
export const resultsOf = (run: string): Promise<Evaluation | null | undefined> =>
  ask(named('/api/results', { run }));
export const embeddingOf = (run: string, layer: string | undefined): Promise<EmbeddingView | undefined> =>
  ask(named('/api/embedding', { run, ...(layer === undefined ? {} : { layer }) }));

/** The vectors of an embedding that its view shows, row by row; undefined where the run has none. */
export async function vectorsOf(run: string, layer: string): Promise<Float32Array | undefined> {
  const response = await fetch(named('/api/vectors', { run, layer }));
  return response.ok ? new Float32Array(await response.arrayBuffer()) : undefined;
}

export const kernelsAddress = (run: string): string => named('/api/kernels', { run });

/** Calls back with the names of runs that have changed, and when the connection goes and comes back. */
export function onChanges(
  changed: (names: readonly string[]) => void,
  connected: (isConnected: boolean) => void,
): void {
  const source = new EventSource('/api/changes');
  source.addEventListener('message', ({ data }: MessageEvent<string>) =>
    changed(JSON.parse(data) as readonly string[]),
  );
  source.addEventListener('open', () => connected(true));
  source.addEventListener('error', () => connected(false));
}
