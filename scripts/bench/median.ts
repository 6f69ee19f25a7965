/** @returns the value in the middle; of two in the middle, the greater one */
export const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
