import type { ModelGraph } from './model-graph.ts';

/** Whether there is something that training could make small: a head with a loss, or an objective. */
export function trains({ heads, objectives = [] }: Pick<ModelGraph, 'heads' | 'objectives'>): boolean {
  return objectives.length > 0 || heads.some(({ loss }) => loss !== null);
}
