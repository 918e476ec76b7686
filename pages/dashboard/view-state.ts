/** What the page shows, kept in its address so that a link brings it back. */
export interface ViewState {
  readonly runs: readonly string[];
  readonly axis: 'step' | 'epoch' | 'seconds';
  /** From 0, nothing, to below 1. */
  readonly smoothing: number;
  readonly logarithmic: boolean;
  readonly tab: Tab;
  /** The layer whose histograms or vectors are shown; the first where left out. */
  readonly layer?: string;
  /** How vectors come into three dimensions. */
  readonly projection: Projection;
  /** What colours the layers of the model's graph. */
  readonly colour: ModelColour;
}

export const modelColours = ['family', 'gradient', 'dead', 'spread', 'parameters'] as const;
export type ModelColour = (typeof modelColours)[number];

export const projections = ['pca', 'umap'] as const;
export type Projection = (typeof projections)[number];

export const tabs = [
  'curves',
  'balance',
  'layers',
  'embedding',
  'results',
  'compare',
  'model',
  'details',
] as const;
export type Tab = (typeof tabs)[number];

const axes = ['step', 'epoch', 'seconds'] as const;

export function readState(hash: string): ViewState {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const smoothing = Number(given.get('smoothing') ?? 0);
  return {
    runs: given.getAll('run'),
    axis: axes.find((axis) => axis === given.get('axis')) ?? 'step',
    smoothing: smoothing >= 0 && smoothing < 1 ? smoothing : 0,
    logarithmic: given.get('log') === '1',
    tab: tabs.find((tab) => tab === given.get('tab')) ?? 'curves',
    colour: modelColours.find((colour) => colour === given.get('colour')) ?? 'family',
    projection: projections.find((projection) => projection === given.get('projection')) ?? 'pca',
    ...(given.has('layer') ? { layer: given.get('layer')! } : {}),
  };
}

export function stateText(state: ViewState): string {
  const { runs, axis, smoothing, logarithmic, tab, layer, projection, colour } = state;
  const given = new URLSearchParams(runs.map((run) => ['run', run]));
  if (axis !== 'step') given.set('axis', axis);
  if (smoothing > 0) given.set('smoothing', String(smoothing));
  if (logarithmic) given.set('log', '1');
  if (tab !== 'curves') given.set('tab', tab);
  if ((tab === 'layers' || tab === 'embedding') && layer !== undefined) given.set('layer', layer);
  if (tab === 'embedding' && projection !== 'pca') given.set('projection', projection);
  if (colour !== 'family') given.set('colour', colour);
  return given.toString();
}
