/** A thread that scores parts of a base, for the test of the same name. */
import { scorePart } from '#lifetime/outlook/score-parts.ts'
import { serveTasks } from './serve-tasks.ts'

serveTasks({ scorePart })
