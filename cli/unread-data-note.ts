import type { ModelGraph } from '../compiler/index.ts';
import { unreadData } from '../compiler/targets/python/unread-data.ts';
import { note } from './report.ts';

/**
 * Says what the program of a model will not read of the data that the model declares.
 * @param help what to do then, as the end of a sentence
 */
export function noteUnreadData(graph: ModelGraph, help: string): void {
  const unread = unreadData(graph);
  if (unread !== undefined) note(`The program reads no ${unread}: ${help}.`);
}
