import type { Initializer } from '../../declarations/define-component.ts';
import {
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  varianceScaling,
} from './variance-scaling.ts';
import { randomUniform, randomNormal, truncatedNormal } from './random.ts';
import { orthogonal } from './orthogonal.ts';
import { zeros, ones, constant } from './constant.ts';
import { identity } from './identity.ts';
import { stft } from './stft.ts';

/** Those that users write, in the order of the reference. */
export const kerasInitializers: readonly Initializer[] = [
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  varianceScaling,
  randomUniform,
  randomNormal,
  truncatedNormal,
  orthogonal,
  zeros,
  ones,
  constant,
  identity,
  stft,
];
