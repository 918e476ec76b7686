/** Functions of `keras.ops` that have another name here. */
export const otherFunctions: Readonly<Record<string, string>> = {
  amax: 'max',
  amin: 'min',
  fabs: 'abs',
  swish: 'silu',
  hard_swish: 'hard_silu',
};

/** How functions of `keras.ops` are said otherwise. */
export const otherExpressions: Readonly<Record<string, string>> = {
  broadcast_to: 'Operators broadcast by themselves: `x + zeros_like(y)`.',
  cbrt: 'Write `sign(x) * abs(x) ** (1 / 3)`.',
  convert_to_tensor: 'Numbers and lists of numbers are tensors already.',
  convert_to_numpy: 'What a model computes is read from its heads.',
  copy: 'A tensor never changes: its name is enough.',
  count_nonzero: 'Write `sum(cast(x != 0, int32), axis: -1)`.',
  cond: '`where(condition, a, b)` takes one of two values for each entry.',
  custom_gradient: 'Gradients follow from the text; `stop_gradient` cuts them off.',
  diff: 'Write `x[1:] - x[:-1]`.',
  empty: '`zeros_like(x)` makes zeros in the shape of a tensor.',
  fori_loop: 'A model holds no loops over values; `repeat` and `for` repeat layers.',
  full: '`full_like(x, 3)` makes a tensor of one number; numbers alone are tensors, too.',
  get_item: 'Write `x[0]`, or `x[2:10]`.',
  inner: 'Write `sum(a * b, axis: -1)`.',
  moments: 'Write `mean(x, axis: -1)` and `var(x, axis: -1)`.',
  ones: '`ones_like(x)` makes ones in the shape of a tensor.',
  ravel: 'Write `reshape(x, [-1])`.',
  shape: 'A size has a name: `input x: float32[T]` makes `T` a whole number in expressions.',
  size: 'A size has a name: `input x: float32[T]` makes `T` a whole number in expressions.',
  slice: 'Write `x[2:10]`.',
  while_loop: 'A model holds no loops over values; `repeat` and `for` repeat layers.',
  vstack: '`concatenate` joins tensors along an axis that they have, `stack` along a new one.',
  hstack: '`concatenate` joins tensors along an axis that they have, `stack` along a new one.',
  zeros: '`zeros_like(x)` makes zeros in the shape of a tensor.',
};
