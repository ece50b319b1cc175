/** The module that each thread runs. */
import { serveTasks } from '#workers/serve-tasks.ts'
import { modelTasks } from './model-tasks.ts'

serveTasks(modelTasks)
