import { spawn } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { aFolder, aLog, businessesIn } from '#apps/server/a-server.test-data.ts'
import { command, perennial } from './a-command.test-data.ts'

/** Processes start slowly where all tests run at once. */
vi.setConfig({ testTimeout: 180_000 })

const log = await aLog(40, afterAll)

async function aFile(text = log, name = 'corner-shop_log.csv'): Promise<string> {
  const path = join(await aFolder(), name)
  await writeFile(path, text)
  return path
}

test('a file becomes a business once, is listed, valued again and taken back', async () => {
  const data = await aFolder()
  const file = await aFile()
  const made = await perennial(['import', file, '--data', data, '--model', 'bg-nbd'])
  expect(made).toMatchObject({ code: 0 })
  expect(made.err).toMatch(/customer +\w+/)
  expect(made.out).toContain('is part of corner shop log')
  expect(made.out).toContain('40 customers are worth')
  expect(made.out).toContain('perennial serve')

  const again = await command(['import', file, '--data', data, '--business', 'corner shop log', '--json'])
  expect(JSON.parse(again.out)).toMatchObject({ value: { customers: 40 } })
  const { out: json } = await command(['imports', '--data', data, '--json'])
  expect(JSON.parse(json), 'the same file again adds nothing').toHaveLength(1)
  const [entry] = JSON.parse(json) as { import: string; fileName: string }[]
  expect(entry).toMatchObject({ fileName: 'corner-shop_log.csv', undoneAt: null })

  const refreshed = await command(['refresh', '--data', data, '--horizon', '13w', '--json'])
  expect(JSON.parse(refreshed.out)).toMatchObject({ horizonDays: 91, model: { name: 'bg-nbd' } })

  const undone = await command(['undo', entry?.import ?? '', '--data', data])
  expect(undone).toMatchObject({ code: 0, out: `${entry?.import} is taken back from corner shop log.\n` })
  expect((await command(['imports', '--data', data])).out).toContain('taken back')
})

test('the folder of one business may be given in the place of the folder of all', async () => {
  const data = await aFolder()
  const businesses = businessesIn(data)
  for (const name of ['One', 'Two']) await businesses.create({ name })
  await businesses.close()
  const unclear = await command(['imports', '--data', data])
  expect(unclear.code).toBe(1)
  expect(unclear.err).toContain('error[COMMAND_BUSINESS_UNCLEAR]')
  expect(unclear.err).toMatch(/One \(bus_\w+\), Two \(bus_\w+\)/)
  const [first] = (await readdir(data)).filter((name) => name.startsWith('bus_')).toSorted()
  expect((await command(['imports', '--data', join(data, first ?? '')])).code).toBe(0)
  expect((await command(['imports', '--data', data, '--business', 'Two'])).code).toBe(0)
  expect((await command(['imports', '--data', data, '--business', 'Three'])).err).toContain(
    'error[COMMAND_BUSINESS_NONE]',
  )
})

test.each([
  ['a file that is not there', 'missing.csv', undefined, 'COMMAND_FILE_UNREADABLE'],
  ['an empty file', 'empty.csv', '', 'HISTORY_FILE_EMPTY'],
  ['a file without a customer', 'towns.csv', 'town,rain\na,1.5\nb,2.5\n', 'HISTORY_'],
])('%s is refused with code and hint, and nothing is left', async (_, name, text, code) => {
  const data = join(await aFolder(), 'data')
  const path = text === undefined ? join(data, name) : await aFile(text, name)
  const ran = await command(['import', path, '--data', data])
  expect(ran).toMatchObject({ code: 1, out: '' })
  expect(ran.err).toContain(`error[${code}`)
  expect(ran.err).toContain('hint: ')
  expect(await readdir(data).catch(() => [])).not.toContainEqual(expect.stringMatching(/^bus_/))
})

test('Ctrl-C cancels an import and leaves nothing', async () => {
  const data = await aFolder()
  const program = join(import.meta.dirname, '../../bin/perennial')
  const file = await aFile(await aLog(5000))
  const child = spawn(process.execPath, [program, 'import', file, '--data', data])
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  await vi.waitFor(() => expect(err).toContain('Columns:'), { timeout: 60_000 })
  child.kill('SIGINT')
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect({ code, err: err.split('\n').at(-2) }).toEqual({ code: 130, err: 'Cancelled; nothing was changed.' })
  expect((await readdir(data)).filter((name) => name.startsWith('bus_'))).toEqual([])
})

test('what a killed command left half made goes when the next one runs', async () => {
  const data = await aFolder()
  const half = join(data, 'bus_00000000000000000000000000')
  await mkdir(join(half, 'snapshots'), { recursive: true })
  const business = { version: 1, business: 'bus_00000000000000000000000000', name: 'Half', demo: false }
  await writeFile(
    join(half, 'business.json'),
    JSON.stringify({ ...business, createdAt: '2026-01-01T00:00:00Z', options: {} }),
  )
  const work = { kind: 'import', upload: 'upl_00000000000000000000000000', first: true, byCommand: true }
  await writeFile(join(half, 'work.json'), JSON.stringify({ ...work, overrides: {}, options: {} }))
  await command(['imports', '--data', data])
  expect(await readdir(data)).not.toContain('bus_00000000000000000000000000')
})
