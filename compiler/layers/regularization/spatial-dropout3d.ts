import { defineSpatialDropout } from './base-spatial-dropout.ts';

export const spatialDropout3D = defineSpatialDropout(3);
