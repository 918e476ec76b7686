import type * as Saving from '../saved/save-model.ts';
import { KmodelError } from '../errors.ts';

/** Stands in the bundle for browsers where Node writes a model into a file. */
export const saveModel: typeof Saving.saveModel = () => {
  throw new KmodelError('A page cannot write files.', 'Take the bytes of the weights: `weightBytes(model)`.');
};
