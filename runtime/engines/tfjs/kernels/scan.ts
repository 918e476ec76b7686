import type { Block, Instruction, PlanBuilder, Slot, Lowerings } from '../plan-builder.ts';
import { valueType } from '../value.ts';

export const scanLowerings = {
  scan: (builder, inputs, node) => {
    const { body, states, scanned, reverse, length } = node.attributes;
    const inner = builder.inner();
    const slots = body.inputs.map(({ tensor }) =>
      inner.input(valueType(tensor.dtype), builder.sizes(tensor.shape)),
    );
    const outputs = builder.lowerGraph(inner, body, slots);
    const results = node.outputs.map(({ dtype, shape }) => ({
      shape: builder.sizes(shape),
      type: valueType(dtype),
    }));
    const hoisted = hoistFixed(builder, inner.finish(outputs), inputs, states + scanned);
    return builder.scan({ ...hoisted, states, scanned, reverse, length: builder.size(length) }, results);
  },
} satisfies Partial<Lowerings>;

/**
 * Moves out of a loop what is the same in every step, such as transposed weights: instructions that read captured
 * values and constants alone. What is left of the body captures their results.
 * @param changing how many of the inputs, the first ones, differ from step to step
 */
function hoistFixed(
  builder: PlanBuilder,
  body: Block,
  inputs: readonly Slot[],
  changing: number,
): { readonly body: Block; readonly inputs: readonly Slot[] } {
  const outside = new Map<number, Slot>();
  body.inputs.slice(changing).forEach(({ id }, index) => outside.set(id, inputs[changing + index]!));
  const constants = new Map(body.constants.map(({ slot, data }) => [slot.id, data]));
  const moved = new Map<number, Slot>();
  const isFixed = ({ id }: Slot): boolean => outside.has(id) || constants.has(id);
  const slotOutside = (slot: Slot): Slot =>
    outside.get(slot.id) ?? builder.constant(slot.type, slot.shape, constants.get(slot.id)!);

  const instructions = body.instructions.filter((instruction) => {
    const { inputs: read, outputs } = instruction;
    const stays =
      instruction.kind === 'scan' || !read.every(isFixed) || !read.some(({ id }) => outside.has(id));
    if (stays) return true;
    repeat(builder, instruction, read.map(slotOutside)).forEach((slot, index) => {
      outside.set(outputs[index]!.id, slot);
      moved.set(outputs[index]!.id, outputs[index]!);
    });
    return false;
  });
  const captured = new Set(
    [...instructions.flatMap(({ inputs: read }) => read), ...body.outputs]
      .map(({ id }) => id)
      .filter((id) => moved.has(id)),
  );
  return {
    body: {
      ...body,
      instructions,
      inputs: [...body.inputs, ...[...captured].map((id) => moved.get(id)!)],
    },
    inputs: [...inputs, ...[...captured].map((id) => outside.get(id)!)],
  };
}

/** The same instruction in another builder, on other operands. */
function repeat(
  builder: PlanBuilder,
  instruction: Exclude<Instruction, { readonly kind: 'scan' }>,
  inputs: readonly Slot[],
): readonly Slot[] {
  switch (instruction.kind) {
    case 'view':
      return [builder.view(inputs[0]!, instruction.outputs[0]!.shape)];
    case 'host':
      return builder.hosts(instruction.name, inputs, instruction.outputs, instruction.compute);
    case 'kernel': {
      const { name, keys, attributes, outputs } = instruction;
      const named = keys ? Object.fromEntries(keys.map((key, index) => [key, inputs[index]!])) : inputs;
      return builder.kernels(name, named, attributes, outputs);
    }
  }
}
