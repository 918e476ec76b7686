import { WeightsError } from '../errors.ts';

/** What is said of a file whose optimizer has kept other numbers than that of the model would. */
export function otherOptimizer(path: string): WeightsError {
  return new WeightsError(
    `${path} holds what an optimizer has kept, but not for the weights that its model trains.`,
    'Compile the model anew before it is saved, or import its text and weights alone: `-o FILE.kmodel --weights FILE.safetensors`.',
  );
}
