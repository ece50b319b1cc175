/** A thread that scores parts of a base. */
import { scorePart } from '#lifetime/outlook/score-parts.ts'
import { serveTasks } from '#workers/serve-tasks.ts'

serveTasks({ scorePart })
