import type { HostFunction, KernelInstruction, Slot } from '../plan-builder.ts';
import { elementwiseFunctions, expressionOf } from './expressions.ts';
import { broadcastStrides } from './strided.ts';

/** A loop that has its sizes and steps yet to be told. */
type Template = (functions: typeof elementwiseFunctions, numbers: readonly number[]) => HostFunction;

/** Loops by their text: layers of one kind share theirs, and what the JavaScript engine learns of it. */
const templates = new Map<string, Template>();

/**
 * Writes several elementwise kernels as one loop nest in JavaScript: every entry goes through all of them in
 * registers. The text consists of kernels' expressions and numbered names alone; nothing of a model's text is in it.
 *
 * @param instructions in an order in which they can run, each of one result of the same shape
 * @param operands what they read from outside, in the order in which the function gets them; they broadcast
 * @param results what others read, in the order in which the function fills them
 */
export function generateLoop(
  instructions: readonly KernelInstruction[],
  operands: readonly Slot[],
  results: readonly Slot[],
): HostFunction {
  const shape = instructions[0]!.outputs[0]!.shape;
  const axes = mergeAxes(
    shape,
    [...operands, ...results].map((slot) => broadcastStrides(slot.shape, shape)),
  );
  const text = loopText(instructions, operands, results, axes);
  let template = templates.get(text);
  if (!template) {
    template = new Function('functions', 'numbers', text) as Template;
    templates.set(text, template);
  }
  return template(
    elementwiseFunctions,
    axes.flatMap(({ size, strides }) => [size, ...strides]),
  );
}

/** False where the host forbids code from text, as some pages and `--disallow-code-generation-from-strings` do. */
export function canGenerate(): boolean {
  try {
    return new Function('return true')() as boolean;
  } catch {
    return false;
  }
}

interface Axis {
  readonly size: number;
  readonly strides: readonly number[];
}

/** Axes of one entry vanish; neighbours that all walks pass in one even step become one. */
function mergeAxes(shape: readonly number[], walks: readonly (readonly number[])[]): readonly Axis[] {
  const axes: Axis[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const strides = walks.map((walk) => walk[axis]!);
    const last = axes.at(-1);
    if (last?.strides.every((stride, index) => stride === strides[index]! * size)) {
      axes[axes.length - 1] = { size: last.size * size, strides };
    } else axes.push({ size, strides });
  });
  return axes.length === 0 ? [{ size: 1, strides: walks.map(() => 0) }] : axes;
}

function loopText(
  instructions: readonly KernelInstruction[],
  operands: readonly Slot[],
  results: readonly Slot[],
  axes: readonly Axis[],
): string {
  const width = 1 + operands.length + results.length;
  const names = new Map<number, string>();
  operands.forEach(({ id }, index) => names.set(id, `v${index}`));
  instructions.forEach(({ outputs }, index) => names.set(outputs[0]!.id, `t${index}`));
  const lines: string[] = [];
  const walks = [...operands.map((_, index) => `x${index}`), ...results.map((_, index) => `y${index}`)];
  const last = axes.length - 1;

  lines.push(`const {${Object.keys(elementwiseFunctions).join()}} = functions;`);
  axes.forEach((_, axis) => {
    lines.push(`const n${axis} = numbers[${axis * width}];`);
    walks.forEach((walk, index) =>
      lines.push(`const ${walk}s${axis} = numbers[${axis * width + 1 + index}];`),
    );
  });
  // The types are part of the text, so that each loop sees arrays of one kind only.
  lines.push(`// ${[...operands, ...results].map(({ type }) => type).join()}`);
  lines.push('return (results, operands) => {');
  operands.forEach((_, index) => lines.push(`const x${index} = operands[${index}];`));
  results.forEach((_, index) => lines.push(`const y${index} = results[${index}];`));
  // Where each walk stands within the axis, from the one around it.
  const place = (walk: string, axis: number): string => (axis < 0 ? '0' : `${walk}p${axis}`);
  axes.forEach(({ strides }, axis) => {
    if (axis < last) {
      walks.forEach((walk, index) => {
        if (strides[index] !== 0) lines.push(`let ${walk}p${axis} = ${place(walk, axis - 1)};`);
        else lines.push(`const ${walk}p${axis} = ${place(walk, axis - 1)};`);
      });
      const steps = walks
        .filter((_, index) => strides[index] !== 0)
        .map((walk) => `${walk}p${axis} += ${walk}s${axis}`);
      lines.push(`for (let i${axis} = 0; i${axis} < n${axis}; i${axis}++, ${steps.join(', ')}) {`);
      return;
    }
    operands.forEach((_, index) => {
      if (strides[index] === 0) lines.push(`const v${index} = x${index}[${place(`x${index}`, axis - 1)}];`);
    });
    lines.push(`for (let i = 0; i < n${axis}; i++) {`);
    const at = (walk: string, index: number): string => {
      const offset = strides[index] === 1 ? 'i' : `i * ${walk}s${axis}`;
      return axis === 0 ? offset : `${place(walk, axis - 1)} + ${offset}`;
    };
    operands.forEach((_, index) => {
      if (strides[index] !== 0) lines.push(`const v${index} = x${index}[${at(`x${index}`, index)}];`);
    });
    instructions.forEach(({ name, inputs, outputs }, index) => {
      const args = inputs.map((input) => names.get(input.id)!);
      lines.push(`const t${index} = ${expressionOf(name, outputs[0]!.type, args)};`);
    });
    results.forEach((result, index) => {
      const slot = operands.length + index;
      lines.push(
        `y${index}[${strides[slot] === 0 ? '0' : at(`y${index}`, slot)}] = ${names.get(result.id)!};`,
      );
    });
  });
  lines.push('}'.repeat(axes.length), '};');
  return lines.join('\n');
}
