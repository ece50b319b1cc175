/**
 * Stops on a programmer's error; never used on what a person typed or a file holds.
 *
 * @throws Error when `condition` is false.
 */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${invariant}`)
}
