import { coerce } from '../bind/arguments/coerce.ts';
import type { Arguments, ArgumentValue } from '../declarations/values.ts';
import type { References } from '../bind/references.ts';
import type { CheckContext } from '../bind/context.ts';
import type { Definition } from '../bind/definitions.ts';
import { moduleEnvironment } from '../bind/environment.ts';
import { expandModel } from '../expand/expand-model.ts';
import type { ExpansionContext, Frame } from '../expand/site.ts';
import type { CheckedHead } from '../expand/checked-terms.ts';
import { checkData, type CheckedData } from '../expand/data.ts';
import { checkHeads, checkObjectives, checkTraining, type CheckedTraining } from '../expand/training.ts';
import type { Value } from '../bind/values.ts';
import { buildModelGraph, settleModel } from '../expand/build.ts';
import type { ModelGraph } from '../graph/model-graph.ts';
import { checkDataFits } from './data-fits.ts';
import { lookAtData, type DataLook } from './data-look.ts';
import { checkExpectations, expectationsOf } from './expectations.ts';
import { modelRules } from '../rules/index.ts';

/** One model, expanded and checked. */
export interface ExpandedModel {
  /** Its tensors and layers, as far as mistakes leave them. */
  readonly frame: Frame;
  readonly heads: readonly CheckedHead[];
  readonly training: CheckedTraining;
  /** What it says of its data; undefined where it has none. */
  readonly data: CheckedData | undefined;
  /** What was seen of the data. */
  readonly look: DataLook | undefined;
  /** Undefined where the model has an error, or a parameter without a value. */
  readonly graph: ModelGraph | undefined;
}

/** Expands a model with given parameters and runs the rules on what comes out. */
export function checkModel(
  context: ExpansionContext,
  definition: Definition,
  parameters: ReadonlyMap<string, Value>,
): ExpandedModel {
  const { collector } = context;
  const errorsBefore = collector.errorCount();
  const frame = expandModel(context, definition, parameters);
  const heads = checkHeads(context, frame);
  const objectives = checkObjectives(context, frame);
  const training = checkTraining(context, frame, heads, objectives);
  const data = checkData(context, frame);
  const look = data && lookAtData(context, data);
  const rule = { definition, frame, heads, objectives, training, report: collector.report };
  modelRules.forEach((check) => check(rule));
  const args = parameterArguments(context, definition, parameters);
  const conditions = settleModel(frame, collector);
  const isRight = collector.errorCount() === errorsBefore;
  let graph: ModelGraph | undefined;
  const build = (): ModelGraph | undefined =>
    (graph ??= buildModelGraph(frame, { heads, objectives, training, data }, args, conditions));
  const isHeld =
    expectationsOf(frame).length > 0 ||
    (look !== undefined && (look.head !== undefined || look.further.length > 0));
  const held = isRight && isHeld ? build() : undefined;
  if (held) {
    checkExpectations(context, frame, held);
    if (data && look) checkDataFits(context, held, data, look, heads);
  }
  return {
    frame,
    heads,
    training,
    data,
    look,
    // Made when somebody asks: an editor checks far more often than it looks at the graph.
    get graph() {
      return isRight ? build() : undefined;
    },
  };
}

/** The values of parameters as the graph shows them. */
function parameterArguments(
  context: CheckContext,
  definition: Definition,
  parameters: ReadonlyMap<string, Value>,
): Arguments {
  const args = new Map<string, ArgumentValue>();
  for (const { parameter, type, module, hidden } of definition.parameters) {
    const value = parameters.get(parameter.name.key);
    if (!type || !value || hidden) continue;
    const environment = moduleEnvironment(module);
    const site = { context, environment, expression: parameter.name, name: parameter.name.text, owner: '' };
    const coerced = coerce(site, value, type, type.kind === 'component');
    if (coerced.kind === 'ok') args.set(parameter.name.key, coerced.value);
  }
  return Object.fromEntries(args);
}

/** The names of parameters that have neither a default nor a value. */
export function missingParameters(
  definition: Definition,
  values: ReadonlyMap<string, Value>,
): readonly string[] {
  return definition.parameters
    .filter(({ parameter }) => !parameter.default && values.get(parameter.name.key)?.kind === 'unknown')
    .map(({ parameter }) => parameter.name.text);
}

/** The models of the same file that a model uses or extends, directly or through others. */
export function modelsUsedBy(definition: Definition, references: References): readonly string[] {
  const used = new Set<string>();
  const add = (other: Definition): void => {
    if (other.kind === 'model' && other.module.origin === definition.module.origin) used.add(other.name);
  };
  if (definition.base) add(definition.base);
  const pending: Definition[] = [definition];
  const seen = new Set(pending);
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const { member } of next.members) {
      for (const other of references.get(member)?.uses.keys() ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        pending.push(other);
        add(other);
      }
    }
  }
  return [...used];
}
