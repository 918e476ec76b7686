import type { Precision } from '../../../shapes/precision.ts';
import type { LayerInstance } from '../../../graph/model-graph.ts';
import type { OpGraph } from '../../../ops/types.ts';
import {
  call,
  flat,
  keyword,
  number,
  sequence,
  stringText,
  tuple,
  type PythonExpression,
} from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { PythonScope } from '../../python/names.ts';
import { inOrder } from '../../python/updates.ts';
import type { LoweredCall } from '../../op-code/lower-call.ts';
import { atom, method, nameCode, operand, strengths, type Code } from '../../python/ops/code.ts';
import { linesOf, statement, type Statement } from '../../python/statements.ts';
import { printGraph, type PrintedGraph } from '../../python/ops/print-graph.ts';
import { asTensor, type HelperName } from '../ops/code.ts';
import { torchSpelling } from '../ops/spelling.ts';
import { sizesEqual } from '../../../shapes/size.ts';
import { initializerStatements } from './initializers.ts';
import type { PythonClass } from './merge-classes.ts';
import { madeStatement } from './place.ts';

/** What the modules of one file share while they are written. */
export interface FileContext {
  readonly helper: (name: HelperName) => string;
  /** A function of `torch.nn.functional`, which the file then imports. */
  readonly functional: (name: string) => string;
  /** Whether layers draw as PyTorch does; else as kmodel does, from the same keys. */
  readonly drawsFreely: boolean;
  /** Whether `forward` with `detailed=True` gives what every layer gives. */
  readonly isObserved?: boolean;
  /** Names that modules read of the file. */
  readonly visible: PythonScope;
}

/** Names of the weights of a layer as attributes. */
export function attributeOf(weight: string): string {
  return weight.replaceAll('/', '_');
}

/** Values and names that a forward method has at hand. */
export interface ForwardNames {
  readonly scope: PythonScope;
  /** The code of a value by its key. */
  readonly value: (key: string) => Code;
  /** The expression of a weight. */
  readonly weight: (name: string) => string;
  /** The expression of a size of the model that nothing taken tells. */
  readonly outerSize: (name: string) => string;
  readonly preferred?: ReadonlyMap<number, string>;
}

/** The statements of a lowered call, and the code of each of its results, changes, and kept states. */
export function printCall(
  lowered: LoweredCall,
  graph: OpGraph,
  names: ForwardNames,
  file: FileContext,
  indent: string,
): {
  readonly statements: readonly Statement[];
  readonly outputs: readonly Code[];
  /** The inputs of the graph that each output reads itself. */
  readonly reads: PrintedGraph['reads'];
} {
  const keys = new Map<string, Code>();
  const draws: Statement[] = [];
  const value = (key: string): string => flat(operand(names.value(key), strengths.none));
  if (!file.drawsFreely)
    for (const { name } of graph.inputs) {
      if (!name.startsWith('key:')) continue;
      const variable = names.scope.claim('key');
      keys.set(name, nameCode(variable));
      const [, , seed = '', owner = ''] = name.split(':');
      const given = seed === '' ? [] : [seed, stringText(owner)];
      draws.push(statement(`${variable} = `, call(file.helper('next_key'), given), '', indent));
    }
  const device = (): string => {
    const [first] = lowered.taken;
    if (first) return `${value(first.key)}.device`;
    const weight = graph.inputs.find(({ name }) => name.startsWith('weight:'));
    return weight ? `${names.weight(weight.name.slice(7))}.device` : '"cpu"';
  };
  const spelling = torchSpelling({
    sizeName: (name) => {
      const known = lowered.sizes.get(name);
      return known ? `${value(known.key)}.shape[${known.axis}]` : names.outerSize(name);
    },
    device,
    helper: file.helper,
    functional: file.functional,
    countsSamples: (size) => typeof size !== 'number' && sizesEqual(size, lowered.batch),
    ...(file.drawsFreely
      ? {
          random: (shape: readonly PythonExpression[]): Code =>
            atom(call('torch.rand', [...shape, keyword('device', device())])),
        }
      : {}),
  });
  const kept = graph.inputs.flatMap(({ name, tensor }): readonly Statement[] => {
    if (!name.startsWith('carried:')) return [];
    const attribute = attributeOf(name.slice(8));
    const variable = names.scope.claim(attribute);
    keys.set(name, nameCode(variable));
    const shape = tuple(tensor.shape.map(spelling.size));
    const read = call(file.helper('kept_state'), [`self.${attribute}`, shape, device()]);
    return [statement(`${variable} = `, read, '', indent)];
  });
  const { statements, outputs, reads } = printGraph(graph, {
    input: (name) =>
      name.startsWith('weight:')
        ? nameCode(names.weight(name.slice(7)))
        : (keys.get(name) ?? (name.startsWith('key:') ? atom('0') : names.value(name))),
    spelling,
    claim: (wanted) => names.scope.claim(wanted),
    ...(names.preferred ? { preferred: names.preferred } : {}),
    indent,
  });
  return {
    statements: [...draws, ...kept, ...statements],
    outputs: outputs.map((code, index) => asTensor(code, graph.outputs[index]!.tensor.dtype, device)),
    reads,
  };
}

/** A layer as ops, and the precision that it alone computes in. */
export interface LoweredLayer {
  readonly predict: LoweredCall;
  readonly train: LoweredCall;
  readonly precision: Precision | undefined;
}

/** The class of a layer that is written from its own ops, but for its name. */
export function layerClass(
  layer: LayerInstance,
  { predict, train, precision }: LoweredLayer,
  file: FileContext,
): Pick<PythonClass, 'made' | 'methods'> {
  const parameters = parameterNames(predict);
  const body = forwardBody(layer, predict, train, parameters, file);
  return {
    made:
      layer.weights.length > 0 ? [...weightStatements(layer), ...predict.carried.map(bufferOf)] : undefined,
    methods: [
      ...(precision ? [`    @${file.helper('computing_in')}(${flat(stringText(precision))})`] : []),
      ...layout('def ', call('forward', ['self', ...parameters.values()]), ':', '    '),
      ...body,
    ],
  };
}

/** What a layer carries from batch to batch is no weight. */
function bufferOf(state: string): Statement {
  return madeStatement(
    undefined,
    call('self.register_buffer', [stringText(attributeOf(state)), 'None', keyword('persistent', 'False')]),
  );
}

function parameterNames({ taken }: LoweredCall): ReadonlyMap<string, string> {
  const scope = new PythonScope();
  const count = taken.filter(({ key }) => key.startsWith('t')).length;
  let tensors = 0;
  return new Map(
    taken.map(({ key }) => {
      if (key.startsWith('m')) return [key, scope.claim('mask')];
      const name = count === 1 ? 'x' : (['a', 'b', 'c', 'd'][tensors] ?? `x${tensors}`);
      tensors++;
      return [key, scope.claim(name)];
    }),
  );
}

function forwardBody(
  layer: LayerInstance,
  predict: LoweredCall,
  train: LoweredCall,
  parameters: ReadonlyMap<string, string>,
  file: FileContext,
): readonly string[] {
  const print = (lowered: LoweredCall, indent: string): readonly string[] => {
    const scope = new PythonScope(file.visible, ['self', ...parameters.values()]);
    const { statements, outputs, reads } = printCall(
      lowered,
      lowered.graph,
      {
        scope,
        value: (key) => nameCode(parameters.get(key)!),
        weight: (name) => `self.${attributeOf(name)}`,
        outerSize: (name) => {
          const reason = `it needs the size \`${name}\`, which nothing that goes into it tells`;
          throw new Unwritable([{ layer, reason }]);
        },
      },
      file,
      indent,
    );
    const { nodes } = lowered.graph;
    const stopped = new Set(
      nodes.flatMap(({ op, outputs: [made] }) => (op === 'stopGradient' ? made!.id : [])),
    );
    // A new tensor takes the place of the old one, which gradients may still need.
    const { before, updates, results, kept } = inOrder(
      lowered.updates.map((name, index) => ({
        input: `weight:${name}`,
        attribute: `self.${attributeOf(name)}`,
        value: outputs[lowered.given.length + index]!,
        reads: reads[lowered.given.length + index]!,
      })),
      lowered.given.map((_, index) => ({ value: outputs[index]!, reads: reads[index]! })),
      lowered.carried.map((name, index) => {
        const place = lowered.given.length + lowered.updates.length + index;
        return { attribute: `self.${attributeOf(name)}`, value: outputs[place]!, reads: reads[place]! };
      }),
    );
    return linesOf([
      ...statements,
      ...before.map(([name, value]) => statement(`${name} = `, value.expression, '', indent)),
      ...updates.map(({ attribute, value }, index) => {
        const { id } = lowered.graph.outputs[lowered.given.length + index]!.tensor;
        const detached = stopped.has(id) ? value : method(value, 'detach');
        return statement(`${attribute}.data = `, detached.expression, '', indent);
      }),
      ...kept.map(({ attribute, value }) =>
        statement(`${attribute} = `, method(value, 'detach').expression, '', indent),
      ),
      statement('return ', sequence(results.map(({ expression }) => expression)), '', indent),
    ]);
  };
  const predicting = print(predict, '        ');
  if (predicting.join('\n') === print(train, '        ').join('\n')) return predicting;
  return ['        if self.training:', ...print(train, '            '), ...predicting];
}

/** A layer that cannot be written, and why: what follows a colon in a sentence. */
export interface UnwritableLayer {
  readonly layer: LayerInstance;
  readonly reason: string;
}

/** What of a model cannot be written: all of it. */
export class Unwritable extends Error {
  readonly layers: readonly UnwritableLayer[];

  constructor(layers: readonly UnwritableLayer[]) {
    super(layers.map(({ layer, reason }) => `${layer.name}: ${reason}`).join('; '));
    this.layers = layers;
  }
}

function weightStatements({ weights, trainable }: LayerInstance): readonly Statement[] {
  return weights.flatMap((weight) => {
    const name = attributeOf(weight.name);
    const made = call('torch.empty', [tuple(weight.shape.map((size) => number(size)))]);
    const isPlain = weight.shape.length === 2;
    return [
      weight.trainable
        ? madeStatement(
            name,
            call('nn.Parameter', [made, ...(trainable ? [] : [keyword('requires_grad', 'False')])]),
          )
        : madeStatement(undefined, call('self.register_buffer', [stringText(name), made])),
      ...initializerStatements(weight, `self.${name}`, isPlain),
    ];
  });
}
