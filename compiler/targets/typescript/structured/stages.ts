import type {
  CallExpression,
  Expression,
  ForStage,
  IfStage,
  RepeatStage,
  Stage,
} from '../../../../grammar/ast.ts';
import { Scope, variableName } from '../identifiers.ts';
import { isAlive, otherStages } from './alive-stages.ts';
import { initialState } from './initial-state.ts';
import { layersAt, layerText } from './layers.ts';
import { pin } from './pins.ts';
import type { Site } from './site.ts';
import { oneStage, spread, stagesText, type StageText } from './flow.ts';
import { constantAt } from './site-constants.ts';
import { Unstructured } from '../../program/unstructured.ts';
import { functionOf, usedDefinition, useText } from './uses.ts';

/** Stages as entries of an array or arguments of `chain`: layers, functions, and spread arrays of both. */
export function stageTexts(site: Site, stages: readonly Stage[]): readonly StageText[] {
  return stages.flatMap((stage) => stageText(site, stage));
}

function stageText(site: Site, stage: Stage): readonly StageText[] {
  switch (stage.kind) {
    case 'Call':
      return [callText(site, stage)];
    case 'Identifier': {
      const shared = site.shared.get(stage.key);
      if (shared === undefined) throw new Unstructured(`\`${stage.text}\``);
      return [shared];
    }
    case 'Repeat':
      return repeatText(site, stage);
    case 'For':
      return forText(site, stage);
    case 'If':
      return ifText(site, stage);
    case 'Missing':
      throw new Unstructured('missing text');
  }
}

function callText(site: Site, call: CallExpression): StageText {
  const used = usedDefinition(site, call);
  if (!used) return layerWithState(site, call);
  const { inputs, results } = functionOf(site, used);
  if (inputs !== 1 || results) throw new Unstructured('a block of several tensors in a loop');
  return oneStage(useText(site, call, used));
}

/** A layer whose first state is a tensor becomes a function, as tfjs takes it where the layer is applied. */
function layerWithState(site: Site, call: CallExpression): StageText {
  const made = layerText(site, call, call);
  const state = initialState(site, call);
  if (state === undefined) return oneStage(made);
  const [index] = layersAt(site, call);
  if (!site.context.layers.isNative(index!)) throw new Unstructured('a state for a generated layer');
  const x = new Scope(site.scope).claim('x');
  return { text: `(${x}) => ${made}.apply(${x}, ${state}) as tf.SymbolicTensor`, isOne: false };
}

function repeatText(site: Site, { count, body }: RepeatStage): readonly StageText[] {
  if (!isAlive(site, body)) return leaveOut(site, count);
  const { parts } = site.context;
  const repeat = parts.use('repeat');
  parts.use('chain');
  const times = constantAt(site, count);
  return [spread(`${repeat}(${times}, () => [${stagesText(stageTexts(site, body))}])`)];
}

function forText(site: Site, { variable, list, body }: ForStage): readonly StageText[] {
  if (!isAlive(site, body)) return leaveOut(site, list);
  site.context.parts.use('chain');
  const items = constantAt(site, list);
  const name = new Scope(site.scope).claim(variableName(variable.key));
  const inside = { ...site, loops: [...site.loops, new Map([[variable.key, name]])] };
  return [spread(`${items}.flatMap((${name}): Stage[] => [${stagesText(stageTexts(inside, body))}])`)];
}

function ifText(site: Site, stage: IfStage): readonly StageText[] {
  const other = otherStages(stage);
  const isThen = isAlive(site, stage.then);
  const isOther = other.length > 0 && isAlive(site, other);
  if (!isThen || (other.length > 0 && !isOther)) {
    // What was never expanded has no shapes to go by: the condition is settled here.
    pin(site, [stage.condition]);
    return stageTexts(site, isThen ? stage.then : other);
  }
  const condition = constantAt(site, stage.condition);
  const [first, second] = [stage.then, other].map((each) => `[${stagesText(stageTexts(site, each))}]`);
  return [spread(`(${condition} ? ${first} : ${second})`)];
}

function leaveOut(site: Site, expression: Expression): readonly StageText[] {
  pin(site, [expression]);
  return [];
}
