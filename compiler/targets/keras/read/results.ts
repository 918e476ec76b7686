import type { LayerDeclaration } from '../../../declarations/define-layer.ts';
import type { Arguments } from '../../../declarations/values.ts';
import type { SourceLayer } from '../../read/source.ts';

/** True where an argument of a call is one of the named inputs. */
export function isInputName({ inputNames = [] }: LayerDeclaration, key: string): boolean {
  return inputNames.some(({ name }) => name === key);
}

/** How many results a layer gives. */
export function resultsOf(declaration: LayerDeclaration, layer: SourceLayer): number {
  if (layer.kind !== 'layer') return 1;
  const { args } = layer;
  if (args.return_attention_scores === true) return 2;
  const inner =
    (args.layer as { readonly args?: Arguments; readonly class?: string } | undefined) ?? undefined;
  const states = (kerasClass: string): number => (/LSTM/.test(kerasClass) ? 2 : 1);
  if (declaration.name === 'Bidirectional') {
    const outputs = args.merge_mode === null ? 2 : 1;
    return outputs + (inner?.args?.return_state === true ? 2 * states(inner.class!) : 0);
  }
  return args.return_state === true ? 1 + states(declaration.name) : 1;
}
