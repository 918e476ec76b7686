import type { LayerInstance } from '../../../graph/model-graph.ts';
import type { OpGraph } from '../../../ops/types.ts';
import { call, flat, layout, stringText, tuple, type PythonExpression } from '../../python/layout.ts';
import { PythonScope } from '../../python/names.ts';
import { inOrder } from '../../python/updates.ts';
import type { LoweredCall } from '../../op-code/lower-call.ts';
import type { Code } from '../../python/ops/code.ts';
import { printGraph, type PrintedGraph } from '../../python/ops/print-graph.ts';
import { asTensor, type HelperName } from '../ops/code.ts';
import { torchSpelling } from '../ops/spelling.ts';
import { sizesEqual } from '../../../shapes/size.ts';
import { initializerLines } from './initializers.ts';

/** What the modules of one file share while they are written. */
export interface FileContext {
  readonly helper: (name: HelperName) => string;
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
  /** The expression of a value by its key. */
  readonly value: (key: string) => string;
  /** The expression of a weight. */
  readonly weight: (name: string) => string;
  /** The expression of a size of the model that nothing taken tells. */
  readonly outerSize: (name: string) => string;
  readonly preferred?: ReadonlyMap<number, string>;
}

/** The statements of a lowered call, and an expression for each of its results, changes, and kept states. */
export function printCall(
  lowered: LoweredCall,
  graph: OpGraph,
  names: ForwardNames,
  file: FileContext,
  indent: string,
): {
  readonly statements: readonly string[];
  readonly outputs: readonly string[];
  readonly expressions: readonly PythonExpression[];
  /** The inputs of the graph that each expression reads itself. */
  readonly reads: PrintedGraph['reads'];
} {
  const keys = new Map<string, string>();
  const draws: string[] = [];
  if (!file.drawsFreely)
    for (const { name } of graph.inputs) {
      if (!name.startsWith('key:')) continue;
      const variable = names.scope.claim('key');
      keys.set(name, variable);
      const [, , seed = '', owner = ''] = name.split(':');
      const given = seed === '' ? '' : `${seed}, ${stringText(owner)}`;
      draws.push(`${indent}${variable} = ${file.helper('next_key')}(${given})`);
    }
  const device = (): string => {
    const [first] = lowered.taken;
    if (first) return `${names.value(first.key)}.device`;
    const weight = graph.inputs.find(({ name }) => name.startsWith('weight:'));
    return weight ? `${names.weight(weight.name.slice(7))}.device` : '"cpu"';
  };
  const spelling = torchSpelling({
    sizeName: (name) => {
      const known = lowered.sizes.get(name);
      return known ? `${names.value(known.key)}.shape[${known.axis}]` : names.outerSize(name);
    },
    device,
    helper: file.helper,
    countsSamples: (size) => typeof size !== 'number' && sizesEqual(size, lowered.batch),
    ...(file.drawsFreely
      ? {
          random: (shape: readonly string[]): Code => ({
            expression: call('torch.rand', [...shape, `device=${device()}`]),
            strength: 8,
            isNumber: false,
          }),
        }
      : {}),
  });
  const kept = graph.inputs.flatMap(({ name, tensor }): readonly string[] => {
    if (!name.startsWith('carried:')) return [];
    const attribute = attributeOf(name.slice(8));
    const variable = names.scope.claim(attribute);
    keys.set(name, variable);
    const shape = tuple(tensor.shape.map(spelling.size));
    const read = call(file.helper('kept_state'), [`self.${attribute}`, shape, device()]);
    return layout(`${variable} = `, read, '', indent);
  });
  const { statements, outputs, reads } = printGraph(graph, {
    input: (name) =>
      name.startsWith('weight:')
        ? names.weight(name.slice(7))
        : (keys.get(name) ?? (name.startsWith('key:') ? '0' : names.value(name))),
    spelling,
    claim: (wanted) => names.scope.claim(wanted),
    ...(names.preferred ? { preferred: names.preferred } : {}),
    indent,
  });
  const expressions = outputs.map(
    (code, index) => asTensor(code, graph.outputs[index]!.tensor.dtype, device).expression,
  );
  return {
    statements: [...draws, ...kept, ...statements],
    outputs: expressions.map(flat),
    expressions,
    reads,
  };
}

/** The body of a class, from `(nn.Module):` on, for a layer that is written from its own ops. */
export function layerClassText(
  layer: LayerInstance,
  predict: LoweredCall,
  train: LoweredCall,
  file: FileContext,
): string {
  const parameters = parameterNames(predict);
  const body = forwardBody(layer, predict, train, parameters, file);
  return [
    '(nn.Module):',
    ...(layer.weights.length > 0
      ? [
          '    def __init__(self):',
          '        super().__init__()',
          ...weightLines(layer),
          ...predict.carried.map(
            (name) => `        self.register_buffer("${attributeOf(name)}", None, persistent=False)`,
          ),
          '',
        ]
      : []),
    ...layout('def ', call('forward', ['self', ...parameters.values()]), ':', '    '),
    ...body,
  ].join('\n');
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
        value: (key) => parameters.get(key)!,
        weight: (name) => `self.${attributeOf(name)}`,
        outerSize: (name) => {
          throw new Unwritable(layer, `it needs the size \`${name}\`, which nothing that goes into it tells`);
        },
      },
      file,
      indent,
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
    return [
      ...statements,
      ...before.flatMap(([name, value]) => layout(`${name} = `, value, '', indent)),
      ...updates.map(({ attribute, value }) => `${indent}${attribute}.data = ${detached(flat(value))}`),
      ...kept.map(({ attribute, value }) => `${indent}${attribute} = ${detached(flat(value))}`),
      ...layout('return ', results.length === 1 ? results[0]! : results.map(flat).join(', '), '', indent),
    ];
  };
  const predicting = print(predict, '        ');
  if (predicting.join('\n') === print(train, '        ').join('\n')) return predicting;
  return ['        if self.training:', ...print(train, '            '), ...predicting];
}

/** An expression without what it is made of: in brackets where an operator stands outside of some. */
function detached(text: string): string {
  let depth = 0;
  const isOpen = [...text].some((character) => {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    return character === ' ' && depth === 0;
  });
  return isOpen ? `(${text}).detach()` : `${text}.detach()`;
}

/** Why a layer cannot be written as a class of its own. */
export class Unwritable extends Error {
  readonly layer: LayerInstance;
  /** What follows a colon in a sentence. */
  readonly reason: string;

  constructor(layer: LayerInstance, reason: string) {
    super(`${layer.name}: ${reason}`);
    this.layer = layer;
    this.reason = reason;
  }
}

function weightLines({ weights, trainable }: LayerInstance): readonly string[] {
  return weights.flatMap((weight) => {
    const name = attributeOf(weight.name);
    const made = call('torch.empty', [flat(tuple(weight.shape.map(String)))]);
    const isParameter = weight.trainable;
    const lines = isParameter
      ? layout(
          `self.${name} = `,
          call('nn.Parameter', [made, ...(trainable ? [] : ['requires_grad=False'])]),
          '',
          '        ',
        )
      : layout('', call('self.register_buffer', [`"${name}"`, made]), '', '        ');
    const isPlain = weight.shape.length === 2;
    return [...lines, ...initializerLines(weight, `self.${name}`, isPlain).map((line) => `        ${line}`)];
  });
}
