/** The threads in which models are fitted and customers scored. */
import { WorkerPool } from '#workers/worker-pool.ts'
import type { ModelTasks } from './model-tasks.ts'

/** Threads for the models. */
export type ModelWorkers = WorkerPool<ModelTasks>

/** Starts the threads; the caller closes them. */
export function startModelWorkers(threads = 2): ModelWorkers {
  return new WorkerPool<ModelTasks>({ module: new URL('./model.worker.ts', import.meta.url), threads })
}
