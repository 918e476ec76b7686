import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Histogram } from '../inspect/histogram.ts';
import type { HistogramProtoSchema } from './event_pb.ts';

/** A histogram as TensorBoard reads it: each range by its upper end. Numbers that are not finite are left out. */
export function toHistogramProto({
  min,
  max,
  mean,
  std,
  count,
  bad,
  buckets,
}: Histogram): MessageInitShape<typeof HistogramProtoSchema> {
  const num = count - bad;
  const width = (max - min) / buckets.length;
  return {
    min,
    max,
    num,
    sum: mean * num,
    sumSquares: (std * std + mean * mean) * num,
    bucketLimit: buckets.map((_, index) => (index === buckets.length - 1 ? max : min + width * (index + 1))),
    bucket: [...buckets],
  };
}
