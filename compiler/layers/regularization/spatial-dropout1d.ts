import { defineSpatialDropout } from './base-spatial-dropout.ts';

export const spatialDropout1D = defineSpatialDropout(1);
