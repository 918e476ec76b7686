import { ownPrecision } from '../../../graph/precisions.ts';
import { isChannelsFirst } from '../../../declarations/data-format.ts';
import type { ComponentValue } from '../../../declarations/values.ts';
import type { LayerCall, LayerInstance, ModelGraph } from '../../../graph/model-graph.ts';
import { isStateful } from '../../../graph/stateful.ts';
import { windowPadding } from '../../../layers/shared/windows.ts';
import { ownValue } from '../../../names/own-value.ts';
import type { Padding } from '../../../ops/types.ts';
import {
  call,
  joined,
  keyword,
  number,
  numberText,
  type PythonExpression,
} from '../../python/expressions.ts';
import { oneOrTuple } from '../../python/ops/code.ts';
import type { ModelFlow } from '../../op-code/flow.ts';

/** Where a weight of kmodel is in the state of a module. */
export interface PlacedParameter {
  /** The weight's name within the layer. */
  readonly weight: string;
  /** The parameter's name within the module. */
  readonly parameter: string;
  /** Axes of the weight in the order that the parameter has them; undefined where it is the same. */
  readonly permutation?: readonly number[];
}

/** A module of PyTorch, or a helper of the generated file, that does what a layer does before its activation. */
export interface Counterpart {
  /** `nn.Linear(784, 10)` */
  readonly made: PythonExpression;
  readonly parameters: readonly PlacedParameter[];
  /** What is always zero and is not trained, beside the layer's weights. */
  readonly zeros?: readonly { readonly parameter: string; readonly shape: readonly number[] }[];
  /** The expression for an input. */
  readonly apply: (module: string, x: PythonExpression) => PythonExpression;
  /** True where the module has its channels first, and the layer has not. */
  readonly channelsFirst: boolean;
  /** Padding of the axes behind the channels that goes before. */
  readonly padding?: Padding;
  /** What is computed behind: an argument of the layer. */
  readonly activation: ComponentValue<'activation'> | null;
  /** A class that the file brings along. */
  readonly helper?: 'BatchNormalization';
}

interface Site {
  readonly graph: ModelGraph;
  readonly layer: LayerInstance;
  readonly calls: readonly LayerCall[];
  readonly flow: ModelFlow;
  /** Whether layers draw as PyTorch does. */
  readonly drawsFreely: boolean;
}

/** The counterpart of a layer; undefined where it is written from its own ops. */
export function counterpartOf(site: Site): Counterpart | undefined {
  const { layer } = site;
  const hasTensors = site.calls.some(({ tensorArguments }) => Object.keys(tensorArguments).length > 0);
  if (hasTensors || layer.args.activity_regularizer || isStateful(layer.args)) return undefined;
  if (ownPrecision(site.graph, layer)) return undefined;
  return ownValue(counterparts, layer.declaration.name)?.(site);
}

const flag = (name: string, value: unknown): readonly PythonExpression[] =>
  value === true ? [] : [keyword(name, 'False')];

const size = (value: number, name: string): PythonExpression => number(value, String(value), name);

const float = (value: unknown, name: string): PythonExpression =>
  number(value as number, numberText(value as number, true), name);

const activationOf = ({ args }: LayerInstance): ComponentValue<'activation'> | null =>
  args.activation as ComponentValue<'activation'> | null;

const applied = (module: string, x: PythonExpression): PythonExpression => call(module, [x]);

function isActivation(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && value.name === name;
}

const counterparts: Readonly<Record<string, (site: Site) => Counterpart | undefined>> = {
  Dense: ({ layer }) => {
    if (layer.args.lora_rank !== null) return undefined;
    const [inputs, outputs] = layer.weights[0]!.shape;
    return {
      made: call('nn.Linear', [
        size(inputs!, 'in_features'),
        size(outputs!, 'out_features'),
        ...flag('bias', layer.args.use_bias),
      ]),
      parameters: parametersOf(layer, { kernel: ['weight', [1, 0]], bias: ['bias'] }),
      apply: applied,
      channelsFirst: false,
      activation: activationOf(layer),
    };
  },
  Conv1D: (site) => convolution(site, 1),
  Conv2D: (site) => convolution(site, 2),
  Conv3D: (site) => convolution(site, 3),
  Embedding: ({ layer, calls, flow }) => {
    if (layer.args.lora_rank !== null) return undefined;
    if (calls.some(({ outputs }) => flow.masks.has(outputs[0]!))) return undefined;
    const [rows, width] = layer.weights[0]!.shape;
    return {
      made: call('nn.Embedding', [size(rows!, 'rows'), size(width!, 'width')]),
      parameters: parametersOf(layer, { embeddings: ['weight'] }),
      apply: applied,
      channelsFirst: false,
      activation: null,
    };
  },
  LayerNormalization: ({ layer, graph, calls }) => {
    const { axis, epsilon, center, scale } = layer.args;
    const rank = graph.tensors[calls[0]!.inputs[0]!]!.shape.length;
    const isLast = [axis].flat().every((each) => each === -1 || each === rank);
    if (!isLast || center !== true || scale !== true) return undefined;
    return {
      made: call('nn.LayerNorm', [
        size(layer.weights[0]!.shape[0]!, 'features'),
        keyword('eps', float(epsilon, 'eps')),
      ]),
      parameters: parametersOf(layer, { gamma: ['weight'], beta: ['bias'] }),
      apply: applied,
      channelsFirst: false,
      activation: null,
    };
  },
  BatchNormalization: ({ layer, graph, calls, flow }) => {
    const { axis, epsilon, momentum, center, scale } = layer.args;
    const rank = graph.tensors[calls[0]!.inputs[0]!]!.shape.length;
    const isMasked = calls.some(({ inputs }) => flow.masks.has(inputs[0]!)) || layer.args.renorm === true;
    const isLast = axis === -1 || axis === rank;
    if (isMasked || !(isLast || axis === 1) || center !== true || scale !== true || !layer.trainable)
      return undefined;
    const settings = [
      ...(momentum === 0.99 ? [] : [keyword('momentum', float(momentum, 'momentum'))]),
      ...(epsilon === 0.001 ? [] : [keyword('epsilon', float(epsilon, 'epsilon'))]),
    ];
    return {
      made: call('BatchNormalization', [size(layer.weights[0]!.shape[0]!, 'channels'), ...settings]),
      parameters: parametersOf(layer, {
        gamma: ['weight'],
        beta: ['bias'],
        moving_mean: ['running_mean'],
        moving_variance: ['running_var'],
      }),
      apply: applied,
      channelsFirst: rank > 1 && isLast,
      activation: null,
      helper: 'BatchNormalization',
    };
  },
  LSTM: (site) => recurrent(site, 'LSTM', 4),
  SimpleRNN: (site) => recurrent(site, 'RNN', 1),
  Dropout: ({ layer, drawsFreely }) => {
    const { rate, noise_shape: noise } = layer.args;
    if (!drawsFreely || noise !== null) return undefined;
    return {
      made: call('nn.Dropout', [float(rate, 'rate')]),
      parameters: [],
      apply: applied,
      channelsFirst: false,
      activation: null,
    };
  },
};

function parametersOf(
  layer: LayerInstance,
  names: Readonly<Record<string, readonly [parameter: string, permutation?: readonly number[]]>>,
): readonly PlacedParameter[] {
  return layer.weights.map(({ name }) => {
    const [parameter, permutation] = names[name]!;
    return { weight: name, parameter, ...(permutation ? { permutation } : {}) };
  });
}

function convolution({ graph, layer, calls }: Site, rank: 1 | 2 | 3): Counterpart | undefined {
  const {
    kernel_size: window,
    strides,
    dilation_rate: dilations,
    padding,
    groups,
    use_bias: bias,
  } = layer.args;
  const geometry = {
    window: window as readonly number[],
    strides: strides as readonly number[],
    dilations: dilations as readonly number[],
    padding: padding as 'valid' | 'same' | 'causal',
  };
  const isFirst = isChannelsFirst(layer.declaration, layer.args);
  const [sides, ...others] = calls.map(({ inputs }) => {
    const { shape } = graph.tensors[inputs[0]!]!;
    return windowPadding(isFirst ? shape.slice(1) : shape.slice(0, -1), geometry);
  });
  const isKnown = sides!.flat().every((size) => typeof size === 'number');
  if (!isKnown || others.some((each) => JSON.stringify(each) !== JSON.stringify(sides))) return undefined;
  const numbers = sides as readonly (readonly [number, number])[];
  const isEven = numbers.every(([low, high]) => low === high);
  if (layer.args.lora_rank !== null) return undefined;
  const kernel = layer.weights[0]!.shape;
  const isOne = (values: readonly number[]): boolean => values.every((value) => value === 1);
  const settings = [
    size(kernel.at(-2)! * (groups as number), 'in_channels'),
    size(kernel.at(-1)!, 'out_channels'),
    oneOrTuple(geometry.window, 'kernel_size'),
    ...(isOne(geometry.strides) ? [] : [keyword('stride', oneOrTuple(geometry.strides, 'stride'))]),
    ...(isEven && numbers.some(([low]) => low > 0)
      ? [
          keyword(
            'padding',
            oneOrTuple(
              numbers.map(([low]) => low),
              'padding',
            ),
          ),
        ]
      : []),
    ...(isOne(geometry.dilations) ? [] : [keyword('dilation', oneOrTuple(geometry.dilations, 'dilation'))]),
    ...(groups === 1 ? [] : [keyword('groups', size(groups as number, 'groups'))]),
    ...flag('bias', bias),
  ];
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return {
    made: call(`nn.Conv${rank}d`, settings),
    parameters: parametersOf(layer, { kernel: ['weight', [rank + 1, rank, ...axes]], bias: ['bias'] }),
    apply: applied,
    channelsFirst: !isFirst,
    ...(isEven ? {} : { padding: numbers }),
    activation: activationOf(layer),
  };
}

/** Recurrent layers without a mask, with the activations that PyTorch's have, and one bias of PyTorch's two. */
function recurrent(
  { graph, layer, calls, flow }: Site,
  name: 'LSTM' | 'RNN',
  gates: number,
): Counterpart | undefined {
  const { args } = layer;
  const isPlain =
    isActivation(args.activation, 'tanh') &&
    (gates === 1 || isActivation(args.recurrent_activation, 'sigmoid')) &&
    args.use_bias === true &&
    args.dropout === 0 &&
    args.recurrent_dropout === 0 &&
    args.return_state !== true;
  const masked = calls.some(({ inputs }) => inputs.length > 1 || flow.masks.has(inputs[0]!));
  if (!isPlain || masked) return undefined;
  const units = layer.weights[1]!.shape[0]!;
  const features = graph.tensors[calls[0]!.inputs[0]!]!.shape.at(-1) as number;
  return {
    made: call(`nn.${name}`, [
      size(features, 'features'),
      size(units, 'units'),
      keyword('batch_first', 'True'),
    ]),
    parameters: parametersOf(layer, {
      kernel: ['weight_ih_l0', [1, 0]],
      recurrent_kernel: ['weight_hh_l0', [1, 0]],
      bias: ['bias_ih_l0'],
    }),
    zeros: [{ parameter: 'bias_hh_l0', shape: [gates * units] }],
    apply: (module, x) => {
      const turned = args.go_backwards === true ? joined(x, '.flip(1)') : x;
      return joined(call(module, [turned]), `[0]${args.return_sequences === true ? '' : '[:, -1]'}`);
    },
    channelsFirst: false,
    activation: null,
  };
}
