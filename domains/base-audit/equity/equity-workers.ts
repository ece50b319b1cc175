/** The threads in which bridges and newcomers are computed. */
import { WorkerPool } from '#workers/worker-pool.ts'
import type { EquityTasks } from './equity-tasks.ts'

/** Threads for equity. */
export type EquityWorkers = WorkerPool<EquityTasks>

/** Starts the threads; the caller closes them. */
export function startEquityWorkers(threads = 1): EquityWorkers {
  return new WorkerPool<EquityTasks>({ module: new URL('./equity.worker.ts', import.meta.url), threads })
}
