import type { InputSpecification } from '../../declarations/define-layer.ts';

/** How many axes lie between the batch and the channels. */
export type SpatialRank = 1 | 2 | 3;

const windows = {
  1: 'Length of the window.',
  2: 'Height and width of the window.',
  3: 'Depth, height and width of the window.',
};

const things = { 1: 'a sequence', 2: 'an image', 3: 'a volume' };

/** What such a tensor is, in words: "an image". */
export function spatialThing(rank: SpatialRank): string {
  return things[rank];
}

/** The documentation of a window's size. */
export function windowDoc(rank: SpatialRank): string {
  return windows[rank];
}

/** A tensor of a rank in words: "an image, float32[batch, height, width, channels]". */
export function spatialDescription(rank: SpatialRank, channels = 'channels'): string {
  const axes = { 1: 'time', 2: 'height, width', 3: 'depth, height, width' }[rank];
  const last = rank === 1 && channels === 'channels' ? 'features' : channels;
  return `${spatialThing(rank)}, float32[batch, ${axes}, ${last}]`;
}

/** The input of what works on the axes between batch and channels. */
export function spatialInput(rank: SpatialRank): InputSpecification {
  return { rank: rank + 1, description: spatialDescription(rank) };
}
