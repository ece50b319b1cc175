/** What is believed of a customer who is active now, and who leaves at a time that no purchase decides. */

/** How long an active customer stays, counted from now. */
export interface ResidualLifetime {
  /** −ln P(still active after `time`): 0 at 0, rising; `time` may be Infinity. */
  readonly cumulativeHazard: (time: number) => number
  /** Its slope. */
  readonly hazard: (time: number) => number
  /** The least that the hazard ever is: with 0 some stay for ever so long. */
  readonly leastHazard: number
  /** From `time` on so long the density is as good as a polynomial of the thirtieth degree, and falls by at most e^8. */
  readonly smoothWidth: (time: number) => number
  /**
   * The time that a customer is expected to stay active within the next `horizon`, in closed form where there is one; it
   * must be there where the least hazard is 0, for then it may be endless.
   */
  readonly expectedTime?: (horizon: number) => number
  /** The lifetime of those who still are active after `time`, counted from then. */
  readonly after: (time: number) => ResidualLifetime
}

/** Beliefs about one active customer: a purchase rate that is a gamma variate, and independently of it a lifetime. */
export interface ActiveBeliefs {
  /** r + x. */
  readonly purchaseShape: number
  /** α + T. */
  readonly purchaseScale: number
  readonly lifetime: ResidualLifetime
}
