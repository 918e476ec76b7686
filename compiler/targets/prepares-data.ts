import type { ModelGraph } from '../graph/model-graph.ts';

/** What a model does with its data that a training script of another world would have to do before `fit`. */
export interface DataNeeds {
  /** Whether layers learn from the data before training does. */
  readonly learns: boolean;
  /** What the data itself holds beside numbers: `words`, `gaps`, `names of classes`. */
  readonly data: readonly string[];
}

/** What has to be done with data before a model trains on it. */
export function dataNeeds({ inputs, heads, layers, tensors }: ModelGraph): DataNeeds {
  const held: readonly (readonly [what: string, isHeld: boolean])[] = [
    ['words', inputs.some(({ tensor }) => tensors[tensor]!.dtype === 'string')],
    ['gaps', inputs.some(({ missing }) => missing !== undefined)],
    ['names of classes', heads.some(({ classes }) => classes !== undefined)],
  ];
  return {
    learns: layers.some(({ declaration, args }) => (declaration.adapt?.learns(args).length ?? 0) > 0),
    data: held.filter(([, isHeld]) => isHeld).map(([what]) => what),
  };
}

/** Whether a model does with its data what a training script of another world would have to do before `fit`. */
export function preparesData(graph: ModelGraph): boolean {
  const { learns, data } = dataNeeds(graph);
  return learns || data.length > 0;
}
