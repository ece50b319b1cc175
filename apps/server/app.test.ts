import { covariatesContract } from '#history/covariates.contract.ts'
import { afterAll, expect, test, vi } from 'vitest'
import {
  acquisitionContract,
  importAcquisitionCosts,
  listAcquisitionCosts,
  readAcquisition,
  undoAcquisitionCosts,
} from '#base-audit/acquisition.contract.ts'
import { baseAuditContract, readChange } from '#base-audit/base-audit.contract.ts'
import {
  equityContract,
  listComparableSnapshots,
  readEquity,
  readEquityBridge,
} from '#base-audit/equity.contract.ts'
import { businessContract, listBusinesses, readBusiness, renameBusiness } from '#history/business.contract.ts'
import { cancelWork, deleteBusiness, readWork } from '#history/business.contract.ts'
import {
  historyContract,
  importUpload,
  listImports,
  listRejects,
  previewUpload,
  refreshBusiness,
  undoImport,
} from '#history/history.contract.ts'
import {
  lifetimeValueContract,
  listCustomers,
  readBase,
  readCustomer,
  readTrust,
  readValue,
} from '#lifetime-value/lifetime-value.contract.ts'
import { documentedErrors, programSources } from '#tools/error-catalogues.ts'
import { metaOf } from '#wire/endpoint.ts'
import { aFolder, aLog, anApp } from './a-server.test-data.ts'

/** Valuing takes a second or two, more where all tests run at once. */
vi.setConfig({ testTimeout: 120_000 })

const at = 'http://localhost:4400'
const contract = {
  ...businessContract,
  ...historyContract,
  ...covariatesContract,
  ...lifetimeValueContract,
  ...baseAuditContract,
  ...equityContract,
  ...acquisitionContract,
}
const coded = (code: string) => expect.objectContaining({ code })
const nobody = 'idn_00000000000000000000000000'
const nowhere = 'bus_00000000000000000000000000'

const { app, ask, send, businesses } = anApp(await aFolder(afterAll), afterAll)
const log = `${await aLog(120, afterAll)}\nnonsense,,,\n`
/** For tests that only want something to be valued: it is, in half the time. */
const shortLog = await aLog(40, afterAll)

/** A business with the log in it, valued. */
async function imported(name: string, text = shortLog): Promise<{ business: string; import: string }> {
  const upload = await send('log.csv', text)
  const { business, work } = await ask(importUpload, {
    upload,
    business: { name },
    options: { model: 'mbg-nbd' },
  })
  expect(work).toMatchObject({ kind: 'import', state: 'running' })
  await businesses.workOf(business.business).settled()
  const { work: done } = await ask(readWork, { business: business.business })
  expect(done).toMatchObject({ state: 'done', error: null, import: expect.stringMatching(/^imp_/) })
  return { business: business.business, import: done?.import ?? '' }
}

const shop = await imported('Corner shop', log)
const { business } = shop

test('a business is listed with what its snapshot says of it', async () => {
  const { businesses: all } = await ask(listBusinesses, {})
  const one = await ask(readBusiness, { business })
  expect(all).toContainEqual(one)
  expect(one).toMatchObject({
    name: 'Corner shop',
    demo: false,
    customers: 120,
    currency: 'EUR',
    valueOf: 'margin',
  })
  expect(one.snapshot).toMatch(/^snp_/)
})

test('a file is previewed with its columns, their reasons and its first rows, and a correction is heeded', async () => {
  const upload = await send('log.csv', log)
  const seen = await ask(previewUpload, { upload })
  expect(seen.columns.find(({ role }) => role === 'customer')).toMatchObject({
    reason: expect.stringMatching(/./),
  })
  expect(seen.rows.length).toBeGreaterThan(5)
  const other = seen.columns.find(({ role }) => role === null || role === 'channel')
  const corrected = await ask(previewUpload, {
    upload,
    business,
    overrides: { product: String(other?.number) },
  })
  expect(corrected.columns[(other?.number ?? 0) - 1]).toMatchObject({ role: 'product', confidence: 1 })
})

test('an import is listed with its quality report, and its refused rows one by one and as a file', async () => {
  const { imports } = await ask(listImports, { business })
  expect(imports).toMatchObject([
    { import: shop.import, fileName: 'log.csv', undoneAt: null, report: { rows: { refused: 1 } } },
  ])
  const { total, rejects } = await ask(listRejects, { business, import: shop.import })
  expect(total).toBe(1)
  expect(rejects[0]?.reason).toMatch(/./)
  const file = await app.request(`${at}/api/businesses/${business}/imports/${shop.import}/rejects.csv`)
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(file.headers.get('content-disposition')).toContain(shop.import)
  const lines = (await file.text()).trim().split('\n')
  expect(lines[0]).toBe('row,column,value,code,reason')
  expect(lines[1]).toContain(String(rejects[0]?.row))
})

test('every page of a snapshot states the same numbers as the value document', async () => {
  const value = await ask(readValue, { business })
  const base = await ask(readBase, { business })
  const trust = await ask(readTrust, { business })
  expect(base.totals).toEqual(value.totals)
  expect(base).toMatchObject({ customers: value.customers, spend: value.spend, asOf: value.asOf })
  expect(trust).toMatchObject({ model: value.model, choice: value.choice, holdout: value.holdout })
  expect(base.snapshot).toBe(trust.snapshot)
})

test('the equity of a business begins with the value of its base, and any earlier day can be compared with', async () => {
  const value = await ask(readValue, { business })
  const equity = await ask(readEquity, { business })
  expect(equity.value).toMatchObject({ value: value.totals?.value, valueLow: value.totals?.valueLow })
  const from = equity.bridge?.from.day
  const bridge = await ask(readEquityBridge, { business, from, to: equity.asOf })
  expect(bridge.parts).toEqual(equity.bridge?.parts)
  const { snapshots, problem } = await ask(listComparableSnapshots, { business })
  expect(snapshots).toEqual([])
  expect(problem).toMatchObject({ code: 'snapshot-only-one' })
  await expect(ask(readEquityBridge, { business, to: value.firstDay })).rejects.toEqual(
    coded('EQUITY_DATES_INVALID'),
  )
})

test('costs of acquisition come by a file, once, are held against customers, and are taken back', async () => {
  const csv = 'month,channel,cost,currency\n2024-01,web,120,EUR\n2024-02,web,80,EUR\n'
  const { entry } = await ask(importAcquisitionCosts, { business, upload: await send('costs.csv', csv) })
  const again = await ask(importAcquisitionCosts, { business, upload: await send('again.csv', csv) })
  expect(again).toMatchObject({ entry, added: false })
  const held = await ask(readAcquisition, { business })
  expect(held.whole).toMatchObject({ cost: 200, months: [{ month: '2024-01' }, { month: '2024-02' }] })
  expect(held.winning).toMatchObject({ cost: 200, customers: held.whole.customers })
  await ask(undoAcquisitionCosts, { business, entry })
  expect((await ask(readAcquisition, { business })).winning).toBeNull()
  const { entries } = await ask(listAcquisitionCosts, { business })
  expect(entries).toMatchObject([{ entry, fileName: 'costs.csv', undoneAt: expect.stringMatching(/Z$/) }])
  const wrong = await send('wrong.csv', 'month,channel,cost\n2024-01,,1\n')
  await expect(ask(importAcquisitionCosts, { business, upload: wrong })).rejects.toEqual(
    coded('ACQUISITION_CHANNEL_MISSING'),
  )
})

test('customers are sorted, filtered, searched and paged', async () => {
  const byValue = await ask(listCustomers, { business, pageSize: 100 })
  expect(byValue.total).toBe(120)
  const values = byValue.customers.map(({ value }) => value?.mean ?? 0)
  expect(values).toEqual(values.toSorted((a, b) => b - a))
  const second = await ask(listCustomers, { business, pageSize: 100, page: 2, snapshot: byValue.snapshot })
  const names = [...byValue.customers, ...second.customers].map(({ customer }) => customer)
  expect(new Set(names).size).toBe(120)
  const middle = values[50] ?? 0
  const filtered = await ask(listCustomers, { business, valueFrom: middle })
  expect(filtered.total).toBe(values.filter((value) => value >= middle).length)
  const one = byValue.customers[7]
  const found = await ask(listCustomers, { business, search: one?.name.toLowerCase() })
  expect(found.customers.map(({ name }) => name)).toContain(one?.name)
})

test('a customer is read by the public id that the list gave', async () => {
  const { customers } = await ask(listCustomers, { business, pageSize: 1 })
  const [first] = customers
  const customer = await ask(readCustomer, { business, customer: first?.customer ?? '' })
  expect(customer).toMatchObject({ ...first })
  expect(customer.history.filter(({ kind }) => kind === 'purchase')).toHaveLength(first?.purchases ?? 0)
})

test('a business is renamed, refreshed with other options, and keeps them', async () => {
  expect(await ask(renameBusiness, { business, name: ' Corner shop & son ' })).toMatchObject({
    name: 'Corner shop & son',
  })
  const before = await ask(readBusiness, { business })
  await ask(refreshBusiness, { business, options: { horizon: '26w', model: 'bg-nbd' } })
  await businesses.workOf(business).settled()
  const value = await ask(readValue, { business })
  expect(value).toMatchObject({ horizonDays: 182, model: { name: 'bg-nbd' } })
  expect((await ask(readBusiness, { business })).options).toEqual({ horizon: '26w', model: 'bg-nbd' })
  await ask(refreshBusiness, { business, options: { horizon: null, margin: 0.25 } })
  await businesses.workOf(business).settled()
  const kept = { model: { name: 'bg-nbd' } }
  expect(await ask(readValue, { business })).toMatchObject({ ...kept, horizonDays: 364, margin: 0.25 })
  expect((await ask(readBusiness, { business })).options).toEqual({ model: 'bg-nbd', margin: 0.25 })
  const old = await ask(readBase, { business, snapshot: before.snapshot ?? '' })
  expect(old).toMatchObject({ snapshot: before.snapshot, horizonDays: 364 })
  // Who is reading goes on with the snapshot that they began with, in the lenses too.
  const reading = await ask(readChange, { business, snapshot: before.snapshot ?? '' })
  expect(reading).toMatchObject({ snapshot: before.snapshot, stated: { marginRule: { kind: 'column' } } })
  expect((await ask(readChange, { business })).stated.marginRule).toMatchObject({ kind: 'rate', rate: 0.25 })
  await expect(ask(readChange, { business, snapshot: 'snp_00000000000000000000000000' })).rejects.toThrow(
    coded('SNAPSHOT_NOT_FOUND'),
  )
})

test('an import into an existing business adds to it, and is taken back with all it brought', async () => {
  const { business: other, import: only } = await imported('Second shop')
  const before = await ask(readBusiness, { business: other })
  const header = shortLog.slice(0, shortLog.indexOf('\n'))
  const row = shortLog.split('\n')[1]?.split(',') ?? []
  const fresh = [header, ...['a', 'b', 'c'].map((name) => [name, ...row.slice(1)].join(','))].join('\n')
  const columns = header.split(',')
  const upload = await send('more.csv', fresh)
  const first = columns[0] ?? ''
  await ask(importUpload, { upload, business: other, overrides: { customer: first } })
  await businesses.workOf(other).settled()
  const { work } = await ask(readWork, { business: other })
  expect(work).toMatchObject({ state: 'done' })
  expect(work).toMatchObject({ added: true })
  expect((await ask(readBusiness, { business: other })).customers).not.toBe(before.customers)
  await ask(undoImport, { business: other, import: work?.import ?? '' })
  await businesses.workOf(other).settled()
  expect(await ask(readBusiness, { business: other })).toMatchObject({
    customers: before.customers,
    outdated: false,
  })
  const undone = ask(undoImport, { business: other, import: work?.import ?? '' })
  await expect(undone).rejects.toThrow(coded('HISTORY_IMPORT_UNDONE'))
  // Without its last import there is nothing to value, and then the business goes.
  await ask(undoImport, { business: other, import: only })
  await businesses.workOf(other).settled()
  expect((await ask(readWork, { business: other })).work).toMatchObject({ state: 'done' })
  expect(await ask(readBusiness, { business: other })).toMatchObject({ snapshot: null, customers: null })
  await expect(ask(readBase, { business: other })).rejects.toThrow(coded('SNAPSHOT_NOT_READY'))
  expect(await ask(deleteBusiness, { business: other })).toEqual({ deleted: other })
  await expect(ask(readBusiness, { business: other })).rejects.toThrow(coded('BUSINESS_NOT_FOUND'))
})

test('the same file again adds nothing, and the work says so', async () => {
  const upload = await send('again.csv', log)
  await ask(importUpload, { upload, business })
  await businesses.workOf(business).settled()
  expect((await ask(readWork, { business })).work).toMatchObject({
    state: 'done',
    import: shop.import,
    added: false,
  })
  expect((await ask(listImports, { business })).imports).toHaveLength(1)
})

test('figures that are older than the data say so until it is valued again', async () => {
  const { business: other, import: first } = await imported('Third shop')
  const upload = await send('one.csv', `${shortLog.split('\n').slice(0, 100).join('\n')}\n`)
  await ask(importUpload, { upload, business: other })
  await businesses.workOf(other).settled()
  const whole = await ask(readBusiness, { business: other })
  expect(whole.outdated).toBe(false)
  await ask(undoImport, { business: other, import: first })
  await ask(cancelWork, { business: other })
  await businesses.workOf(other).settled()
  expect(await ask(readBusiness, { business: other })).toMatchObject({
    snapshot: whole.snapshot,
    outdated: true,
    work: { state: 'cancelled' },
  })
  await ask(refreshBusiness, { business: other })
  await businesses.workOf(other).settled()
  const again = await ask(readBusiness, { business: other })
  expect(again.outdated).toBe(false)
  expect(again.customers).toBeLessThan(whole.customers ?? 0)
})

test('a file that cannot be read leaves no business behind, and the work tells why', async () => {
  const before = (await ask(listBusinesses, {})).businesses.length
  const upload = await send('nothing.csv', 'name,town\na,b\nc,d\n')
  const { business: made } = await ask(importUpload, { upload, business: { name: 'Nothing' } })
  await businesses.workOf(made.business).settled()
  const { work } = await ask(readWork, { business: made.business })
  expect(work).toMatchObject({
    state: 'failed',
    error: { code: expect.stringMatching(/^HISTORY_/), hint: expect.stringMatching(/./) },
  })
  expect((await ask(listBusinesses, {})).businesses).toHaveLength(before)
  await expect(ask(readBusiness, { business: made.business })).rejects.toThrow(coded('BUSINESS_NOT_FOUND'))
  expect(await ask(previewUpload, { upload, overrides: { customer: 'name' } })).toMatchObject({
    fileName: 'nothing.csv',
  })
})

test('an import that is cancelled leaves no business behind', async () => {
  const before = (await ask(listBusinesses, {})).businesses.length
  const upload = await send('log.csv', log)
  const { business: made } = await ask(importUpload, { upload, business: { name: 'Cancelled' } })
  await ask(cancelWork, { business: made.business })
  await businesses.workOf(made.business).settled()
  expect((await ask(readWork, { business: made.business })).work).toMatchObject({
    state: 'cancelled',
    error: null,
  })
  expect((await ask(listBusinesses, {})).businesses).toHaveLength(before)
})

test('one piece of work at a time', async () => {
  await ask(refreshBusiness, { business })
  await expect(ask(refreshBusiness, { business })).rejects.toThrow(coded('BUSINESS_WORK_IN_PROGRESS'))
  await expect(ask(deleteBusiness, { business })).rejects.toThrow(coded('BUSINESS_WORK_IN_PROGRESS'))
  await ask(cancelWork, { business })
  await businesses.workOf(business).settled()
  await expect(ask(cancelWork, { business })).rejects.toThrow(coded('BUSINESS_WORK_NONE'))
})

test('what is not there is refused by name', async () => {
  await expect(ask(readCustomer, { business, customer: nobody })).rejects.toThrow(coded('CUSTOMER_NOT_FOUND'))
  await expect(ask(readBase, { business, snapshot: 'snp_00000000000000000000000000' })).rejects.toThrow(
    coded('SNAPSHOT_NOT_FOUND'),
  )
  await expect(ask(readBase, { business, snapshot: '../../secret' })).rejects.toThrow(
    coded('SNAPSHOT_NOT_FOUND'),
  )
  await expect(ask(listRejects, { business, import: 'imp_x' })).rejects.toThrow(
    coded('HISTORY_IMPORT_NOT_FOUND'),
  )
  await expect(ask(undoImport, { business, import: 'imp_x' })).rejects.toThrow(
    coded('HISTORY_IMPORT_NOT_FOUND'),
  )
  const upload = 'upl_00000000000000000000000000'
  await expect(ask(previewUpload, { upload })).rejects.toThrow(coded('UPLOAD_NOT_FOUND'))
  await expect(ask(importUpload, { upload, business: { name: 'x' } })).rejects.toThrow(
    coded('UPLOAD_NOT_FOUND'),
  )
  const rejects = await app.request(`${at}/api/businesses/${business}/imports/imp_x/rejects.csv`)
  expect(await rejects.json()).toMatchObject({ code: 'HISTORY_IMPORT_NOT_FOUND' })
})

test.each([
  ['without a name', {}, 'x', 'UPLOAD_NAME_MISSING'],
  ['with a name that is not encoded', { 'x-file-name': '%zz' }, 'x', 'UPLOAD_NAME_MISSING'],
  ['without bytes', { 'x-file-name': 'a.csv' }, '', 'UPLOAD_EMPTY'],
])('an upload %s is refused', async (_, headers, body, code) => {
  const response = await app.request(`${at}/api/uploads`, { method: 'POST', body, headers })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code })
})

test('customers are asked for in words that the contract knows', async () => {
  for (const query of [
    'sort=shoe',
    'page=0',
    'pageSize=100000',
    'activeFrom=2',
    'firstFrom=yesterday',
    'shoe=1',
  ]) {
    const response = await app.request(`${at}/api/businesses/${business}/customers?${query}`)
    expect(await response.json(), query).toMatchObject({ code: 'REQUEST_INVALID', status: 422 })
  }
})

const endpoints = Object.entries(contract).map(([name, declared]) => ({ name, ...metaOf(declared) }))
const ofBusiness = endpoints.filter(({ path }) => path.includes('{business}'))

/** What an endpoint needs to be told before it looks for the business. */
const bodies: Readonly<Record<string, string>> = {
  renameBusiness: '{"name":"x"}',
  addAcquisitionCosts: '{"costs":[]}',
  importAcquisitionCosts: '{"upload":"upl_00000000000000000000000000"}',
  previewCovariates: '{"upload":"upl_00000000000000000000000000"}',
}

test.each(ofBusiness)('$name of a business that is not here is refused', async ({ name, method, path }) => {
  const filled = path
    .replace('{business}', nowhere)
    .replace('{customer}', nobody)
    .replace('{import}', 'imp_x')
    .replace('{entry}', 'cst_00000000000000000000000000')
  const body = bodies[name]
  const response = await app.request(`${at}/api${filled}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body }),
  })
  expect(await response.json()).toMatchObject({ code: 'BUSINESS_NOT_FOUND', status: 404 })
})

test.each(endpoints.filter(({ path }) => path.includes('{')))(
  '$name with a malformed id is refused',
  async ({ method, path }) => {
    const response = await app.request(`${at}/api${path.replace(/\{\w+\}/g, '..%2f..')}`, { method })
    expect(await response.json()).toMatchObject({ code: 'REQUEST_INVALID', status: 422 })
  },
)

test('the document of the API names every endpoint, and every refusal it names has a catalogue', async () => {
  const document = (await (await app.request(`${at}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>
  }
  const documented = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  expect(new Set(documented)).toEqual(
    new Set([...Object.keys(contract), 'upload', 'downloadRejects', 'downloadAuditTable']),
  )
  const known = new Set((await documentedErrors(await programSources())).map(({ code }) => code))
  expect(endpoints.flatMap(({ refusals }) => refusals).filter((code) => !known.has(code))).toEqual([])
})
