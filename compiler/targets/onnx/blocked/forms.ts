import type { Tensor } from '../../../ops/types.ts';
import { elementTypes } from '../proto.ts';
import type { BlockWriter } from './block-writer.ts';
import { imageOf, knownSizes } from './image.ts';

/**
 * How a tensor [batch, height, width, channels] lies in memory: `last` as the op graph has it, `first` with the
 * channels before height and width, `rows` with the channels before all others, and in blocks of channels.
 */
export type Layout = 'last' | 'first' | 'rows' | 'blocked';

/** The values of tensors in the layouts that somebody has asked for; each is made once, of one that is there. */
export class Forms {
  private readonly blocks: BlockWriter;
  private readonly known = new Map<number, Map<Layout, string>>();
  private readonly makers = new Map<number, Partial<Record<Layout, () => string>>>();

  constructor(blocks: BlockWriter) {
    this.blocks = blocks;
  }

  set(tensor: Tensor, layout: Layout, name: string): void {
    if (layout === 'last') return this.blocks.writer.setName(tensor, name);
    const forms = this.known.get(tensor.id) ?? new Map<Layout, string>();
    this.known.set(tensor.id, forms.set(layout, name));
  }

  /** Says how to make layouts of a tensor when they are asked for. */
  defer(tensor: Tensor, makers: Partial<Record<Layout, () => string>>): void {
    this.makers.set(tensor.id, makers);
  }

  /** True where a tensor is in blocks, or can be at no cost. */
  isBlocked(tensor: Tensor): boolean {
    return this.has(tensor, 'blocked') || this.makers.get(tensor.id)?.blocked !== undefined;
  }

  get(tensor: Tensor, layout: Layout): string {
    const known = this.find(tensor, layout);
    if (known !== undefined) return known;
    const name = this.makers.get(tensor.id)?.[layout]?.() ?? this.convert(tensor, layout);
    this.set(tensor, layout, name);
    return name;
  }

  private has(tensor: Tensor, layout: Layout): boolean {
    return this.find(tensor, layout) !== undefined;
  }

  private find(tensor: Tensor, layout: Layout): string | undefined {
    if (layout !== 'last') return this.known.get(tensor.id)?.get(layout);
    const { writer } = this.blocks;
    return writer.knows(tensor) ? writer.nameOf(tensor) : undefined;
  }

  private convert(tensor: Tensor, layout: Layout): string {
    if (tensor.dtype === 'bool') return this.convertBool(tensor, layout);
    switch (layout) {
      case 'last':
        return this.toLast(tensor);
      case 'blocked':
        return this.toBlocked(tensor);
      case 'first':
        return this.toFirst(tensor);
      case 'rows':
        return this.toRows(tensor);
    }
  }

  /** onnxruntime reorders floats alone. */
  private convertBool(tensor: Tensor, layout: Layout): string {
    const { blocks } = this;
    const from: Layout = layout === 'last' ? 'blocked' : 'last';
    const name = this.find(tensor, from);
    if (name === undefined) return blocks.writer.nameOf(tensor);
    const floats: Tensor = { ...tensor, id: -1, dtype: 'float32' };
    const forms = new Forms(blocks);
    const cast = blocks.node('Cast', [name], { to: elementTypes.float32 });
    const reordered = from === 'last' ? forms.blockedOf(floats, cast) : forms.lastOf(floats, cast);
    return blocks.node('Cast', [reordered], { to: elementTypes.bool });
  }

  private toLast(tensor: Tensor): string {
    const blocked = this.find(tensor, 'blocked');
    // What is in no layout at all is a mistake: the writer says so.
    return blocked === undefined ? this.blocks.writer.nameOf(tensor) : this.lastOf(tensor, blocked);
  }

  private lastOf(tensor: Tensor, blocked: string): string {
    const { c } = knownSizes(tensor.shape)!;
    const last = this.blocks.blockNode('ReorderOutput', [blocked], { channels: c, channels_last: 1 });
    return tensor.shape.length === 4 ? last : this.blocks.reshape(last, ...(tensor.shape as number[]));
  }

  private toBlocked(tensor: Tensor): string {
    const first = this.find(tensor, 'first');
    const isLast = this.has(tensor, 'last') || this.makers.get(tensor.id)?.last;
    if (first !== undefined && !isLast) return this.blocks.blockNode('ReorderInput', [first], {});
    return this.blockedOf(tensor, this.get(tensor, 'last'));
  }

  private blockedOf(tensor: Tensor, last: string): string {
    const { n, h, w, c } = knownSizes(tensor.shape)!;
    const image = tensor.shape.length === 4 ? last : this.blocks.reshape(last, n, h, w, c);
    return this.blocks.blockNode('ReorderInput', [image], { channels_last: 1 });
  }

  private toFirst(tensor: Tensor): string {
    const { blocks } = this;
    const { n, h, w, c } = knownSizes(tensor.shape)!;
    const blocked = this.find(tensor, 'blocked');
    if (blocked !== undefined) return blocks.blockNode('ReorderOutput', [blocked], { channels: c });
    return blocks.transpose(blocks.reshape(this.get(tensor, 'last'), n, h, w, c), 0, 3, 1, 2);
  }

  private toRows(tensor: Tensor): string {
    const { blocks } = this;
    const { n, h, w, c } = knownSizes(tensor.shape)!;
    if (this.has(tensor, 'blocked') || this.has(tensor, 'first')) {
      return blocks.transpose(this.get(tensor, 'first'), 1, 0, 2, 3);
    }
    const matrix = blocks.reshape(this.get(tensor, 'last'), n * h * w, c);
    return blocks.reshape(blocks.transpose(matrix, 1, 0), c, n, h, w);
  }
}

/** True for tensors that can be in blocks. */
export function isBlockable(tensor: Pick<Tensor, 'dtype' | 'shape'>, block: number): boolean {
  return imageOf(tensor, block) !== undefined;
}
