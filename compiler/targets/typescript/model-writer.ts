import type { ModelGraph } from '../../graph/model-graph.ts';
import { sizeText } from '../../shapes/size.ts';
import { tfjsDType } from '../tfjs/types.ts';
import { docComment } from './comments.ts';
import type { GraphText } from './expanded.ts';
import type { ModuleParts } from './module-parts.ts';
import type { TrainingProblem } from './training-text.ts';
import { keyText } from './values-text.ts';

/** The names that a module exports. */
export interface ExportedNames {
  readonly create: string;
  readonly options: string;
  readonly train: string;
  readonly inputsType: string;
  readonly targetsType: string;
  /** What `create` gives where a model trains in steps; empty for others. */
  readonly built: string;
}

/** What the end of a module is written from: its layers are there. */
export interface ModelParts {
  readonly graph: ModelGraph;
  readonly parts: ModuleParts;
  readonly names: ExportedNames;
  readonly body: GraphText;
}

/** How a module makes a model of its layers, and trains it. */
export interface ModelWriting {
  /** The type that the function which creates the model gives. */
  readonly result: string;
  /** The last statements of that function. */
  readonly end: string;
  /** The function that trains, with its types; empty where nothing can be trained. */
  readonly train: string;
  readonly problems: readonly TrainingProblem[];
}

/** The type of what a model reads. */
export function inputsInterface({ inputs, tensors }: ModelGraph, name: string): string {
  const members = inputs.map(({ name, doc, tensor }) => {
    const { dtype, shape } = tensors[tensor]!;
    const type = `${tfjsDType(dtype)}[${['samples', ...shape.map(sizeText)].join(', ')}]`;
    return `${docComment(doc, `\`${type}\``)}${keyText(name)}: tf.Tensor;`;
  });
  return `/** What the model reads: samples along the first axis. */
export interface ${name} {
${members.join('\n')}
}`;
}

/** The type of what the data says that heads should say; undefined where it says nothing. */
export function targetsInterface({ heads }: ModelGraph, name: string): string | undefined {
  const members = heads.flatMap(({ name, doc, loss, target }) => {
    if (!loss || !target) return [];
    const shape = ['samples', ...target.shape.map(sizeText)].join(', ');
    return [`${docComment(doc, `\`${tfjsDType(target.dtype)}[${shape}]\``)}${keyText(name)}: tf.Tensor;`];
  });
  if (members.length === 0) return undefined;
  return `/** What its heads should say. */
export interface ${name} {
${members.join('\n')}
}`;
}
