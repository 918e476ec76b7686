import type { ModelOrigin } from '../../../check/compile.ts';
import type { Definition } from '../../../bind/definitions.ts';
import type { LayerTexts } from '../layer-text.ts';
import type { ModuleParts } from '../module-parts.ts';
import type { DefinitionInfo } from '../../program/definition-info.ts';
import type { Instances } from '../../program/instances.ts';
import type { ModuleConstants } from './module-constants.ts';
import type { ParameterText } from './parameter-text.ts';

/** What a module's blocks and its model share while they are written. */
export interface StructuredContext {
  readonly origin: ModelOrigin;
  readonly instances: Instances;
  readonly layers: LayerTexts;
  readonly parts: ModuleParts;
  readonly constants: ModuleConstants;
  readonly infos: ReadonlyMap<Definition, DefinitionInfo>;
  /** Functions of blocks and models that are used as layers. */
  readonly functions: Map<Definition, BlockFunction>;
  /** Parameters of the model that generated code must not leave open; `*` stands for all. */
  readonly pins: Set<string>;
}

/** The function that a block or a model used as a layer became. */
export interface BlockFunction {
  readonly name: string;
  /** Parameters that its text reads. */
  readonly parameters: readonly ParameterText[];
  readonly text: string;
  readonly inputs: number;
  /** Undefined for one result. */
  readonly results: readonly string[] | undefined;
}
