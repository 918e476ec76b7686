import type { Tensor } from '../../../ops/types.ts';
import type { BlockWriter } from './block-writer.ts';
import type { Forms } from './forms.ts';
import { windowOf } from './image.ts';

/** Kernels in the orders that convolutions of blocks want; each is made once. */
export class Kernels {
  private readonly blocks: BlockWriter;
  private readonly forms: Forms;
  private readonly made = new Map<string, string>();

  constructor(blocks: BlockWriter, forms: Forms) {
    this.blocks = blocks;
    this.forms = forms;
  }

  /** For blocks of input: blocks of out, blocks of in, window, in, out. */
  dense(kernel: Tensor): string {
    return this.once(kernel, 'dense', () => {
      const { blocks } = this;
      const { kh, kw, ci, co } = this.filled(kernel);
      const b = blocks.size;
      const split = blocks.reshape(this.filledKernel(kernel), kh * kw, ci / b, b, co / b, b);
      return blocks.reshape(blocks.transpose(split, 3, 1, 0, 2, 4), co, ci, kh, kw);
    });
  }

  /** For an input of few channels, which come first: blocks of out, in, window, out. */
  narrow(kernel: Tensor): string {
    return this.once(kernel, 'narrow', () => {
      const { blocks } = this;
      const { kh, kw, ci, co } = windowOf(kernel.shape);
      const out = this.filled(kernel).co;
      const rows = blocks.reshape(this.forms.get(kernel, 'last'), kh * kw * ci, co);
      const wide = blocks.fill(rows, [kh * kw * ci, co], 1, out);
      const split = blocks.reshape(wide, kh * kw, ci, out / blocks.size, blocks.size);
      return blocks.reshape(blocks.transpose(split, 2, 1, 0, 3), out, ci, kh, kw);
    });
  }

  /**
   * For the way back, from gradients of the result to those of the input, with some places of the window alone.
   * @param places in row-major order
   */
  backward(kernel: Tensor, places: readonly number[], window: readonly [number, number]): string {
    return this.once(kernel, `backward ${places.join()}`, () => {
      const { blocks } = this;
      const { kh, kw, ci, co } = this.filled(kernel);
      const b = blocks.size;
      const [ins, outs, count] = [ci / b, co / b, kh * kw];
      const pick = (block: number, out: number) => places.map((at) => (out * ins + block) * count + at);
      const order = Array.from({ length: ins * outs }, (_, at) => pick(Math.floor(at / outs), at % outs));
      const turned = blocks.pick(this.turned(kernel), order.flat());
      return blocks.reshape(turned, ci, co, ...window);
    });
  }

  /** For one channel each: blocks, window, channels; with some places of the window alone. */
  depthwise(kernel: Tensor, places: readonly number[], window: readonly [number, number]): string {
    return this.once(kernel, `depthwise ${places.join()}`, () => {
      const { blocks } = this;
      const { kh, kw, co } = windowOf(kernel.shape);
      const out = this.filled(kernel).co;
      const rows = blocks.reshape(this.forms.get(kernel, 'last'), kh * kw, co);
      const wide = blocks.fill(rows, [kh * kw, co], 1, out);
      const isWhole = places.length === kh * kw && places.every((place, at) => place === at);
      const picked = isWhole ? wide : blocks.pick(wide, places);
      const split = blocks.reshape(picked, places.length, out / blocks.size, blocks.size);
      return blocks.reshape(blocks.transpose(split, 1, 0, 2), out, 1, ...window);
    });
  }

  /**
   * Every block [in, out] of a dense kernel as [out, in]: [blocks of out · blocks of in · window, out · in]. A block is
   * an image of one row to onnxruntime, which reorders those far faster than it transposes.
   */
  private turned(kernel: Tensor): string {
    return this.once(kernel, 'turned', () => {
      const { blocks } = this;
      const { kh, kw, ci, co } = this.filled(kernel);
      const b = blocks.size;
      const count = (co / b) * (ci / b) * kh * kw;
      const images = blocks.reshape(this.dense(kernel), count, b, 1, b);
      return blocks.reshape(blocks.blockNode('ReorderInput', [images], {}), count, b * b);
    });
  }

  /** A kernel's sizes with its channels filled up to whole blocks. */
  private filled(kernel: Tensor) {
    const { size } = this.blocks;
    const { kh, kw, ci, co } = windowOf(kernel.shape);
    return { kh, kw, ci: Math.ceil(ci / size) * size, co: Math.ceil(co / size) * size };
  }

  private filledKernel(kernel: Tensor): string {
    const { kh, kw, ci, co } = windowOf(kernel.shape);
    const to = this.filled(kernel);
    if (ci === to.ci && co === to.co) return this.forms.get(kernel, 'last');
    const shape = [kh * kw, ci, co];
    const flat = this.blocks.reshape(this.forms.get(kernel, 'last'), ...shape);
    return this.blocks.fill(this.blocks.fill(flat, shape, 1, to.ci), [kh * kw, to.ci, co], 2, to.co);
  }

  private once(kernel: Tensor, what: string, make: () => string): string {
    const key = `${kernel.id} ${what}`;
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const name = make();
    this.made.set(key, name);
    return name;
  }
}
