import { checkBeforeGraph } from './before-graph.ts';
import { checkClasses } from './classes.ts';
import { checkConstantHeads } from './constant-heads.ts';
import { checkActivationAndLoss } from './activation-and-loss.ts';
import { checkCallbackFiles } from './callback-files.ts';
import type { DefinitionRuleContext, ModelRuleContext } from './context.ts';
import { checkCallbackOptimizer } from './callback-optimizer.ts';
import { checkDenseOnImage } from './dense-on-image.ts';
import { checkLossFits } from './loss-fits.ts';
import { checkLostMasks } from './lost-masks.ts';
import { checkMonitoredValues } from './monitored-values.ts';
import { checkNoLoss } from './no-loss.ts';
import { checkSizeVariableNames } from './size-variable-names.ts';
import { checkSources } from './sources.ts';
import { checkUnusedBranches } from './unused-branches.ts';
import { checkUnusedInputs } from './unused-inputs.ts';
import { checkUnusedShared } from './unused-shared.ts';

/** Rules about the text of one block or model, in the order in which they run. */
export const definitionRules: readonly ((rule: DefinitionRuleContext) => void)[] = [
  checkSizeVariableNames,
  // Heads that nothing feeds, before inputs that feed nothing: often both show one missing arrow.
  checkSources,
  checkUnusedInputs,
  checkUnusedBranches,
  checkUnusedShared,
];

/** Rules about an expanded model. */
export const modelRules: readonly ((rule: ModelRuleContext) => void)[] = [
  checkDenseOnImage,
  checkLostMasks,
  checkConstantHeads,
  checkBeforeGraph,
  checkLossFits,
  checkClasses,
  checkActivationAndLoss,
  checkNoLoss,
  checkCallbackFiles,
  checkCallbackOptimizer,
  checkMonitoredValues,
];
