import type { ArgumentDeclaration, ArgumentType } from '../../../compiler/declarations/declare.ts';
import type { LayerDeclaration } from '../../../compiler/declarations/define-layer.ts';
import { allComponents } from '../../../compiler/components/registry.ts';
import { cellOf } from '../../../compiler/layers/recurrent/base-cell.ts';
import { fittingType } from '../../../scripts/fitting-type.ts';
import { createTestRandom } from './random.ts';

/** Arguments that say nothing of what a layer computes, or that only its example gets right. */
const left: ReadonlySet<string> = new Set([
  'name',
  'seed',
  'equation',
  'lora_rank',
  'lora_alpha',
  'stateful',
  'dtype',
]);

/** Components that need a shape of their own, jump at zero, where weights begin, or let numbers grow without end. */
const unsuited: ReadonlySet<string> = new Set([
  'Identity',
  'Orthogonal',
  'STFT',
  'SpectralNorm',
  'L1',
  'UnitNorm',
  'exponential',
  'L1L2',
  'hard_tanh',
]);

/** Random choices from a seed. */
class Choices {
  private readonly uniform: () => number;

  constructor(seed: number) {
    this.uniform = createTestRandom(seed).uniform;
    // The first numbers of neighbouring seeds are alike.
    for (let count = 0; count < 8; count++) this.uniform();
  }

  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.uniform() < share;
  }

  of<T>(list: readonly T[]): T {
    return list[this.integer(0, list.length - 1)]!;
  }
}

/**
 * A model of one layer in a random configuration, made from the layer's own declaration: its example, with random
 * values for some of its arguments, on random sizes. Not every one is valid: the checker decides.
 * @param masked whether a mask comes with the input, where it is a sequence
 */
export function randomModel(layer: LayerDeclaration, seed: number, masked = false): string {
  const choices = new Choices(seed);
  const type = inputType(layer, choices);
  const isSequence = /^float32\[[^,\]]+, [^,\]]+\]$/.test(type);
  // What comes before data is learned from, or words are read, has no weights, and its results may be whole numbers.
  const isPlain = layer.family !== 'image' && layer.family !== 'preprocessing';
  const begin = masked && isSequence ? ' -> Masking()' : '';
  // Weights before the layer have gradients that go through it.
  const learned = type.startsWith('float32') && isPlain ? ' -> PReLU(alpha_initializer: Constant(0.5))' : '';
  const stage = withRandomArguments(layer, choices);
  const end = begin !== '' && choices.chance(0.5) ? ' -> GlobalAveragePooling1D()' : '';
  return [
    'model Random {',
    `  input x: ${stage.includes('channels_first') ? channelsFirst(type, layer) : type}`,
    `  branch b = x${begin}${learned}`,
    `  head y = ${stage.replaceAll(/\bx\b/g, 'b')}${end}${layer.family === 'preprocessing' ? '' : ' { loss: mse }'}`,
    // Adaptive optimizers would make noise as large as what is learned.
    ...(layer.family === 'preprocessing' ? [] : ['  train { optimizer: SGD(0.01) }']),
    '}',
    '',
  ].join('\n');
}

function inputType(layer: LayerDeclaration, choices: Choices): string {
  const type = fittingType(layer);
  const { dtype } = layer.input;
  const rank = cellOf(layer) ? 2 : layer.input.rank;
  if (
    layer.family === 'image' ||
    !type.startsWith('float32[') ||
    (type === 'float32[8]' && layer.name === 'EinsumDense')
  )
    return type;
  const isFree = typeof rank !== 'number' && dtype !== 'integer';
  const axes = isFree ? choices.integer(layer.name.includes('Normalization') ? 1 : 2, 4) : (rank as number);
  // Slopes are taken one number at a time: many axes are short.
  const [channels, shortest, longest] =
    axes > 3 ? [[2], 3, 3] : axes > 2 ? [[2, 4], 4, 5] : [[2, 4, 8], 4, 7];
  const sizes = Array.from({ length: axes }, (_, axis) =>
    axis === axes - 1 ? choices.of(channels) : choices.integer(shortest, longest),
  );
  return `float32[${sizes.join(', ')}]`;
}

/** A type with its channels first, where the layer then has them. */
function channelsFirst(type: string, { axesBehindChannels }: LayerDeclaration): string {
  const sizes = /\[(.*)\]/.exec(type)![1]!.split(', ');
  const channels = sizes.pop()!;
  const place = axesBehindChannels === undefined ? 0 : sizes.length - axesBehindChannels;
  return type.replace(/\[.*\]/, `[${sizes.toSpliced(place, 0, channels).join(', ')}]`);
}

/** The example of a layer with other arguments. */
function withRandomArguments(layer: LayerDeclaration, choices: Choices): string {
  const { example, arguments: declared } = layer;
  const start = example.lastIndexOf(`${layer.name}(`) + layer.name.length + 1;
  const end = closing(example, start);
  const written = splitArguments(example.slice(start, end));
  const names = Object.keys(declared);
  const texts = written.map((text, place) => {
    const type = declared[names[place]!]?.type;
    const isSmall = layer.family !== 'image' && type?.kind === 'integer' && /^[\d_]+$/.test(text);
    return isSmall && choices.chance(0.7) ? String(choices.integer(1, 4)) : text;
  });
  const given = new Set(written.map((text, place) => /^(\w+): /.exec(text)?.[1] ?? names[place]!));
  for (const [name, declaration] of Object.entries(declared)) {
    if (given.has(name) || left.has(name) || declaration.required || !choices.chance(0.3)) continue;
    const value = randomValue(declaration, name, choices);
    if (value !== undefined) texts.push(`${name}: ${value}`);
  }
  return `${example.slice(0, start)}${texts.join(', ')}${example.slice(end)}`;
}

/** Where the parenthesis closes that was opened before a place. */
function closing(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if ('([{'.includes(text[at]!)) depth++;
    if (')]}'.includes(text[at]!) && --depth === 0) return at;
  }
  throw new Error(`No parenthesis closes in ${text}.`);
}

function splitArguments(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  let isQuoted = false;
  for (const letter of text) {
    if (letter === '"') isQuoted = !isQuoted;
    if ('([{'.includes(letter)) depth++;
    if (')]}'.includes(letter)) depth--;
    if (letter === ',' && depth === 0 && !isQuoted) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function randomValue(declaration: ArgumentDeclaration, name: string, choices: Choices): string | undefined {
  if (declaration.nullable && choices.chance(0.2)) return 'none';
  return valueOf(declaration.type, name, choices);
}

/** A value of a type, as it is written; undefined for types whose values only a model has. */
function valueOf(type: ArgumentType, name: string, choices: Choices): string | undefined {
  switch (type.kind) {
    case 'integer': {
      const low = Math.max(type.minimum ?? -2, -2);
      return String(choices.integer(low, Math.min(type.maximum ?? low + 3, low + 3)));
    }
    case 'number': {
      const low = type.above ?? type.minimum ?? 0;
      const high = Math.min(type.below ?? type.maximum ?? low + 1, low + 1);
      return String(low + (high - low) * (choices.integer(1, 9) / 10));
    }
    case 'boolean':
      return String(choices.chance(0.5));
    case 'option':
      return choices.of(type.options);
    case 'perAxis': {
      const one = (): number => choices.integer(type.minimum, type.minimum + 2);
      if (choices.chance(0.5)) return String(one());
      return `[${Array.from({ length: type.count }, one).join(', ')}]`;
    }
    case 'list': {
      const length = choices.integer(type.minimumLength ?? 1, type.maximumLength ?? 2);
      const entries = Array.from({ length }, () => valueOf(type.of, name, choices));
      return entries.includes(undefined) ? undefined : `[${entries.join(', ')}]`;
    }
    case 'component': {
      // A step after the other, numbers grow without end unless gates bound them.
      if (name === 'recurrent_activation') return choices.of(['sigmoid', 'hard_sigmoid', 'softsign']);
      const fitting = allComponents(type.category).filter(
        (each) =>
          !unsuited.has(each.name) && Object.values(each.arguments).every(({ required }) => !required),
      );
      const { name: found } = choices.of(fitting);
      return type.category === 'activation' ? found : `${found}()`;
    }
    case 'anyOf':
      return valueOf(choices.of(type.of), name, choices);
    default:
      return undefined;
  }
}
