import { describe, expect, it } from 'vitest';
import { readState, stateText, type ViewState } from '../../../pages/dashboard/view-state.ts';

const plain: ViewState = {
  runs: [],
  axis: 'step',
  smoothing: 0,
  logarithmic: false,
  tab: 'curves',
  colour: 'family',
  projection: 'pca',
};

describe('the address of a page without settings', () => {
  it.each(['', '#'])('is empty, and read from %j', (hash) => {
    expect(readState(hash)).toEqual(plain);
    expect(stateText(plain)).toBe('');
  });
});

describe('a setting in the address', () => {
  it.each<[string, Partial<ViewState>]>([
    ['run=a&run=b%2Fc', { runs: ['a', 'b/c'] }],
    ['axis=epoch', { axis: 'epoch' }],
    ['axis=seconds', { axis: 'seconds' }],
    ['smoothing=0.6', { smoothing: 0.6 }],
    ['log=1', { logarithmic: true }],
    ['tab=layers&layer=dense_1', { tab: 'layers', layer: 'dense_1' }],
    ['tab=embedding&layer=words&projection=umap', { tab: 'embedding', layer: 'words', projection: 'umap' }],
    ['tab=model&colour=gradient', { tab: 'model', colour: 'gradient' }],
  ])('%s comes back', (hash, given) => {
    expect(readState(`#${hash}`)).toEqual({ ...plain, ...given });
    expect(stateText({ ...plain, ...given })).toBe(hash);
  });

  it('is left out where it means nothing on the page that is shown', () => {
    expect(stateText({ ...plain, layer: 'dense' })).toBe('');
    expect(stateText({ ...plain, tab: 'layers', projection: 'umap' })).toBe('tab=layers');
  });
});

describe('an address that nobody of this page wrote', () => {
  it.each([
    'axis=constructor',
    'tab=__proto__',
    'smoothing=1',
    'smoothing=-0.1',
    'smoothing=much',
    'log=yes',
    'colour=red',
    'projection=tsne',
    'unknown=1',
  ])('%s is read as if it did not say so', (hash) => {
    expect(readState(`#${hash}`)).toEqual(plain);
  });
});
