/** Which snapshot a page reads: the one that was current when its business was read, so that all of a page agrees. */

/** What is known of a business when a page asks. */
export interface SnapshotOwner {
  readonly business: string
  readonly snapshot: string | null
}

/** Input of every read of a page. */
export function snapshotOf(owner: SnapshotOwner): { business: string; snapshot?: string } {
  const { business, snapshot } = owner
  return snapshot === null ? { business } : { business, snapshot }
}
