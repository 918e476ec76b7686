import type { MessageInitShape } from '@bufbuild/protobuf';
import type { HistogramProtoSchema } from './event_pb.ts';

/** As many as Keras's summaries have. */
const buckets = 30;

/** How numbers are spread, in buckets of one width; values that are no numbers are left out. */
export function histogramOf(values: ArrayLike<number>): MessageInitShape<typeof HistogramProtoSchema> {
  let [min, max, num, sum, sumSquares] = [Infinity, -Infinity, 0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    num++;
    sum += value;
    sumSquares += value * value;
  }
  if (num === 0) return { min: 0, max: 0, num: 0, sum: 0, sumSquares: 0, bucketLimit: [0], bucket: [0] };
  const width = (max - min) / buckets;
  // All values are the same: one bucket holds them.
  if (width === 0) return { min, max, num, sum, sumSquares, bucketLimit: [max], bucket: [num] };
  const bucket = Array<number>(buckets).fill(0);
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Number.isFinite(value)) bucket[Math.min(buckets - 1, Math.floor((value - min) / width))]!++;
  }
  const bucketLimit = bucket.map((_, index) => (index === buckets - 1 ? max : min + width * (index + 1)));
  return { min, max, num, sum, sumSquares, bucketLimit, bucket };
}
