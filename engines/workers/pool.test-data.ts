/** Tasks for the tests of the pool. */
import { defineErrors } from '#kernel/errors.ts'
import { serveTasks } from './serve-tasks.ts'

const refusal = defineErrors({ TEST_VALUE_ODD: { status: 422, hint: 'Give an even one.' } })

export const testTasks = {
  sum: ({ column }: { readonly column: Float64Array }) => ({
    total: column.reduce((a, b) => a + b, 0),
    column,
  }),
  refuse: ({ value }: { readonly value: number }) => {
    throw refusal('TEST_VALUE_ODD', `${value} is odd.`, { value })
  },
  fail: () => {
    throw new TypeError('broken')
  },
  spin: () => {
    for (;;) Math.random()
  },
  crash: () => {
    process.exit(1)
  },
}

serveTasks(testTasks)
