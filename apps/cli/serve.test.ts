import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { aFolder, aLog, businessesIn } from '#apps/server/a-server.test-data.ts'
import { listBusinesses, readBusiness, readWork } from '#history/business.contract.ts'
import { importUpload, listImports, type Upload } from '#history/history.contract.ts'
import { createCaller } from '#wire/caller.ts'
import { command, perennial, serving } from './a-command.test-data.ts'

/** Processes start slowly where all tests run at once. */
vi.setConfig({ testTimeout: 180_000 })

function askAt(address: string) {
  let keys = 0
  return createCaller({ root: `${address}/api`, fetch, newKey: () => `key-${(keys += 1)}` })
}

async function send(address: string, body: string): Promise<string> {
  const headers = { 'x-file-name': 'log.csv' }
  const response = await fetch(`${address}/api/uploads`, { method: 'POST', body, headers })
  return ((await response.json()) as Upload).upload
}

test('the first start makes the demo, says where it is, and Ctrl-C ends it with nothing left open', async () => {
  const data = join(await aFolder(), 'data')
  const { address, out, end } = await serving(['--data', data])
  expect(out).toContain(`${address}/demo`)
  expect(await askAt(address)(readBusiness, { business: 'demo' })).toMatchObject({
    demo: true,
    customers: 20_000,
    asOf: '2025-12-31',
    snapshot: expect.stringMatching(/^snp_/),
  })
  expect(await end('SIGINT')).toMatchObject({ code: 0, err: 'Making the demo business, once …\n' })
  expect((await readdir(join(data, 'demo'))).toSorted()).toEqual([
    'business.json',
    'history.duckdb',
    'snapshots',
  ])
  const again = await serving(['--data', data])
  const { work } = await askAt(again.address)(readBusiness, { business: 'demo' })
  expect(work, 'the demo is opened, not made again').toBeNull()
  await again.end('SIGTERM')
})

test('an import that is killed in the middle goes on when the server starts again', async () => {
  const data = await aFolder()
  const log = await aLog(600)
  const first = await serving(['--data', data, '--no-demo'])
  const ask = askAt(first.address)
  const upload = await send(first.address, log)
  const { business } = await ask(importUpload, {
    upload,
    business: { name: 'Corner shop' },
    options: { model: 'bg-nbd' },
  })
  const id = business.business
  await vi.waitFor(() => expect(existsSync(join(data, id, 'work.json'))).toBe(true))
  await setTimeout(150)
  await first.end('SIGKILL')
  expect(existsSync(join(data, id, 'work.json'))).toBe(true)

  const second = await serving(['--data', data, '--no-demo'])
  const askAgain = askAt(second.address)
  expect(await askAgain(readWork, { business: id })).toMatchObject({
    work: { kind: 'import', state: 'done' },
  })
  expect(await askAgain(readBusiness, { business: id })).toMatchObject({
    name: 'Corner shop',
    customers: 600,
  })
  expect((await askAgain(listImports, { business: id })).imports).toHaveLength(1)
  await second.end('SIGTERM')
  expect((await readdir(join(data, id))).toSorted()).toEqual(['business.json', 'history.duckdb', 'snapshots'])
  expect(await readdir(join(data, '.uploads'))).toEqual([])
})

test('a second server on the same folder is refused and told where the first is', async () => {
  const data = await aFolder()
  const log = await aLog(40)
  const businesses = businessesIn(data)
  await businesses.create({ name: 'Shop' })
  await businesses.close()
  const first = await serving(['--data', data, '--no-demo'])
  const { code, err } = await perennial(['serve', '--port', '0', '--data', data, '--no-demo'])
  expect(code).toBe(1)
  expect(err).toContain('error[DATA_FOLDER_IN_USE]')
  expect(err).toContain(first.address.replace('localhost', '127.0.0.1'))

  const { code: portCode, err: portErr } = await command([
    'serve',
    '--no-demo',
    '--data',
    await aFolder(),
    '--port',
    new URL(first.address).port,
  ])
  expect(portCode).toBe(1)
  expect(portErr).toContain('error[SERVER_PORT_TAKEN]')

  // A command on a folder that a server owns goes through that server.
  const { out } = await command(['import', await fileOf(log), '--data', data, '--json', '--model', 'bg-nbd'])
  const { business } = JSON.parse(out) as { business: string }
  const { businesses: all } = await askAt(first.address)(listBusinesses, {})
  expect(all.map((one) => one.business)).toContain(business)
  await first.end('SIGTERM')
})

async function fileOf(text: string): Promise<string> {
  const path = join(await aFolder(), 'log.csv')
  await writeFile(path, text)
  return path
}
