import { findComponent } from '../../components/registry.ts';
import type { Activation } from '../../declarations/define-component.ts';
import { isComponent, type ArgumentValue } from '../../declarations/values.ts';
import type { SourceModel } from './source.ts';

/** An activation of another world that kmodel lacks: texts that use it declare it. */
export interface OwnActivation {
  readonly declaration: Activation;
  readonly text: string;
}

/** The `hard_sigmoid` of Keras 2 and tfjs: that of Keras 3 is x / 6 + 0.5. */
export const olderHardSigmoid = ownActivation(
  'hard_sigmoid_2',
  'A sigmoid of straight lines as Keras 2 had it: x / 5 + 0.5 within 0 and 1.',
  'clip(0.2 * x + 0.5, 0, 1)',
);

const ownActivations = [olderHardSigmoid];

function ownActivation(name: string, summary: string, body: string): OwnActivation {
  // Nobody lowers it: what is read is written as text, and compiled from that.
  const like = findComponent('activation', 'hard_sigmoid') as Activation;
  return {
    declaration: { ...like, name, summary, own: true },
    text: `/// ${summary}\nactivation ${name}(x) = ${body}`,
  };
}

/** The declarations that the text of a model brings along. */
export function ownDeclarations(model: SourceModel): readonly string[] {
  const used = new Set<unknown>();
  const visit = (value: ArgumentValue): void => {
    if (Array.isArray(value)) return (value as readonly ArgumentValue[]).forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    if (isComponent(value, 'activation')) used.add(value.declaration);
    if ('args' in value) Object.values(value.args).forEach(visit);
  };
  const visitModel = ({ layers }: SourceModel): void => {
    for (const layer of layers)
      if (layer.kind === 'model') visitModel(layer.model);
      else Object.values(layer.args).forEach(visit);
  };
  visitModel(model);
  return ownActivations.filter(({ declaration }) => used.has(declaration)).map(({ text }) => text);
}
