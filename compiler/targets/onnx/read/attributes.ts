import type { NodeProto, TensorProto } from '../onnx_pb.ts';

/** The attributes of a node; what is not there has its default. */
export class Attributes {
  private readonly all: ReadonlyMap<string, NodeProto['attribute'][number]>;

  constructor(node: NodeProto) {
    this.all = new Map(node.attribute.map((each) => [each.name, each]));
  }

  has(name: string): boolean {
    return this.all.has(name);
  }

  integer(name: string, initial: number): number {
    const found = this.all.get(name);
    return found ? Number(found.i) : initial;
  }

  integers(name: string): readonly number[] | undefined {
    return this.all.get(name)?.ints.map(Number);
  }

  /** Single precision as it was meant: 1e-5, not 0.000009999999747378752. */
  number(name: string, initial: number): number {
    const found = this.all.get(name);
    return found ? shortest(found.f) : initial;
  }

  text(name: string, initial: string): string {
    const found = this.all.get(name);
    return found ? new TextDecoder().decode(found.s) : initial;
  }

  texts(name: string): readonly string[] | undefined {
    return this.all.get(name)?.strings.map((each) => new TextDecoder().decode(each));
  }

  tensor(name: string): TensorProto | undefined {
    return this.all.get(name)?.t;
  }
}

/** The shortest number that is the same in single precision. */
export function shortest(value: number): number {
  if (Number.isInteger(value) || Math.fround(value) !== value) return value;
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
