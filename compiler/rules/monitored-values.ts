import type { Fix } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { quotedList, replacementFix, replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { loggedValues, type LoggedValue } from '../graph/logged-values.ts';
import { declaredCallbacks, type DeclaredCallback } from './callback-arguments.ts';
import type { ModelRuleContext } from './context.ts';

const prefix = 'val_';

/**
 * What a callback watches should be logged (KM5005), and with `mode: auto` it must be known which values of it are
 * better (KM5006).
 */
export function checkMonitoredValues(context: ModelRuleContext): void {
  const { heads, report, training } = context;
  if (heads.some(({ loss, hasLoss, misfit }) => (hasLoss && !loss) || misfit)) return;
  const logged = [
    ...loggedValues(
      heads.map(({ defined, loss, metrics }) => ({ name: defined.member.name.text, loss, metrics })),
      {
        objectives: context.objectives.map(({ defined }) => defined.member.name.text),
        inTurns: training.steps.length > 0,
      },
    ),
    ...(training.settings.callbacks.some(({ name }) => name === 'ReduceLROnPlateau') ? [learningRate] : []),
  ];
  for (const declared of declaredCallbacks(context)) {
    const { callback, placeOf } = declared;
    const monitor = watchedBy(declared);
    if (monitor === undefined) continue;
    const place = placeOf('monitor');
    const value = logged.find(({ name }) => name === monitor || `${prefix}${name}` === monitor);
    if (!value) {
      const names = logged.flatMap(({ name }) => [name, `${prefix}${name}`]);
      const { text, closest } = suggestionFor(monitor, names, 'It logs');
      const shown = quotedList(
        logged.map(({ name }) => name),
        'and',
      );
      report('KM5005', 'default', { callback: callback.name, monitor, names: shown }, place, {
        help: text && `${text[0]!.toLowerCase()}${text.slice(1)}`,
        fixes: replacementFixes(
          place,
          (closest.length > 0 ? closest : names.slice(0, mostOffered)).map((name) => JSON.stringify(name)),
        ),
      });
    } else if (value.better === 'unstated' && callback.args.mode === 'auto') {
      report('KM5006', 'default', { callback: callback.name, monitor }, place, {
        help: '`mode: max` wants it to rise, `mode: min` to fall.',
        fixes: modeFixes(place, context.definition.train!.module.source.text),
      });
    }
  }
}

/** Names offered where none is close to what is written. */
const mostOffered = 4;

/** `mode: max` and `mode: min` behind the monitor, where nothing without a name follows it. */
function modeFixes({ file, span: { end } }: Place, text: string): readonly Fix[] {
  if (!/^\s*(?:\)|,\s*[\p{L}_][\p{L}\p{N}_]*\s*:)/u.test(text.slice(end, end + 200))) return [];
  const behind = { file, span: { start: end, end } };
  return ['max', 'min'].map((mode) => replacementFix(behind, `, mode: ${mode}`, `Add \`mode: ${mode}\``));
}

const learningRate: LoggedValue = { name: 'learning_rate', better: 'unstated' };

/** The value that a callback acts on; a ModelCheckpoint that saves every time looks at none. */
function watchedBy({ callback }: DeclaredCallback): string | undefined {
  const { monitor, save_best_only: bestOnly } = callback.args;
  return typeof monitor === 'string' && bestOnly !== false ? monitor : undefined;
}
