import type { LayerDeclaration } from '../../../declarations/define-layer.ts';
import type { Arguments } from '../../../declarations/values.ts';

/** What the layouts of tensors need of their reader. */
export interface LayoutReader {
  /** A tensor of the model that the file does not name. */
  readonly newTensor: (rank: number) => number;
  /** Calls a new Permute. */
  readonly permute: (dims: readonly number[], input: number, output: number) => void;
  readonly rankOf: (tensor: number) => number | undefined;
}

/** Layers that do the same wherever channels are. */
const anywhere =
  /^(Activation|ReLU|LeakyReLU|ELU|Dropout|GaussianNoise|GaussianDropout|AlphaDropout|Rescaling|Identity|Add|Subtract|Multiply|Average|Maximum|Minimum|ActivityRegularization)$/;

/** Layers that do it along an axis. */
const along = /^(BatchNormalization|Concatenate|Softmax)$/;

/**
 * Where a file keeps channels first, the model keeps them last: each such tensor of the file is another one here, its
 * twin. The file's own tensor is made by a Permute, and only where something takes it that cares for the order.
 */
export class Layouts {
  /** By the file's tensor. */
  private readonly twins = new Map<number, number>();
  /** Tensors of the file that nothing has made yet. */
  private readonly unmade = new Set<number>();
  private readonly reader: LayoutReader;

  constructor(reader: LayoutReader) {
    this.reader = reader;
  }

  /** True where a layer works on twins: it says so, or it takes one and does the same to it. */
  takesTwins(declaration: LayerDeclaration, isFirst: boolean, inputs: readonly number[]): boolean {
    if (isFirst) return true;
    const isEither = anywhere.test(declaration.name) || along.test(declaration.name);
    const ranks = new Set(inputs.map((tensor) => this.reader.rankOf(tensor)));
    return isEither && ranks.size === 1 && inputs.some((tensor) => this.unmade.has(tensor));
  }

  /** The tensor with channels last. */
  twin(tensor: number): number {
    const known = this.twins.get(tensor);
    if (known !== undefined) return known;
    const rank = this.reader.rankOf(tensor) ?? 0;
    // A vector for each sample has no layout.
    if (rank < 3) return tensor;
    const made = this.reader.newTensor(rank);
    this.reader.permute([...range(2, rank), 1], tensor, made);
    this.twins.set(tensor, made);
    return made;
  }

  /** The tensor that a layer on twins gives in place of one of the file. */
  result(tensor: number, rank: number | undefined): number {
    if (rank === undefined || rank < 3) return tensor;
    const made = this.reader.newTensor(rank);
    this.twins.set(tensor, made);
    this.unmade.add(tensor);
    return made;
  }

  /** The tensor as the file has it, for what cares for the order of its axes. */
  asInFile(tensor: number): number {
    if (!this.unmade.delete(tensor)) return tensor;
    const rank = this.reader.rankOf(tensor)!;
    this.reader.permute([rank - 1, ...range(1, rank - 1)], this.twins.get(tensor)!, tensor);
    return tensor;
  }
}

/** Arguments for channels last: an axis of channels is the last one, those of space come one before. */
export function withTwinAxis({ name }: LayerDeclaration, args: Arguments, rank: number): Arguments {
  const { axis } = args;
  if (!along.test(name) || axis === undefined || axis === null) return args;
  const single = Array.isArray(axis) && axis.length === 1 ? (axis as readonly number[])[0] : axis;
  if (typeof single !== 'number') return args;
  const place = single < 0 ? single + rank : single;
  if (place === 0) return args;
  return { ...args, axis: place === 1 ? -1 : place - 1 };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
