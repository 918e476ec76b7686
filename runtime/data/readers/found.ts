import type { ImageSize } from '../images/pixels.ts';
import type { UnpackLimits } from '../../files.ts';
import type { DataError } from '../../errors.ts';
import type { TableLayout } from '../tables/dates.ts';
import type { LoadedArray } from '../tensor-like.ts';
import type { Room } from './room.ts';

/** How the cells of an array are read; without one they are numbers, and none may be missing. */
export interface CellForm {
  /** `strings`: text alone. `labels`: text, or numbers as text, such as the names of classes. */
  readonly words?: 'strings' | 'labels';
  /** True where a cell may be empty, which is then a missing entry; else that is an error. */
  readonly gaps?: boolean;
  /** True for what a head is compared with: every row needs it. */
  readonly target?: boolean;
  /** What stands before the fraction of a number in text tables; a point by default. */
  readonly decimal?: '.' | ',';
  /** Tells why an entry that can be read does not fit all the same; undefined where it does. @param place of its cell */
  readonly problem?: (entry: string | number, place: () => string) => DataError | undefined;
  /** The size of images whose paths may stand in the cells. */
  readonly image?: ImageSize;
}

/** What is looked for in a file that holds several arrays. */
export interface Search extends UnpackLimits, TableLayout {
  /** Names of inputs and heads; none means every array that is there. */
  readonly wanted: readonly string[];
  /** By name, for those whose cells are not just numbers. */
  readonly forms?: ReadonlyMap<string, CellForm> | undefined;
  /** Names whose values are kept beside, as they stand. */
  readonly keep: readonly string[];
  /** Where a file holds one array alone, its name does not matter. */
  readonly single: boolean;
  /** Counts what the arrays take of the memory; without one, they may take all of it. */
  readonly room?: Room | undefined;
}

/** What a file holds of what was looked for. */
export interface Found {
  readonly arrays: ReadonlyMap<string, LoadedArray>;
  /** By name, one value a row. */
  readonly kept: ReadonlyMap<string, readonly unknown[]>;
  /** What else is there, and was not read. */
  readonly passedOver: readonly string[];
}
