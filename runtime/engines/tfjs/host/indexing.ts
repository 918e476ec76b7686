import type { HostArray } from '../../engine.ts';
import type { HostFunction, KernelInstruction } from '../plan-builder.ts';
import { sizeOf } from '../value.ts';

/** Kernels that read or write rows by number, as loops. */
export const indexingHosts: Readonly<Record<string, (instruction: KernelInstruction) => HostFunction>> = {
  GatherV2: ({ inputs: [x], attributes }) => {
    const axis = attributes.axis as number;
    const length = x!.shape[axis]!;
    const inner = sizeOf(x!.shape.slice(axis + 1));
    const outer = sizeOf(x!.shape.slice(0, axis));
    return ([result], [entries, indices]) => {
      let to = 0;
      for (let block = 0; block < outer; block++) {
        for (let at = 0; at < indices!.length; at++, to += inner) {
          const row = indices![at]!;
          refuseBeyond(row, length);
          copyRow(result!, to, entries!, (block * length + row) * inner, inner);
        }
      }
    };
  },
  ScatterNd: ({ inputs: [, updates], attributes }) => {
    const [length, ...rest] = attributes.shape as readonly number[];
    const inner = sizeOf(rest);
    const rows = updates!.shape[0]!;
    return ([result], [indices, entries]) => {
      result!.fill(0);
      for (let row = 0, from = 0; row < rows; row++) {
        refuseBeyond(indices![row]!, length!);
        const to = indices![row]! * inner;
        for (let index = 0; index < inner; index++) result![to + index]! += entries![from++]!;
      }
    };
  },
};

function refuseBeyond(row: number, length: number): void {
  if (row < 0 || row >= length)
    throw new Error(`The index ${row} is not within an axis of ${length} entries.`);
}

function copyRow(target: HostArray, to: number, source: HostArray, from: number, count: number): void {
  if (count > 64) target.set(source.subarray(from, from + count), to);
  else for (let index = 0; index < count; index++) target[to + index] = source[from + index]!;
}
