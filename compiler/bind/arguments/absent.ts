import type { CallExpression, Identifier } from '../../../grammar/ast.ts';
import type { Fix } from '../../diagnostics/diagnostic.ts';
import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { wrapsLayers } from '../../declarations/layer-precision.ts';
import { replacementFix } from '../../diagnostics/suggest.ts';
import { findLayer } from '../../layers/registry.ts';
import { ownValue } from '../../names/own-value.ts';
import { placeIn, type Module } from '../module.ts';

/** An argument of Keras that kmodel does without. */
interface AbsentArgument {
  /** Why, or what to write instead; by the layer that the call names, where it matters. */
  readonly reason: string | ((layer: LayerDeclaration | undefined) => string);
  /** Values, as written, that say what kmodel does anyway: the fix takes the argument out. */
  readonly same?: RegExp;
}

const byInput: AbsentArgument = { reason: 'An `input` declares the shape.' };
const byEngine: AbsentArgument = { reason: 'The engine itself decides how it computes.', same: /./ };

/** Why something has no `dtype`, where most layers have one. */
function withoutDtype(layer: LayerDeclaration | undefined): string {
  if (!layer) return 'Layers of Keras alone have one; `precision` in `train` is for all else that computes.';
  if (wrapsLayers(layer)) return 'The layer inside of it says it: `Dense(8, dtype: float32)`.';
  return 'It gives words or whole numbers, before anything is computed.';
}

const absentArguments: Readonly<Record<string, AbsentArgument>> = {
  // Layers have it among their own arguments.
  name: {
    reason:
      'Only layers have names of their own; a `loss` or `metric` that the text declares has the name that logs show.',
    same: /./,
  },
  training: { reason: 'kmodel knows itself whether it trains.' },
  dtype: { reason: withoutDtype, same: /^"?float32"?$/ },
  autocast: {
    reason:
      'What comes in is always cast to the floats that a layer computes in: `dtype: float32` keeps float32 as it is.',
    same: /^true$/,
  },
  activity_regularizer: {
    reason: '`ActivityRegularization(l2: 0.01)` behind the layer puts a penalty on its result.',
    same: /^none$/,
  },
  use_cudnn: byEngine,
  jit_compile: byEngine,
  run_eagerly: byEngine,
  steps_per_execution: byEngine,
  quantization_config: { reason: 'Layers compute in float32.', same: /^none$/ },
  gptq_unpacked_column_size: { reason: 'Layers compute in float32.', same: /^none$/ },
  reverse_dtype: { reason: 'Layers compute in float32.', same: /^(none|"?float32"?)$/ },
  sparse: { reason: 'Tensors hold every entry.', same: /^false$/ },
  ragged: { reason: 'Tensors hold every entry: shorter sequences are padded and masked.', same: /^false$/ },
  invert: {
    reason: 'Tensors hold numbers: `classes: ["…", "…"]` of a head gives what is predicted its words.',
    same: /^false$/,
  },
  encoding: { reason: 'Strings are Unicode.', same: /^"utf-?8"$/i },
  vocabulary_dtype: { reason: 'A vocabulary holds strings or whole numbers.', same: /^"?int(?:64|32)"?$/ },
  input_shape: byInput,
  input_dim: byInput,
  batch_input_shape: byInput,
  batch_size: byInput,
  weights: { reason: 'Weights are given to the command that trains: `--weights`.', same: /^none$/ },
};

/**
 * What to say of an argument of Keras that kmodel does without; undefined for other names. Where its value says what
 * kmodel does anyway, the fix takes the argument out.
 */
export function absentArgument(
  module: Module,
  call: CallExpression,
  name: Identifier,
): { readonly suggestion: string; readonly fixes: readonly Fix[] } | undefined {
  const absent = ownValue(absentArguments, name.key);
  if (!absent) return undefined;
  const { reason } = absent;
  const suggestion = typeof reason === 'string' ? reason : reason(findLayer(call.callee.key));
  const index = call.arguments.findIndex((argument) => argument.name === name);
  const { value, span } = call.arguments[index]!;
  const { text } = module.source;
  if (!absent.same?.test(text.slice(value.span.start, value.span.end))) return { suggestion, fixes: [] };
  // With the comma in front of it, or the one behind the first.
  const before = call.arguments[index - 1]?.span.end;
  const after = call.arguments[index + 1]?.span.start;
  const place = placeIn(module, {
    start: before ?? span.start,
    end: before === undefined ? (after ?? span.end) : span.end,
  });
  return { suggestion, fixes: [replacementFix(place, '', `Remove \`${name.text}\``)] };
}
