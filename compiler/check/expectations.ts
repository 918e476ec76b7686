import type { CallExpression, ExpectDeclaration, Expression } from '../../grammar/ast.ts';
import type { DefinedMember } from '../bind/definitions.ts';
import type { Environment } from '../bind/environment.ts';
import { evaluateOperand } from '../bind/evaluate.ts';
import { placeIn } from '../bind/module.ts';
import {
  integerValue,
  listValue,
  sizeValue,
  unknownValue,
  valueDescription,
  valueText,
  type Value,
} from '../bind/values.ts';
import { visit } from '../../grammar/walk.ts';
import type { ReportDetails } from '../diagnostics/collector.ts';
import { environmentOf, type ExpansionContext, type Frame } from '../expand/site.ts';
import type { ModelGraph } from '../graph/model-graph.ts';
import { summarizeModel, type JsonSize, type LayerSummary, type ModelSummary } from '../graph/summary.ts';
import { grouped } from '../graph/summary-table.ts';

/** A number that an expectation can name: what it is of a model, and of a layer. */
interface Measure {
  readonly title: string;
  readonly of: (summary: ModelSummary) => JsonSize;
  readonly ofLayer: (layer: LayerSummary) => JsonSize;
}

const bytesPerParameter = 4;

const measures: ReadonlyMap<string, Measure> = new Map(
  Object.entries<Measure>({
    params: { title: 'parameters', of: ({ params }) => params.total, ofLayer: ({ params }) => params },
    multiply_adds: {
      title: 'multiply-adds',
      of: (summary) => summary.multiply_adds,
      ofLayer: (layer) => layer.multiply_adds,
    },
    weight_memory: {
      title: 'bytes of weights',
      of: ({ params }) => params.total * bytesPerParameter,
      ofLayer: ({ params }) => params * bytesPerParameter,
    },
  }),
);

/** The names that only expectations know. */
export const measureNames: readonly string[] = [...measures.keys()];

/** What a model declares to expect. */
export function expectationsOf({ definition }: Frame): readonly DefinedMember<ExpectDeclaration>[] {
  return definition.members.filter(
    (defined): defined is DefinedMember<ExpectDeclaration> => defined.member.kind === 'Expect',
  );
}

/** KM6003 for each expectation that a model does not meet. */
export function checkExpectations(context: ExpansionContext, frame: Frame, graph: ModelGraph): void {
  const expectations = expectationsOf(frame);
  if (expectations.length === 0) return;
  const summary = summarizeModel(graph);
  for (const defined of expectations) {
    const { condition } = defined.member;
    const environment = expectationEnvironment(context, frame, environmentOf(frame, defined), summary);
    const value = evaluateOperand(context, environment, condition);
    const place = placeIn(defined.module, condition.span);
    if (value.kind === 'unknown' || (value.kind === 'boolean' && value.value)) continue;
    if (value.kind !== 'boolean')
      context.report('KM6003', 'value', { found: valueDescription(value) }, place, {
        help: 'for example `expect params <= 5M`.',
      });
    else {
      const actual = actualText(condition, frame, summary);
      context.report('KM6003', 'default', { actual }, place, heaviest(condition, summary));
    }
  }
}

function expectationEnvironment(
  context: ExpansionContext,
  frame: Frame,
  environment: Environment,
  summary: ModelSummary,
): Environment {
  const numbers = [...measures].map(([name, { of }]): [string, Value] => {
    const value = of(summary);
    // A size that the data decide can be compared with nothing.
    return [name, typeof value === 'number' ? integerValue(value) : unknownSize];
  });
  return {
    ...environment,
    parameters: new Map([...environment.parameters, ...numbers]),
    sizes: frame.sizes,
    callValue: (call) => {
      if (call.callee.key !== 'shape') return undefined;
      const shape = shapeOf(frame, call);
      if (shape) return shape;
      const values = { operator: 'shape', wanted: 'the name of a tensor', found: 'something else' };
      context.report('KM2003', 'operands', values, placeIn(environment.module, call.span));
      return unknownValue;
    },
  };
}

/** Stays for a number that only the data tell: what it is compared with is not looked at. */
const unknownSize: Value = unknownValue;

/** The shape of a tensor that is named, without the batch axis. */
function shapeOf({ tensors }: Frame, { arguments: args }: CallExpression): Value | undefined {
  const [first] = args;
  if (args.length !== 1 || first!.name || first!.value.kind !== 'Identifier') return undefined;
  const type = tensors.get(first!.value.key)?.type;
  return type ? listValue(type.shape.map(sizeValue)) : unknownValue;
}

/** The values that an expectation names, as they are. */
function actualText(condition: Expression, frame: Frame, summary: ModelSummary): string {
  const texts = new Set<string>();
  visit(condition, (node) => {
    const measure = node.kind === 'Identifier' ? measures.get(node.key) : undefined;
    if (node.kind === 'Identifier' && measure) {
      const { of } = measure;
      const bytes = node.key === 'weight_memory' ? ' bytes' : '';
      texts.add(`\`${node.key}\` is ${grouped(of(summary))}${bytes}`);
    }
    if (node.kind !== 'Call' || node.callee.key !== 'shape') return true;
    const shape = shapeOf(frame, node);
    const [first] = node.arguments;
    if (shape && first?.value.kind === 'Identifier')
      texts.add(`\`shape(${first.value.text})\` is ${valueText(shape)}`);
    return false;
  });
  return texts.size > 0 ? [...texts].join(', ') : 'it is false';
}

/** The layers that weigh most in what an expectation is about. */
function heaviest(condition: Expression, summary: ModelSummary): ReportDetails {
  const named: Measure[] = [];
  visit(condition, (node) => {
    const measure = node.kind === 'Identifier' ? measures.get(node.key) : undefined;
    if (measure) named.push(measure);
    return true;
  });
  const [measure] = named;
  if (!measure) return {};
  const numbers = summary.layers.flatMap((layer) => {
    const value = measure.ofLayer(layer);
    return typeof value === 'number' && value > 0 ? [{ name: layer.name, value }] : [];
  });
  if (numbers.length === 0) return {};
  const most = numbers.sort((a, b) => b.value - a.value).slice(0, 3);
  const list = most.map(({ name, value }) => `\`${name}\` (${grouped(value)})`).join(', ');
  return { help: `most ${measure.title} are in ${list}.` };
}
