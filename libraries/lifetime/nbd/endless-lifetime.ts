/** Lifetimes under NBD: nobody ever drops out. */
import type { ResidualLifetime } from '../until-dropout/active-beliefs.ts'

/** P(still active after t) = 1. */
export class EndlessLifetime implements ResidualLifetime {
  readonly leastHazard = 0

  cumulativeHazard(): number {
    return 0
  }

  hazard(): number {
    return 0
  }

  smoothWidth(): number {
    return Infinity
  }

  expectedTime(horizon: number): number {
    return horizon
  }

  after(): EndlessLifetime {
    return this
  }
}
