import { multiHeadAttentionTemplate } from './multi-head-attention.ts';
import { groupNormalizationTemplate, rmsNormalizationTemplate } from './normalizations.ts';
import { positionEmbeddingTemplate } from './positions.ts';
import type { LayerTemplate } from './template.ts';

const templates = new Map(
  [
    multiHeadAttentionTemplate,
    positionEmbeddingTemplate,
    groupNormalizationTemplate,
    rmsNormalizationTemplate,
  ].map((template) => [template.class, template]),
);

/** The class written for a layer that tfjs lacks; undefined where one is derived from the layer's ops. */
export function findTemplate(layerClass: string): LayerTemplate | undefined {
  return templates.get(layerClass);
}
