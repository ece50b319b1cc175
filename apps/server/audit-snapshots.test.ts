/** A snapshot is replaced while pages of the audit read it: they go on with the one they began with, and say so when it is gone. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { readAcquisition } from '#base-audit/acquisition.contract.ts'
import { lenses } from '#base-audit/tables/audit-tables.ts'
import { lensEndpoints, readAuditPlan } from '#base-audit/base-audit.contract.ts'
import { listComparableSnapshots, readEquity, readEquityBridge } from '#base-audit/equity.contract.ts'
import { tableAddress } from '#base-audit/tables/table-address.ts'
import { snapshotFile } from '#columnar/snapshot-folder.ts'
import { readWork } from '#history/business.contract.ts'
import { importUpload, refreshBusiness } from '#history/history.contract.ts'
import type { PerennialError } from '#kernel/errors.ts'
import { aFolder, aLog, anApp } from './a-server.test-data.ts'

vi.setConfig({ testTimeout: 120_000 })

const folder = await aFolder(afterAll)
const { app, ask, send, businesses } = anApp(folder, afterAll)
const { business: made } = await ask(importUpload, {
  upload: await send('log.csv', await aLog(80, afterAll)),
  business: { name: 'Corner shop' },
  options: { model: 'bg-nbd' },
})
const { business } = made
await businesses.workOf(business).settled()
const { snapshot } = await ask(readAuditPlan, { business })

/** Everything that pages of the audit, of equity and of acquisition read, each by its name. */
const reads: Readonly<Record<string, (snapshot: string) => Promise<unknown>>> = {
  plan: (pinned) => ask(readAuditPlan, { business, snapshot: pinned }),
  ...Object.fromEntries(
    lenses.map((lens) => [
      lens,
      // A length that stands nowhere ready, so that each is worked out from the tables.
      (pinned: string) => ask(lensEndpoints[lens], { business, snapshot: pinned, length: 'half' }),
    ]),
  ),
  equity: (pinned) => ask(readEquity, { business, snapshot: pinned }),
  acquisition: (pinned) => ask(readAcquisition, { business, snapshot: pinned }),
  file: async (pinned) => {
    const address = tableAddress(
      business,
      { lens: 'whole', snapshot: pinned },
      { table: 'periods', search: {}, isCompared: false },
    )
    const response = await app.request(`http://localhost:4400${address}`)
    if (!response.ok) throw (await response.json()) as PerennialError
    return Buffer.from(await response.arrayBuffer()).toString('base64')
  },
}

const answers = (pinned: string) => Promise.all(Object.values(reads).map((read) => read(pinned)))

test('every page that began with a snapshot goes on with it while another takes its place', async () => {
  const before = await answers(snapshot)
  // A stated margin changes every amount.
  await ask(refreshBusiness, { business, options: { margin: 0.25 } })
  const during: unknown[] = []
  do during.push(await answers(snapshot))
  while ((await ask(readWork, { business })).work?.state === 'running')
  await businesses.workOf(business).settled()
  const { snapshot: newer } = await ask(readAuditPlan, { business })
  expect(newer).not.toBe(snapshot)
  for (const one of during) expect(one).toEqual(before)
  expect(await answers(snapshot)).toEqual(before)
  const after = await answers(newer)
  for (const [place, name] of Object.keys(reads).entries())
    expect(after[place], name).not.toEqual(before[place])
})

test('what is asked of a snapshot that is gone is refused, with what to do', async () => {
  await rm(snapshotFile(join(folder, business, 'snapshots'), snapshot))
  for (const [name, read] of Object.entries(reads)) {
    const refused: unknown = await read(snapshot).catch((error: unknown) => error)
    expect(refused, name).toMatchObject({ code: 'SNAPSHOT_NOT_FOUND', hint: expect.stringMatching(/\w/) })
  }
  await expect(ask(readEquityBridge, { business, against: snapshot })).rejects.toMatchObject({
    code: 'SNAPSHOT_NOT_FOUND',
  })
  expect(await ask(listComparableSnapshots, { business })).toMatchObject({ snapshots: [] })
  await expect(answers((await ask(readAuditPlan, { business })).snapshot)).resolves.toHaveLength(
    Object.keys(reads).length,
  )
})
