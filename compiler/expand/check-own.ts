import type { ComponentWord } from '../../grammar/ast.ts';
import type { Definition } from '../bind/definitions.ts';
import { readType } from '../bind/sizes.ts';
import { defaultParameters } from '../bind/parameters.ts';
import { placeIn } from '../bind/module.ts';
import { createCollector } from '../diagnostics/collector.ts';
import { variable, type Size } from '../shapes/size.ts';
import { batchSize, isBatched, isFloat, tensorTypeText, type TensorType } from '../shapes/types.ts';
import { planMetric } from './accumulators/plan.ts';
import { batchAxisOf, lostBatch } from './own-component.ts';
import { outcomeOf } from './own-component-parts.ts';
import { expandOwnBody, type OwnBody } from './own-body.ts';
import { environmentFor, type ExpansionContext } from './site.ts';

/** How many axes a tensor without a type may have: what fits one of these is right. */
const ranks = [1, 2, 3, 0, 4];

/**
 * Looks at a layer or component by itself, with sizes that stand for any: what is wrong then is wrong at every use.
 * A body that fits tensors of some rank is right for those.
 */
export function checkOwnDeclaration(context: ExpansionContext, definition: Definition): void {
  const parameters = defaultParameters({ ...context, ...silent() }, definition);
  let first: OwnBody | undefined;
  for (const rank of ranks) {
    const inputs = definition.inputs.map((_, index) => probe(context, definition, index, rank));
    const batch =
      definition.declaration.kind === 'Component' ? batchAxisOf(definition.declaration.category) : 'free';
    const body = expandOwnBody(context, { definition, parameters, inputs, batch, open: true });
    first ??= body;
    if (body.misfit || body.diagnostics.some(({ severity }) => severity === 'error')) continue;
    context.collector.adopt(body.diagnostics);
    reportMisuse(context, definition, body, inputs);
    return;
  }
  if (first) context.collector.adopt(first.diagnostics);
}

function silent() {
  const collector = createCollector();
  return { collector, report: collector.report };
}

/** Something that an input may be: of its type, else floats of so many axes. */
function probe(context: ExpansionContext, definition: Definition, index: number, rank: number): TensorType {
  const { declaration } = definition;
  const category = declaration.kind === 'Component' ? declaration.category : undefined;
  if (category === 'schedule') return { dtype: 'float32', shape: [], whole: true };
  const hasBatch = category !== 'regularizer' && category !== 'constraint';
  const lead: readonly Size[] = hasBatch ? [batchSize] : [];
  const free = (axis: number): Size => variable(`size ${axis + 1}`);
  const any = Array.from({ length: rank }, (_, axis) => free(axis));
  const { member, module } = definition.inputs[index]!;
  if (!member.type) return { dtype: 'float32', shape: [...lead, ...any], whole: true };
  const sizes = new Map<string, Size>(
    [...definition.sizeVariables.keys()].map((name) => [name, variable(name)]),
  );
  const environment = { ...environmentFor(definition, new Map(), sizes), module };
  const declared = readType({ ...context, ...silent() }, environment, member.type, sizes, 'result');
  const shape = (declared?.shape ?? []).flatMap((size, axis): readonly Size[] => {
    if (size === 'axes') return any;
    return [typeof size === 'string' ? free(axis) : size];
  });
  return { dtype: declared?.dtype ?? 'float32', shape: [...lead, ...shape], whole: true };
}

/** KM5007 for a result that is not what the kind of component gives. */
function reportMisuse(
  context: ExpansionContext,
  definition: Definition,
  body: OwnBody,
  inputs: readonly TensorType[],
): void {
  const { declaration, module } = definition;
  const place = placeIn(module, definition.returned?.member.value.span ?? declaration.name.span);
  const { type, problem } = outcomeOf(definition, body);
  if (declaration.kind === 'Layer') {
    for (const each of body.result.kind === 'list' ? body.result.tensors : type ? [{ type }] : [])
      if (each.type && !isBatched(each.type)) {
        const message = `\`${definition.name}\` gives ${tensorTypeText(each.type)}: the result of a layer has the batch first.`;
        context.report('KM5007', 'given', { message }, place);
      }
    return;
  }
  if (declaration.kind !== 'Component') return;
  if (problem !== undefined) {
    const message = `\`${definition.name}\` is ${declaration.category === 'activation' ? 'an' : 'a'} ${declaration.category}: ${problem}`;
    context.report('KM5007', 'given', { message }, place);
    return;
  }
  if (declaration.category === 'metric' && body.result.kind === 'tensor') {
    const plan = planMetric(body);
    if ('message' in plan)
      context.report('KM5007', 'given', { message: plan.message }, plan.place ?? place, {
        help: plan.help,
      });
    return;
  }
  const message = type && misuseOf(declaration.category, definition, type, inputs);
  if (message) context.report('KM5007', 'given', { message }, place);
}

function misuseOf(
  category: ComponentWord,
  definition: Definition,
  type: TensorType,
  inputs: readonly TensorType[],
): string | undefined {
  const name = `\`${definition.name}\``;
  const found = tensorTypeText(type);
  const [input] = inputs;
  switch (category) {
    case 'loss':
      if (!isBatched(type)) return lostBatch({ definition }, type);
      return isFloat(type.dtype) ? undefined : `${name} gives ${found}: a loss is a float.`;
    case 'activation':
      return isBatched(type) ? undefined : `${name} gives ${found}: an activation keeps the batch.`;
    case 'regularizer':
      return type.shape.length === 0
        ? undefined
        : `${name} gives ${found}: a regularizer is one number, for example a \`sum\`.`;
    case 'schedule':
      return type.shape.length === 0 ? undefined : `${name} gives ${found}: a learning rate is one number.`;
    case 'constraint': {
      const same =
        type.shape.length === input!.shape.length &&
        tensorTypeText(type) === tensorTypeText({ ...input!, dtype: type.dtype });
      return same
        ? undefined
        : `${name} makes ${found} of ${tensorTypeText(input!)}: a weight keeps its shape.`;
    }
    case 'metric':
      return undefined;
  }
}
