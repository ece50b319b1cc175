/** Tables of the audit as Parquet: what a page links is what its document says. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { readAuditPlan, readChange, readDiffer, readWhole } from '#base-audit/base-audit.contract.ts'
import type { AnyRow } from '#base-audit/tables/audit-cell.ts'
import type { AuditSearch } from '#base-audit/audit-search.ts'
import { auditTables } from '#base-audit/tables/audit-tables.ts'
import { tableAddress } from '#base-audit/tables/table-address.ts'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { importUpload } from '#history/history.contract.ts'
import { aFolder, aLog, anApp } from './a-server.test-data.ts'

vi.setConfig({ testTimeout: 120_000 })

const at = 'http://localhost:4400'
const folder = await aFolder(afterAll)
const { app, ask, send, businesses } = anApp(folder, afterAll)
const { business: made } = await ask(importUpload, {
  upload: await send('log.csv', await aLog(150, afterAll)),
  business: { name: 'Corner shop' },
  options: { model: 'bg-nbd' },
})
const business = { business: made.business }
await businesses.workOf(business.business).settled()
const db = await openDuckDb(':memory:')
afterAll(() => db.close())
const { snapshot } = await ask(readAuditPlan, business)

/** A downloaded table, read back by the engine. */
async function fileAt(address: string): Promise<readonly AnyRow[]> {
  const response = await app.request(`${at}${address}`)
  expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet')
  expect(response.headers.get('content-disposition')).toMatch(/attachment; filename="\w+-\w+\.parquet"/)
  const file = join(folder, 'read.parquet')
  await writeFile(file, new Uint8Array(await response.arrayBuffer()))
  const rows = await db.rows(`SELECT * FROM read_parquet('${file}')`)
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
    ),
  )
}

const address = (
  lens: 'differ' | 'change' | 'whole',
  table: string,
  { search = {}, isCompared = false }: { search?: AuditSearch; isCompared?: boolean } = {},
) => tableAddress(business.business, { lens, snapshot }, { table, search, isCompared })

test('every table of a lens is to be had as Parquet, with the rows and columns of its document', async () => {
  const { shown } = await ask(readDiffer, { ...business, by: 'channel' })
  for (const [table, rows] of Object.entries(shown.tables)) {
    const read = await fileAt(address('differ', table, { search: { by: 'channel' } }))
    expect(read, table).toEqual(rows)
  }
  expect(Object.keys(shown.tables)).toEqual(Object.keys(auditTables.differ))
})

test('the choices of the view are those of the file, and what is compared has files of its own', async () => {
  const { dimensions } = await ask(readAuditPlan, business)
  const [one, other] = dimensions.find(({ dimension }) => dimension === 'channel')?.values ?? []
  const search = {
    length: 'year',
    fiscalStart: 7,
    channel: one?.value ?? '',
    against: `channel:${other?.value}`,
  } as const
  const { shown, compared } = await ask(readChange, { ...business, ...search })
  // What only another lens knows is no part of the address.
  const asked = { ...search, cohort: '2024-Q1' }
  expect(await fileAt(address('change', 'flow', { search: asked }))).toEqual(shown.tables.flow)
  expect(await fileAt(address('change', 'flow', { search: asked, isCompared: true }))).toEqual(
    compared?.tables.flow,
  )
  expect(compared?.tables.flow).not.toEqual(shown.tables.flow)
})

test('flags stay flags and what is missing stays missing', async () => {
  const { shown } = await ask(readWhole, business)
  const rows = await fileAt(address('whole', 'periods'))
  expect(rows).toEqual(shown.tables.periods)
  expect(rows.some(({ partial }) => partial === true)).toBe(true)
  expect(rows.some(({ repeatRate }) => repeatRate === null)).toBe(true)
})

test.each([
  ['a table that no lens has', '/differ/nothing.parquet', 404, 'AUDIT_TABLE_UNKNOWN'],
  ['a name that every object has', '/differ/constructor.parquet', 404, 'AUDIT_TABLE_UNKNOWN'],
  ['a lens that is none', '/mirror/deciles.parquet', 404, 'AUDIT_TABLE_UNKNOWN'],
  ['a table of another lens', '/whole/deciles.parquet', 404, 'AUDIT_TABLE_UNKNOWN'],
  ['a period that is none', '/differ/deciles.parquet?period=1999-Q1', 422, 'AUDIT_PERIOD_UNKNOWN'],
  ['a month that is none', '/differ/deciles.parquet?fiscalStart=13', 422, 'REQUEST_INVALID'],
  ['a choice that is none', '/differ/deciles.parquet?shoe=1', 422, 'REQUEST_INVALID'],
  ['a comparison with nothing', '/differ/deciles.parquet?compared=true', 422, 'AUDIT_COMPARISON_NONE'],
  ['a snapshot that is gone', '/differ/deciles.parquet?snapshot=snp_x', 404, 'SNAPSHOT_NOT_FOUND'],
])('%s is refused', async (_, path, status, code) => {
  const response = await app.request(`${at}/api/businesses/${business.business}/base/audit${path}`)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ code })
})

test('a table of a business that is not here is refused', async () => {
  const nowhere = 'bus_00000000000000000000000000'
  const response = await app.request(`${at}/api/businesses/${nowhere}/base/audit/differ/deciles.parquet`)
  expect(await response.json()).toMatchObject({ code: 'BUSINESS_NOT_FOUND', status: 404 })
})

test('the document of the API names the files', async () => {
  const document = (await (await app.request(`${at}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>
  }
  const path = document.paths['/businesses/{business}/base/audit/{lens}/{table}.parquet']
  expect(path?.['get']?.operationId).toBe('downloadAuditTable')
})
