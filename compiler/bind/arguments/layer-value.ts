import { articleFor } from '../../declarations/categories.ts';
import type { Value } from '../values.ts';
import { placeIn } from '../module.ts';
import { resolveLayerCall } from '../call.ts';
import { recurrenceOf } from '../../layers/recurrent/base-recurrent.ts';
import { cellOf } from '../../layers/recurrent/base-cell.ts';
import { findLayer } from '../../layers/registry.ts';
import type { ArgumentType } from '../../declarations/declare.ts';
import { unknownArgument, wrongType, type Coerced, type ValueSite } from './value-site.ts';
import { kindText } from '../definitions.ts';
import { reportOtherName, reportUnknownLayer } from '../unknown-layer.ts';

type LayerType = Extract<ArgumentType, { kind: 'layer' }>;

/** A layer as the argument of a wrapper: `Bidirectional(LSTM(32))`. */
export function coerceLayer(site: ValueSite, value: Value, type: LayerType): Coerced {
  if (value.kind !== 'object') return wrongType(site, value, type);
  const { call, environment } = value;
  const { context } = site;
  const meaning = environment.module.names.get(call.callee.key);
  const own =
    meaning?.kind === 'definition' && meaning.declaration.kind === 'Layer'
      ? context.own.layer(context.definitions.get(meaning.declaration)!)
      : undefined;
  if (meaning?.kind === 'definition' && !own) {
    const place = placeIn(environment.module, call.callee.span);
    const kind = kindText(meaning.declaration);
    const found = `\`${call.callee.text}\` is ${articleFor(kind)} ${kind}`;
    const values = { name: site.name, owner: site.owner, wanted: 'a layer', found };
    context.report('KM2003', 'default', values, place, {
      help: 'wrap the layers inside of it, one by one.',
    });
    return unknownArgument;
  }
  const declaration = own ?? findLayer(call.callee.key);
  if (!declaration || declaration.internal) {
    reportUnknownLayer(context, environment, call.callee);
    return unknownArgument;
  }
  reportOtherName(context, environment, call.callee, declaration);
  if (type.recurrent && !recurrenceOf(declaration)) return wrongType(site, value, type);
  if (type.cell && !cellOf(declaration)) return wrongType(site, value, type);
  const resolved = resolveLayerCall(context, environment, call, declaration);
  const tensor = resolved.tensors[0];
  if (tensor) {
    const values = { owner: declaration.name, name: tensor.name };
    context.report('KM2001', 'default', values, placeIn(environment.module, tensor.expression.span), {
      help: `\`${tensor.name}\` belongs among the arguments of the wrapper.`,
    });
  }
  if (!resolved.args) return unknownArgument;
  const layer = {
    kind: 'layer',
    class: declaration.name,
    args: resolved.args,
    trainable: resolved.trainable,
    declaration,
  } as const;
  return { kind: 'ok', value: layer };
}
