import { createCollector } from '../compiler/diagnostics/collector.ts';
import { renderForTerminal } from './diagnostics.ts';
import { ModelHasErrors, type CompiledFile } from './model-options.ts';
import { warn } from './report.ts';

/**
 * Shows what another world cannot have of a model, at its places in the text.
 * @throws ModelHasErrors where something is reported
 */
export function refuse(
  files: CompiledFile['files'],
  look: (report: ReturnType<typeof createCollector>['report']) => void,
): void {
  const collector = createCollector();
  look(collector.report.bind(collector));
  if (collector.errorCount() === 0) return;
  warn(renderForTerminal(collector.diagnostics(), files));
  throw new ModelHasErrors();
}
