import type { ModelGraph } from '../../../graph/model-graph.ts';
import type { WeightedHead } from '../../../steps/build-steps.ts';
import type { StepGraph } from '../../../steps/step-graph.ts';
import { dictionary, stringText } from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { PythonScope } from '../../python/names.ts';
import type { HelperName } from '../ops/code.ts';
import { helperTexts } from '../ops/helpers.ts';
import type { FileContext } from './layer-class.ts';
import type { ModelClasses } from './model-classes.ts';
import { scoreFunction } from './scores.ts';
import { stepLines } from './step-text.ts';

/** A function of PyTorch by itself, with the helpers that it needs. */
export interface StepFunction {
  readonly name: string;
  readonly text: string;
}

/** Any step of kmodel as one function, from values by name to results by name. */
export function stepFunction(step: StepGraph): StepFunction {
  return withHelpers('step', (file) => {
    const { lines, outputs } = stepLines(
      step.graph,
      (name) => ({ text: `values[${stringText(name)}]`, variable: name.split(/[:/]/).at(-1)! }),
      ['values'],
      file,
    );
    const results = dictionary([...outputs]);
    return ['def step(values):', ...lines, ...layout('return ', results, '', '    ')];
  });
}

/**
 * The losses and metrics of a batch whose samples have weights.
 * @param turn the part of a training in turns; `evaluation` for what judges
 */
export function weightedScore(
  graph: ModelGraph,
  classes: ModelClasses,
  weighted: readonly WeightedHead[],
  turn: number | 'evaluation',
): StepFunction {
  const { steps } = graph.training;
  const step = typeof turn === 'number' ? steps?.[turn] : undefined;
  const parts = turn === 'evaluation' ? steps : step && [step];
  return withHelpers('score', (file) => [
    ...scoreFunction(
      graph,
      classes,
      {
        name: 'score',
        doc: 'Losses and metrics of a batch.',
        steps: parts,
        step,
        isLast: steps === undefined || turn === steps.length - 1,
        weighted,
      },
      file,
    ).lines,
  ]);
}

function withHelpers(name: string, write: (file: FileContext) => readonly string[]): StepFunction {
  const helpers = new Set<HelperName>();
  const lines = write({
    helper: (helper) => {
      helpers.add(helper);
      return helper;
    },
    functional: (name) => `F.${name}`,
    drawsFreely: false,
    visible: new PythonScope(undefined, [
      'torch',
      'nn',
      'F',
      'math',
      'weight_of',
      ...Object.keys(helperTexts),
    ]),
  });
  return {
    name,
    text: [...[...helpers].map((helper) => helperTexts[helper].text), lines.join('\n')].join('\n\n'),
  };
}
