import type * as Run from '../run/run.ts';
import { KmodelError } from '../errors.ts';

/** Stands in the bundle for browsers where Node has the runs. */
export const trainInFolder: typeof Run.trainInFolder = () =>
  Promise.reject(
    new KmodelError(
      'A page has no folders to leave a run in.',
      'Leave out `run`; `weightBytes(model)` gives the weights, and `onCheckpoint` is called after every epoch.',
    ),
  );
