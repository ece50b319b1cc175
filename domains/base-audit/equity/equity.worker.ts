/** The module that each thread runs. */
import { serveTasks } from '#workers/serve-tasks.ts'
import { equityTasks } from './equity-tasks.ts'

serveTasks(equityTasks)
