/** A small API on the real app, for the tests of the way in. */
import { defineErrors } from '#kernel/errors.ts'
import { endpoint, type Answers } from '#wire/endpoint.ts'
import { day } from '#wire/words.ts'
import { z } from 'zod'
import { createHttpApp, type HttpApp, type RequestRecord } from './app.ts'
import { loopbackHosts } from './guard.ts'

const jarError = defineErrors({
  JAR_EMPTY: { status: 409, hint: 'Put something in first.' },
})

export const readJar = endpoint({
  method: 'GET',
  path: '/jars/{jar}',
  summary: 'One jar.',
  input: z.strictObject({
    jar: z.string().regex(/^jar_[a-z]+$/, { error: 'is not the id of a jar' }),
    at: day().optional(),
    size: z.int().min(1).default(7),
    full: z.boolean().optional(),
  }),
  output: z.object({ jar: z.string(), size: z.int(), at: day().nullable(), full: z.boolean() }),
  refusals: [],
  write: false,
})

export const takeFromJar = endpoint({
  method: 'POST',
  path: '/jars/{jar}/take',
  summary: 'Takes some out.',
  input: z.strictObject({ jar: z.string(), count: z.int().min(1) }),
  output: z.object({ taken: z.int(), times: z.int() }),
  refusals: ['JAR_EMPTY'],
  write: true,
  status: 202,
})

export const breakJar = endpoint({
  method: 'DELETE',
  path: '/jars/{jar}',
  summary: 'Breaks it: with `lie` the answer is not of the contract, else the program fails.',
  input: z.strictObject({ jar: z.string() }),
  output: z.object({ broken: z.boolean() }),
  refusals: [],
  write: true,
})

const contract = { readJar, takeFromJar, breakJar }

/** The app, what it recorded, and how often something was truly taken. */
export function smallApi(): { app: HttpApp; records: RequestRecord[]; taken: () => number } {
  const records: RequestRecord[] = []
  let times = 0
  const answers: Answers<typeof contract> = {
    readJar: async ({ jar, size, at, full }) => ({ jar, size, at: at ?? null, full: full ?? false }),
    takeFromJar: async ({ count }) => {
      await Promise.resolve()
      if (count > 100) throw jarError('JAR_EMPTY', `Wanted ${count}; 100 are there.`, { there: 100 })
      times += 1
      return { taken: count, times }
    },
    breakJar: async ({ jar }) => {
      if (jar === 'jar_lie') return JSON.parse('{"broken":"perhaps"}') as { broken: boolean }
      throw new TypeError('the secret path /home/somebody was not there')
    },
  }
  let requests = 0
  const app = createHttpApp({
    contract,
    answers,
    openApi: { title: 'Jars', version: '1', description: 'Jars.' },
    ownHosts: () => new Set(loopbackHosts(4400)),
    newRequestId: () => `req_${(requests += 1)}`,
    elapsed: () => 0,
    record: (request) => records.push(request),
  })
  return { app, records, taken: () => times }
}
