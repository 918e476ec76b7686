import { defineLayer } from '../../declarations/define.ts';

export const identity = defineLayer({
  name: 'Identity',
  family: 'core',
  summary: 'Gives its input back unchanged.',
  example: 'x -> Identity()',
  arguments: {},
  input: {},
  output: ({ inputs }) => inputs[0]!,
  lower: (_, { inputs }) => inputs[0]!,
  mask: 'pass',
});
