import type { GraphHead, ModelGraph, TrainingStep } from '../../../graph/model-graph.ts';
import type { ModelProgram } from '../../program/program.ts';
import {
  call,
  dictionary,
  keyword,
  list,
  stringText,
  tuple,
  type PythonExpression,
} from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { addedLosses, type AddedLosses } from './added-losses.ts';
import type { StatementContext } from './statements.ts';
import { compileLines } from './training.ts';

/** The model as its steps see it, and what flows in. */
interface TurnedModel {
  readonly graph: ModelGraph;
  readonly program: ModelProgram;
  /** The expression of the inputs. */
  readonly inputs: PythonExpression;
  /** The expressions of the heads, before anything is added to the loss. */
  readonly outputs: readonly string[];
  /** The names of the layers that make them. */
  readonly names: readonly string[];
  /** The names of the outputs of the whole model, by which it takes targets. */
  readonly whole: readonly string[];
}

/** Statements that make the models of the steps, and one that gives them to the whole model. */
export interface TurnLines {
  readonly models: readonly string[];
  readonly taken: readonly string[];
}

/**
 * The steps of a training in turns, each a model of its own over the same layers: with the losses of the step alone,
 * its optimizer, and the layers that it changes.
 */
export function turnLines(model: TurnedModel, context: StatementContext): TurnLines {
  const { steps = [] } = model.graph.training;
  if (steps.length === 0) return { models: [], taken: [] };
  const turns: PythonExpression[] = [];
  const lines = steps.flatMap((step) => {
    const name = context.scope.claim(step.name);
    const { lines: made, outputs } = stepLines(step, name, model, context);
    turns.push(tuple([name, String(step.repeat), targetsOf(step, model, outputs)]));
    return made;
  });
  return { models: lines, taken: layout('', call('model.take_turns', turns), '', '    ') };
}

function stepLines(
  step: TrainingStep,
  name: string,
  { graph, program, inputs, outputs, names }: TurnedModel,
  context: StatementContext,
): { readonly lines: readonly string[]; readonly outputs: readonly string[] } {
  const own = ofStep(graph, step);
  const added: AddedLosses = addedLosses(
    graph,
    { ...program, added: program.added.filter((each) => step.minimize.includes(nameOf(each))) },
    { outputs, names },
    context,
    false,
  );
  const made = call('Turn', [
    keyword('inputs', inputs),
    keyword('outputs', added.outputs.length === 1 ? added.outputs[0]! : list(added.outputs)),
    keyword('name', stringText(step.name)),
  ]);
  const lines = [
    ...added.lines,
    ...layout(`${name} = `, made, '', '    '),
    ...(step.update ? layout(`${name}.updates = `, list(step.update.map(stringText)), '', '    ') : []),
    ...compileLines(own, added.names, context, name),
  ];
  return { lines, outputs: added.names };
}

/** A model whose heads and objectives are those that a step makes small. */
function ofStep(graph: ModelGraph, { minimize, optimizer, parts = [] }: TrainingStep): ModelGraph {
  const heads = graph.heads.map((head): GraphHead => {
    return minimize.includes(head.name) ? head : { ...head, loss: null, metrics: [] };
  });
  return {
    ...graph,
    heads,
    objectives: (graph.objectives ?? []).filter(({ name }) => minimize.includes(name)),
    training: { ...graph.training, optimizer, parts },
  };
}

function nameOf(added: ModelProgram['added'][number]): string {
  return added.kind === 'objective' ? added.objective.name : added.head.name;
}

/** The targets of the data that a step learns from: all, or by the names of its outputs those of the whole model. */
function targetsOf(
  { minimize }: TrainingStep,
  { graph, whole }: TurnedModel,
  outputs: readonly string[],
): PythonExpression {
  const aimed = graph.heads.flatMap((head, index) => (head.loss && head.target ? [{ head, index }] : []));
  const wanted = aimed.filter(({ head }) => minimize.includes(head.name));
  if (graph.heads.length === 1 && wanted.length === 1) return stringText('all');
  if (wanted.length === 0) return '{}';
  // Keras wants an entry for each output, also for one that the step does not learn from.
  const isWanted = (index: number): boolean => wanted.some((each) => each.index === index);
  return dictionary(
    outputs.map((output, index) => [output, isWanted(index) ? stringText(whole[index]!) : 'None']),
  );
}
