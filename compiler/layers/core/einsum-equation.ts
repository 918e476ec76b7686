/** An einsum of an input and a kernel, as letters of axes; `...` is written out for the input at hand. */
export interface EinsumEquation {
  /** Axes of the input, the batch axis first. */
  readonly input: readonly string[];
  readonly kernel: readonly string[];
  readonly output: readonly string[];
  /** The letters of the output whose sizes `output_shape` gives, in its order. */
  readonly named: readonly string[];
}

/**
 * Reads an equation such as `abc,cd->abd` or `...x,xy->...y`.
 * @param rank number of axes of the input, with the batch axis
 * @returns the equation, or what is wrong with it: a clause that follows "`equation` "
 */
export function parseEinsum(text: string, rank: number): EinsumEquation | string {
  const form = /^\s*(\.{3})?([A-Za-z]*)(\.{3})?\s*,\s*([A-Za-z]+)\s*->\s*(\.{3})?([A-Za-z]*)(\.{3})?\s*$/;
  const match = form.exec(text);
  if (!match) return 'has the form `abc,cd->abd`: letters of the input, the kernel and the result';
  const [, leftIn, letters, rightIn, kernel, leftOut, outLetters, rightOut] = match;
  if (leftIn && rightIn) return 'has `...` at one end of the input alone';
  if (leftIn !== leftOut || rightIn !== rightOut)
    return 'has `...` at the same end of the input and of the result';
  const elided = rank - letters!.length;
  if (elided < 0 || (elided > 0 && !leftIn && !rightIn))
    return `names ${letters!.length} axes of the input, which has ${rank} with the batch axis`;
  const others = Array.from({ length: elided }, (_, index) => `…${index}`);
  const expand = (named: string): string[] =>
    leftIn ? [...others, ...named] : rightIn ? [...named, ...others] : [...named];
  const input = expand(letters!);
  const output = expand(outLetters!);
  for (const axes of [input, [...kernel!], output])
    if (new Set(axes).size < axes.length) return 'names each axis once';
  const batch = input[0];
  if (output[0] !== batch) return 'keeps the batch axis in front';
  if (kernel!.includes(batch!)) return 'has no batch axis in the kernel';
  const unknown = output.find((axis) => !input.includes(axis) && !kernel!.includes(axis));
  if (unknown !== undefined) return `makes the axis \`${unknown}\` of the result from nothing`;
  const unused = [...kernel!].find((axis) => !input.includes(axis) && !output.includes(axis));
  if (unused !== undefined) return `uses the axis \`${unused}\` of the kernel nowhere`;
  return {
    input,
    kernel: [...kernel!],
    output,
    named: leftIn ? [...outLetters!] : [...outLetters!].slice(1),
  };
}
