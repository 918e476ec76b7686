import { number } from '../../declarations/declare.ts';
import { exponentialUnit } from '../../components/activations/exponential.ts';
import { defineElementwise } from './base-elementwise.ts';

export const eluLayer = defineElementwise({
  name: 'ELU',
  summary: 'Exponential linear unit: alpha · (exp(x) − 1) for negative values.',
  example: 'x -> ELU()',
  arguments: { alpha: number(1, 'Minus the limit for very negative values.') },
  apply: (ops, x, args) => exponentialUnit(ops, x, args.alpha),
});
