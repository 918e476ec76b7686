import { sampleAxis } from '../../shapes/axes.ts';
import { isSymbolic } from '../../shapes/size.ts';
import { declaredTypeText, type TensorType } from '../../shapes/types.ts';
import type { LossMisfit } from '../../declarations/define-component.ts';

type Target = TensorType | LossMisfit;

/** Targets of the head's own shape, as numbers. */
export function sameShape(head: TensorType): TensorType {
  return { dtype: 'float32', shape: head.shape };
}

/** Targets of the head's own shape; the head needs an axis whose entries the loss compares. */
export function sameShapeWithAxis(name: string, axis = -1): (head: TensorType) => Target {
  return (head) => (placeOf(head, axis) === undefined ? lacksAxis(name, head, axis) : sameShape(head));
}

/** The same, where the size of the axis must be known. */
export function sameShapeWithClasses(name: string, axis = -1): (head: TensorType) => Target {
  return (head) => classesProblem(name, head, axis) ?? sameShape(head);
}

/** Targets of the head's own shape; `axis` is one or several of its axes, -1 standing for all of a scalar too. */
export function sameShapeWithAxes(
  name: string,
  axes: number | readonly number[] | null,
): (head: TensorType) => Target {
  return (head) => {
    const list = axes === null || axes === -1 ? [] : typeof axes === 'number' ? [axes] : axes;
    const missing = list.find((axis) => placeOf(head, axis) === undefined);
    return missing === undefined ? sameShape(head) : lacksAxis(name, head, missing);
  };
}

/** The same, where the axis must hold a class of that number (none: any). */
export function sameShapeWithClass(name: string, classId: number | null): (head: TensorType) => Target {
  return (head) => {
    const target = sameShapeWithClasses(name)(head);
    const classes = head.shape.at(-1);
    if (classId === null || 'misfit' in target || (classes as number) > classId) return target;
    return {
      misfit: true,
      message: `\`${name}\` asks for class ${classId}, but the head has classes 0 to ${(classes as number) - 1}.`,
    };
  };
}

/** The same, where the axis must hold so many classes. */
export function sameShapeOfClasses(name: string, count: number, axis = -1): (head: TensorType) => Target {
  return (head) => {
    const target = sameShapeWithClasses(name, axis)(head);
    const classes = head.shape[placeOf(head, axis) ?? 0];
    if ('misfit' in target || classes === count) return target;
    return {
      misfit: true,
      message: `\`${name}\` counts ${count} classes, but the head is ${declaredTypeText(head)}.`,
    };
  };
}

/** Class numbers: the head's shape without the axis that holds one entry per class, whose size must be known. */
export function withoutClassAxis(name: string, axis = -1): (head: TensorType) => Target {
  return (head) => {
    const problem = classesProblem(name, head, axis);
    if (problem) return problem;
    const place = placeOf(head, axis);
    return { dtype: 'int32', shape: head.shape.filter((_, index) => index !== place) };
  };
}

function placeOf(head: TensorType, axis: number): number | undefined {
  return sampleAxis(axis, head.shape.length);
}

function classesProblem(name: string, head: TensorType, axis: number): LossMisfit | undefined {
  const place = placeOf(head, axis);
  if (place === undefined) return lacksAxis(name, head, axis);
  if (!isSymbolic(head.shape[place]!)) return undefined;
  return {
    misfit: true,
    message: `\`${name}\` needs to know the number of classes, but the head is ${declaredTypeText(head)}.`,
  };
}

function lacksAxis(name: string, head: TensorType, axis: number): LossMisfit {
  const wanted = axis === -1 ? 'a last axis' : `an axis ${axis}`;
  return {
    misfit: true,
    message: `\`${name}\` needs ${wanted} with one entry per class, but the head is ${declaredTypeText(head)}.`,
    help: 'end the head with a layer that gives one number per class, for example `Dense(10, activation: softmax)`.',
  };
}
