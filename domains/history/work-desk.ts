/** One piece of work at a time for a business: what it is doing, how fast, how long still, and how to stop it. */
import { isPerennialError, PerennialError } from '#kernel/errors.ts'
import { progressRate } from '#kernel/progress-rate.ts'
import type { Progress, ReportProgress } from '#kernel/progress.ts'
import { problemOf } from '#wire/problem.ts'
import { businessError, type Work } from './business.contract.ts'

/** What running work is given. */
export interface WorkControls {
  readonly report: ReportProgress
  /** Raised when it is to stop; its reason is `stopsForNow` where the program ends and the work goes on later. */
  readonly signal: AbortSignal
}

/** What work leaves behind. */
export interface WorkOutcome {
  /** The import that came of it. */
  readonly import?: string
  /** Whether it added anything to the history. */
  readonly added?: boolean
}

/** Reason of a stop after which the work is to go on when the program starts again. */
export const stopsForNow = 'the program ends'

/** What the desk takes from outside. */
export interface WorkDeskOptions {
  readonly now: () => number
  readonly newId: (prefix: string) => string
  /** Is told of what is not a refusal but a fault. */
  readonly failed?: (error: unknown) => void
}

interface Running {
  readonly controller: AbortController
  readonly ended: Promise<void>
}

/** Starts work, tells of it and stops it. */
export class WorkDesk {
  readonly #options: WorkDeskOptions
  #latest: Work | null = null
  #running: Running | null = null
  #rate = progressRate()

  constructor(options: WorkDeskOptions) {
    this.#options = options
  }

  /** What runs now, or what ran last. */
  get latest(): Work | null {
    return this.#latest
  }

  get isRunning(): boolean {
    return this.#running !== null
  }

  /**
   * Starts `run` and returns at once.
   *
   * @throws BUSINESS_WORK_IN_PROGRESS when something runs already.
   */
  start(kind: Work['kind'], run: (controls: WorkControls) => Promise<WorkOutcome>): Work {
    this.refuseWhileRunning()
    const controller = new AbortController()
    const begun: Work = {
      work: this.#options.newId('wrk'),
      kind,
      state: 'running',
      ...noProgress,
      startedAt: this.#moment(),
      endedAt: null,
      import: null,
      added: null,
      error: null,
    }
    this.#latest = begun
    this.#rate = progressRate()
    const controls = { signal: controller.signal, report: (progress: Progress) => this.#report(progress) }
    this.#running = { controller, ended: this.#follow(run, controls) }
    return begun
  }

  /** @throws BUSINESS_WORK_IN_PROGRESS */
  refuseWhileRunning(): void {
    if (!this.isRunning) return
    const { kind, work } = this.#latest ?? {}
    throw businessError('BUSINESS_WORK_IN_PROGRESS', `The business is at work on its ${kind}.`, { work })
  }

  /**
   * Asks the running work to stop; `latest` tells when it has.
   *
   * @throws BUSINESS_WORK_NONE when nothing runs.
   */
  cancel(): Work {
    if (!this.#running || !this.#latest) {
      throw businessError('BUSINESS_WORK_NONE', 'Nothing is running for this business.')
    }
    this.#running.controller.abort()
    return this.#latest
  }

  /** Stops the running work as the program ends, and waits until it has stopped. */
  async stopForNow(): Promise<void> {
    this.#running?.controller.abort(stopsForNow)
    await this.settled()
  }

  /** Waits until nothing runs. */
  async settled(): Promise<void> {
    await this.#running?.ended
  }

  async #follow(
    run: (controls: WorkControls) => Promise<WorkOutcome>,
    controls: WorkControls,
  ): Promise<void> {
    try {
      const outcome = await Promise.resolve(controls).then(run)
      this.#end('done', { import: outcome.import ?? null, added: outcome.added ?? null })
    } catch (error) {
      if (controls.signal.aborted) this.#end('cancelled')
      else this.#end('failed', { error: this.#problem(error) })
    } finally {
      this.#running = null
    }
  }

  #end(state: Work['state'], rest: Partial<Work> = {}): void {
    if (!this.#latest) return
    const { step } = this.#latest
    this.#latest = { ...this.#latest, ...noProgress, step, state, endedAt: this.#moment(), ...rest }
  }

  #report(progress: Progress): void {
    if (this.#latest) this.#latest = { ...this.#latest, ...this.#rate(progress, this.#options.now()) }
  }

  #problem(error: unknown): Work['error'] {
    const isRefusal = isPerennialError(error) && error.status < 500
    if (!isRefusal) this.#options.failed?.(error)
    const known = isPerennialError(error) ? error : interrupted(error)
    return problemOf(known, this.#latest?.work ?? '')
  }

  #moment(): string {
    return new Date(this.#options.now()).toISOString()
  }
}

const noProgress = {
  step: null,
  done: 0,
  total: null,
  unit: null,
  ratePerSecond: null,
  secondsLeft: null,
} as const

function interrupted(cause: unknown): PerennialError {
  return businessError(
    'BUSINESS_WORK_INTERRUPTED',
    'The work broke off with a fault of the program.',
    {},
    { cause },
  )
}
