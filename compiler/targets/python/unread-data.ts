import type { ModelGraph } from '../../graph/model-graph.ts';
import {
  databaseEndings,
  datasetBeginning,
  endsInOneOf,
  imageEndings,
  parquetEnding,
  queryBeginning,
} from '../../tables/source-forms.ts';

/** Endings of files that kmodel reads and Python's own library does not, or not as kmodel does. */
const otherEndings = [parquetEnding, ...databaseEndings] as const;

/** Beginnings of sources that are no files. */
const otherBeginnings = [datasetBeginning, queryBeginning] as const;

const tuple = (texts: readonly string[]): string => `(${texts.map((text) => `"${text}"`).join(', ')})`;

/** What a program says of a source that it does not read. @param help ends the message */
export const refuseOtherData = (
  help: string,
): string => `        ending = pathlib.Path(source.partition("#")[0]).suffix.lower()
        advice = "${help}"
        others = ${tuple(otherEndings)}
        if ending in others or source.startswith(${tuple(otherBeginnings)}):
            raise SystemExit(f"{source} is read by kmodel alone: {advice}.")`;

/** In Python, whether a text is the path of an image. */
export const isImagePath = (text: string): string => `${text}.endswith(${tuple(imageEndings)})`;

/**
 * What the program of a model does not read of the data that the model declares, for people who generate it.
 * @returns undefined where it reads all
 */
export function unreadData({ data, inputs, tensors }: ModelGraph): string | undefined {
  if (!data) return undefined;
  const { source, validation, test } = data;
  const sources = [
    ...source,
    ...(Array.isArray(validation) ? (validation as readonly string[]) : []),
    ...test,
  ];
  const other = sources.find(
    (each) =>
      endsInOneOf(each.split('#')[0]!, otherEndings) ||
      otherBeginnings.some((beginning) => each.startsWith(beginning)),
  );
  if (other !== undefined) return `\`${other}\``;
  const image = inputs.find(({ tensor }) => tensors[tensor]!.shape.length === 3);
  const isInFiles = sources.some((each) => /\.(csv|tsv|jsonl)(\.gz)?$|[/\\]$/.test(each));
  return image && isInFiles ? `paths of images, should \`${image.name}\` have such` : undefined;
}
