import type { Span } from '../../grammar/source.ts';
import type { Place } from '../diagnostics/place.ts';
import { deepestNesting, mostLayers, mostWork } from './graph-builder.ts';
import { placeAt, type Site } from './site.ts';

/** The same site one level further in; undefined, after a report, where that is too deep. */
export function deeper(site: Site, span: Span): Site | undefined {
  if (site.frame.builder.exhausted) return undefined;
  if (site.depth < deepestNesting) return { ...site, depth: site.depth + 1 };
  site.context.report(
    'KM2004',
    'depth',
    { limit: deepestNesting },
    outermostPlace(site, placeAt(site, span)),
  );
  site.frame.builder.exhausted = true;
  return undefined;
}

/** Counts a step of expansion; false, after a report at what asked for so many, once there are too many. */
export function countWork(site: Site, span: Span): boolean {
  const { builder } = site.frame;
  if (builder.exhausted) return false;
  if (++builder.work > mostWork) {
    const what = 'This';
    site.context.report(
      'KM2004',
      'work',
      { what, limit: mostWork.toLocaleString('en') },
      outermostPlace(site, placeAt(site, span)),
    );
    builder.exhausted = true;
    return false;
  }
  return true;
}

/** False, after a report, where one more layer would be too many. */
export function mayAddLayer(site: Site, place: Place): boolean {
  const { builder } = site.frame;
  if (builder.exhausted) return false;
  if (builder.layers.length < mostLayers && builder.calls.length < mostLayers) return true;
  reportTooManyLayers(site, outermostPlace(site, place), 'This');
  return false;
}

/** KM2004 for more layers than kmodel expands. */
export function reportTooManyLayers(site: Site, place: Place, what: string): void {
  site.context.report('KM2004', 'layers', { what, limit: mostLayers.toLocaleString('en') }, place);
  site.frame.builder.exhausted = true;
}

/** What asked for it all: the use in the model itself, where blocks are around. */
function outermostPlace(site: Site, place: Place): Place {
  return site.frame.uses[0] ?? place;
}
