import { defineSpatialDropout } from './base-spatial-dropout.ts';

export const spatialDropout2D = defineSpatialDropout(2);
